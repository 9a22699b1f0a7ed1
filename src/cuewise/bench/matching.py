"""Rules that decide when a detector has found a planted cue, and what else the cue explains.

**Found.** A flagged subject counts as the planted cue if it has its name, or if it is one of these:

- word, phrase, position: a word, n-gram or character n-gram that contains the cue's text or is
  contained in it, and whose documents overlap with the cue's by a Jaccard index of at least .8;
- length: either end of the scale, since long documents of one label are short ones of the other;
- punctuation: `punct:any`, so that peers that measure all punctuation together get credit;
- elongation and polite style: elongated words or parts of the planted sentences, if the cue occurs
  in at least 90% of their documents;
- topic: a single word or term that documents of no other topic use (`Truth.words`). "breakfast was
  stale" contains such a word, but its opinion explains its association with the label.

**Explained.** Where opinions are uninformative (grid `alone`), every association with the label is
due to the cue. A larger, separate corpus with the same cue at the greatest strength shows its
*companions*: all features associated there with the label or with the cue (BH at .05). N-grams
around the cue are explained too. Any other flagged feature is a false discovery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from cuewise.bench.sample import DetectorSample
from cuewise.detect.association import count_labels
from cuewise.records import Bools, CueTable
from cuewise.records.kinds import kind_of
from cuewise.stats.association import independence_p
from cuewise.stats.multiplicity import benjamini_hochberg
from cuewise.synth import Planted, Truth
from cuewise.synth.drafts import Draft, has_word
from cuewise.synth.kinds import PLANTED_KINDS
from cuewise.synth.lexicon import Lexicon, load_lexicon
from cuewise.text.formats import FORMATS
from cuewise.text.scripts import has_han

_JACCARD, _PURITY, _LEVEL = 0.8, 0.9, 0.05
_Equivalents = Callable[[Planted, Truth, CueTable], frozenset[str]]


def presence(planted: Planted, truth: Truth) -> Bools:
    """Whether each document contains the cue, [n]; for a topic, one of its own words."""
    lex = load_lexicon(planted.language)
    drafts = [Draft(row["text"], "", row) for row in planted.rows()]
    return np.array([_contains_cue(truth, draft, lex) for draft in drafts], dtype=bool)


def _contains_cue(truth: Truth, draft: Draft, lex: Lexicon) -> bool:
    if truth.kind == "topic":
        return any(has_word(word, draft, lex) for word in truth.words)
    return PLANTED_KINDS[truth.kind].present(truth.value, draft, lex)


def equivalents(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    """All subjects that count as the planted cue.

    Examples
    --------
    >>> from cuewise.synth import Plant, make
    >>> planted = make(n=200, plants=[Plant("punctuation", "!", "positive", 0.9, 0.2)])
    >>> sorted(equivalents(planted, planted.truth[0], DetectorSample.of(planted).cues))
    ['punct:!', 'punct:any']
    """
    named = frozenset({truth.subject} if truth.subject else ())
    return named | _EQUIVALENTS[truth.kind](planted, truth, cues)


def text_of(subject: str) -> str:
    """The words of a lexical cue as written in a text; "" for any other cue.

    Examples
    --------
    >>> text_of("position:first=well"), text_of("ngram:the record"), text_of("punct:!")
    ('well', 'the record', '')
    """
    name, _, value = subject.partition(":")
    kind = kind_of(name)
    if not kind.lexical or kind.listed:
        return ""
    return value.partition("=")[2] if kind.at_end else value


def within(part: str, whole: str) -> bool:
    """Whether a text is part of another, in whole words; for Chinese, at any character.

    Examples
    --------
    >>> within("cord", "for the record"), within("the record", "for the record")
    (False, True)
    """
    if has_han(part + whole):
        return bool(part) and part.replace(" ", "") in whole.replace(" ", "")
    return bool(part) and f" {part} " in f" {whole} "


def _same_documents(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    cue_text = _cue_text(truth)

    def related(subject: str) -> bool:
        text = text_of(subject)
        return within(text, cue_text) or within(cue_text, text)

    overlap = _overlap(planted, truth, cues, related)
    return frozenset(
        name for name, (both, n, n_cue) in overlap.items() if both / (n + n_cue - both) >= _JACCARD
    )


def _cue_text(truth: Truth) -> str:
    """The text of a word, a phrase or a word at a position; "" for any other cue."""
    kind = PLANTED_KINDS.get(truth.kind)
    return kind.text(truth.value) if kind else ""


def _overlap(
    planted: Planted, truth: Truth, cues: CueTable, related: Callable[[str], bool]
) -> dict[str, tuple[float, float, float]]:
    """Per related cue, the numbers of documents with both cues, with it, with the planted one."""
    columns = [j for j, name in enumerate(cues.names) if related(name)]
    if not columns:
        return {}
    with_cue = presence(planted, truth).astype(float)
    table = cues.values.tocsc()[:, columns].astype(float)
    both, n = np.asarray(table.T @ with_cue).ravel(), np.asarray(table.sum(axis=0)).ravel()
    return {
        cues.names[j]: (float(b), float(m), float(with_cue.sum()))
        for j, b, m in zip(columns, both, n, strict=True)
    }


def _style(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    lines = [line.lower() for line in truth.words]

    def related(subject: str) -> bool:
        text = text_of(subject)
        if truth.value == "elongation":
            return bool(FORMATS["elongation"].search(text))
        return any(within(text, line) for line in lines)

    overlap = _overlap(planted, truth, cues, related)
    return frozenset(name for name, (both, n, _) in overlap.items() if both / n >= _PURITY)


def _topic(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    words = {word.lower() for word in truth.words}
    return frozenset(name for name in cues.names if text_of(name) in words)


_EQUIVALENTS: Mapping[str, _Equivalents] = {
    "word": _same_documents,
    "phrase": _same_documents,
    "position": _same_documents,
    "length": lambda planted, truth, cues: frozenset({"length:long", "length:short"}),
    "punctuation": lambda planted, truth, cues: frozenset({"punct:any"}),
    "style": _style,
    "topic": _topic,
    "metadata": lambda planted, truth, cues: frozenset(),
    "decoy": lambda planted, truth, cues: frozenset(
        {f"char:{truth.value}"} if planted.language == "zh" else ()
    ),
}


def companions(planted: Planted) -> frozenset[str]:
    """Cues associated with the label or the cue in a corpus whose opinions are uninformative."""
    sample, truth = DetectorSample.of(planted), planted.truth[0]
    cues, with_cue = sample.cues, presence(planted, truth).astype(float)
    table = count_labels(sample.corpus, cues, np.arange(len(planted.texts)))
    n = float(table.n)
    p_label = independence_p(table.n_yc[:, 0], table.n_c, table.n_y[0], n)
    both = np.asarray(cues.values.astype(float).T @ with_cue).ravel()
    p_cue = independence_p(both, table.n_c, float(with_cue.sum()), n)
    associated = (benjamini_hochberg(p_label) <= _LEVEL) | (benjamini_hochberg(p_cue) <= _LEVEL)
    return frozenset(cues.names[j] for j in np.flatnonzero(associated))


def explained(subject: str, truth: Truth, equal: frozenset[str], companion: frozenset[str]) -> bool:
    """Whether a cue or its companions explain the association of a subject with the label.

    `equal` are the subjects that count as the cue, `companion` what the cue brings along.

    Examples
    --------
    >>> from cuewise.synth import Plant, make
    >>> truth = make(n=60, plants=[Plant("word", "tuesday", "positive", 0.9, 0.2)]).truth[0]
    >>> explained("ngram:on tuesday", truth, frozenset(), frozenset())
    True
    """
    if subject in equal or subject in companion:
        return True
    return within(_cue_text(truth), text_of(subject))
