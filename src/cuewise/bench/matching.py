"""When a detector has found a planted cue, and what else the cue explains.

**Found.** A flagged subject is the planted cue if it bears its name, or if it is one of

- word, phrase, position: a word, n-gram or character n-gram of which the cue's text is a part or
  which is a part of it, and whose documents are the cue's by a Jaccard index of at least .8;
- length: either end of it, since long documents of one label are short ones of the other;
- punctuation: `punct:any`, by which peers that measure all punctuation at once are credited;
- elongation and polite style: words drawn out, or parts of the planted lines, nine in ten of whose
  documents at least hold the cue;
- topic: a word or term that documents of no other topic use (`Truth.words`), alone: "breakfast was
  stale" holds one, but goes with the label for what it says.

**Explained.** Where opinions say nothing of the label (grid `alone`), whatever goes with it does so
by the cue. What else a cue brings along is measured on a larger corpus made apart, with the same
cue at the greatest strength: every feature that goes there with the label or with the cue (BH at
.05). Those are companions; n-grams around the cue are too. A flagged feature that is neither is a
false discovery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from cuewise.bench.sample import Sample
from cuewise.detect.association import count_labels
from cuewise.records import Bools, CueTable
from cuewise.records.kinds import kind_of
from cuewise.stats.association import independence_p
from cuewise.stats.multiplicity import benjamini_hochberg
from cuewise.synth import Planted, Truth
from cuewise.synth.drafts import Draft, has_word
from cuewise.synth.kinds import PLANTED_KINDS
from cuewise.synth.lexicon import Lexicon, lexicon
from cuewise.text.formats import FORMATS
from cuewise.text.scripts import has_han

SAME, PURE, LEVEL = 0.8, 0.9, 0.05
ANY_MARK = "punct:any"


def presence(planted: Planted, truth: Truth) -> Bools:
    """Which documents hold the cue; for a topic, one of its own words."""
    lex = lexicon(planted.language)
    columns = [
        dict(zip(planted.meta, row, strict=True))
        for row in zip(*planted.meta.values(), strict=True)
    ]
    drafts = [Draft(t, "", m) for t, m in zip(planted.texts, columns, strict=True)]
    return np.array([_holds(truth, draft, lex) for draft in drafts], dtype=bool)


def _holds(truth: Truth, draft: Draft, lex: Lexicon) -> bool:
    if truth.kind == "topic":
        return any(has_word(word, draft, lex) for word in truth.words)
    return PLANTED_KINDS[truth.kind].present(truth.value, draft, lex)


def equivalents(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    """All subjects that are the planted cue.

    Examples
    --------
    >>> from cuewise.synth import Plant, make
    >>> planted = make(n=200, plants=[Plant("punctuation", "!", "positive", 0.9, 0.2)])
    >>> sorted(equivalents(planted, planted.truth[0], Sample.of(planted).cues))
    ['punct:!', 'punct:any']
    """
    own = frozenset({truth.subject} if truth.subject else ())
    return own | _ALIKE[truth.kind](planted, truth, cues)


def text_of(subject: str) -> str:
    """The words of a lexical cue as they stand in a text; "" of any other.

    Examples
    --------
    >>> text_of("position:first=well"), text_of("ngram:the record"), text_of("punct:!")
    ('well', 'the record', '')
    """
    kind, _, value = subject.partition(":")
    known = kind_of(kind)
    if not known.lexical or known.listed:
        return ""
    return value.partition("=")[2] if known.at_end else value


def within(part: str, whole: str) -> bool:
    """Whether one text stands in the other; Chinese at any character, else at whole words.

    Examples
    --------
    >>> within("cord", "for the record"), within("the record", "for the record")
    (False, True)
    """
    if has_han(part + whole):
        return bool(part) and part.replace(" ", "") in whole.replace(" ", "")
    return bool(part) and f" {part} " in f" {whole} "


def _same_documents(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    said = _said(truth)

    def related(subject: str) -> bool:
        text = text_of(subject)
        return within(text, said) or within(said, text)

    return _chosen(
        planted, truth, cues, related, lambda both, mine, cue: both / (mine + cue - both)
    )


def _said(truth: Truth) -> str:
    """The text of a word, a phrase or a word at a position; "" of any other cue."""
    kind = PLANTED_KINDS.get(truth.kind)
    return kind.text(truth.value) if kind else ""


def _pure(
    of: Callable[[Truth], Callable[[str], bool]],
) -> Callable[[Planted, Truth, CueTable], frozenset[str]]:
    def chosen(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
        return _chosen(planted, truth, cues, of(truth), lambda both, mine, cue: both / mine)

    return chosen


def _chosen(
    planted: Planted,
    truth: Truth,
    cues: CueTable,
    related: Callable[[str], bool],
    share: Callable[[float, float, float], float],
) -> frozenset[str]:
    """The cues related to the planted one whose documents agree with its own."""
    columns = [j for j, name in enumerate(cues.names) if related(name)]
    if not columns:
        return frozenset()
    held = presence(planted, truth).astype(float)
    table = cues.values.tocsc()[:, columns].astype(float)
    both, mine = np.asarray(table.T @ held).ravel(), np.asarray(table.sum(axis=0)).ravel()
    least = SAME if truth.subject and truth.kind != "style" else PURE
    kept = [share(b, m, held.sum()) >= least for b, m in zip(both, mine, strict=True)]
    return frozenset(cues.names[j] for j, keep in zip(columns, kept, strict=True) if keep)


def _style(truth: Truth) -> Callable[[str], bool]:
    if truth.value == "elongation":
        return lambda subject: bool(FORMATS["elongation"].search(text_of(subject)))
    lines = [line.lower() for line in truth.words]
    return lambda subject: any(within(text_of(subject), line) for line in lines)


def _topic(planted: Planted, truth: Truth, cues: CueTable) -> frozenset[str]:
    words = {word.lower() for word in truth.words}
    return frozenset(name for name in cues.names if text_of(name) in words)


Alike = Callable[[Planted, Truth, CueTable], frozenset[str]]
_ALIKE: Mapping[str, Alike] = {
    "word": _same_documents,
    "phrase": _same_documents,
    "position": _same_documents,
    "length": lambda planted, truth, cues: frozenset({"length:long", "length:short"}),
    "punctuation": lambda planted, truth, cues: frozenset({ANY_MARK}),
    "style": _pure(_style),
    "topic": _topic,
    "metadata": lambda planted, truth, cues: frozenset(),
    "decoy": lambda planted, truth, cues: frozenset(
        {f"char:{truth.value}"} if planted.language == "zh" else ()
    ),
}


def companions(planted: Planted) -> frozenset[str]:
    """What goes with the label or the cue in a corpus of one cue whose opinions say nothing."""
    sample, truth = Sample.of(planted), planted.truth[0]
    cues, held = sample.cues, presence(planted, truth)
    table = count_labels(sample.corpus, cues, np.arange(len(sample.texts)))
    n = float(table.n)
    with_label = independence_p(table.n_yc[:, 0], table.n_c, table.n_y[0], n)
    both = np.asarray(cues.values.astype(float).T @ held.astype(float)).ravel()
    with_cue = independence_p(both, table.n_c, float(held.sum()), n)
    found = (benjamini_hochberg(with_label) <= LEVEL) | (benjamini_hochberg(with_cue) <= LEVEL)
    return frozenset(cues.names[j] for j in np.flatnonzero(found))


def explained(subject: str, truth: Truth, equal: frozenset[str], along: frozenset[str]) -> bool:
    """Whether a cue or its companions explain that the subject goes with the label.

    Examples
    --------
    >>> from cuewise.synth import Plant, make
    >>> truth = make(n=60, plants=[Plant("word", "tuesday", "positive", 0.9, 0.2)]).truth[0]
    >>> explained("ngram:on tuesday", truth, frozenset(), frozenset())
    True
    """
    if subject in equal or subject in along:
        return True
    return within(_said(truth), text_of(subject))
