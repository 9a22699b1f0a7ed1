"""Make corpora with planted cues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cuewise.errors import InputError
from cuewise.records import Bools, Ints
from cuewise.synth.drafts import Draft, has_word
from cuewise.synth.grammar import write_document
from cuewise.synth.kinds import PLANTED_KINDS
from cuewise.synth.lexicon import SIZES
from cuewise.synth.plan import Brief, briefs
from cuewise.synth.records import Decoy, Plant, Planted, Truth
from cuewise.synth.request import CorpusRequest

LABELS = ("negative", "positive")
_TRIES, _MINIMAL_AFTER = 200, 20


def make(
    language: str = "en",
    n: int = 2000,
    *,
    labels: Sequence[str] = LABELS,
    plants: Sequence[Plant] = (),
    decoys: Sequence[Decoy] = (),
    seed: int = 0,
    balance: float = 0.5,
    noise: float = 0.0,
    twins: bool = False,
) -> Planted:
    """Write short reviews of made-up things, with planted cues.

    Parameters
    ----------
    language:
        `en` or `zh`.
    n:
        Number of documents, without counterfactual copies.
    labels:
        The names of the negative and the positive label.
    plants:
        Spurious cues: associated with the label, but not a reason for it.
    decoys:
        Genuine cues: words whose meaning gives the label.
    seed:
        The same seed gives the same bytes.
    balance:
        Share of documents with the second label.
    noise:
        Share of documents whose label contradicts their text.
    twins:
        Add a counterfactual copy of each document: swap its words of praise and blame, flip the
        label, keep all else. The originals and their truth do not depend on this option.

    Raises
    ------
    InputError
        An argument is invalid, or the requested counts cannot be met.

    Notes
    -----
    Counts are exact: round(frequency * n) documents hold a cue, and round(strength * that) of them
    have its label. The sentence around a planted word, phrase, mark or style is not a cue: with
    other words of the same class, it is equally frequent with both labels. Inevitably, those other
    words are slightly associated with the other label.

    Examples
    --------
    >>> planted = make(n=200, plants=[Plant("word", "tuesday", "negative", 0.9, 0.1)])
    >>> planted.truth[0].subject, planted.truth[0].documents, planted.truth[0].strength
    ('word:tuesday', 20, 0.9)
    """
    request = CorpusRequest(
        language, n, tuple(labels), tuple(plants), tuple(decoys), seed, balance, noise
    )
    planned = briefs(request)
    return _planted(request, planned, np.array([b.label for b in planned]), twins=twins)


def null(
    language: str = "en",
    n: int = 2000,
    *,
    labels: Sequence[str] = LABELS,
    plants: Sequence[Plant] = (),
    decoys: Sequence[Decoy] = (),
    seed: int = 0,
    balance: float = 0.5,
) -> Planted:
    """Make a null corpus: permute the labels, so that nothing is associated with them.

    Parameters are those of `make`; the truth holds the strengths that remain by chance.

    Examples
    --------
    >>> sorted(set(null(n=60).labels))
    ['negative', 'positive']
    """
    request = CorpusRequest(
        language, n, tuple(labels), tuple(plants), tuple(decoys), seed, balance, 0.0
    )
    planned = briefs(request)
    y = np.random.default_rng([seed, 2]).permutation([b.label for b in planned])
    return _planted(request, planned, y, twins=False)


def _document(
    brief: Brief, request: CorpusRequest, rng: np.random.Generator, seen: set[str]
) -> tuple[Draft, Draft]:
    """Rewrite until the document holds exactly the cues of its brief and is unique."""
    wrong = ""
    for attempt in range(_TRIES):
        both = write_document(brief, request, rng, minimal=attempt >= _MINIMAL_AFTER)
        wrong = _wrong(both, brief, request)
        keys = {draft.text.lower() for draft in both}
        if not wrong and not keys & seen:
            seen |= keys
            return both
    raise InputError(
        f"no document could be written {wrong or 'that differs from all others'}",
        allowed="words and phrases that reviews can do without",
        fix="plant a rarer word, or fewer cues in fewer documents",
    )


def _wrong(both: tuple[Draft, Draft], brief: Brief, request: CorpusRequest) -> str:
    """Describe the first cue that either text lacks or must not hold; "" if both are right."""
    lex, opinion = request.lex, brief.opinion
    if not brief.slots.get("length") and lex.size(both[0].text) > SIZES[lex.language].most:
        return "that is short enough"
    for plant in request.plants:
        wanted, kind = brief.wants(plant, lex), PLANTED_KINDS[plant.kind]
        if any(kind.present(plant.value, d, lex) != wanted for d in both):
            return f"{'with' if wanted else 'without'} the {plant.name}"
    for decoy in request.decoys:
        wanted = opinion is not None and opinion.word == decoy.word.lower()
        # The counterfactual of a decoy's document may hold another decoy: the opposite word.
        drafts = both[:1] if opinion else both
        if any(has_word(decoy.word, d, lex) != wanted for d in drafts):
            return f"{'with' if wanted else 'without'} the {decoy.name}"
    return ""


def _planted(request: CorpusRequest, planned: Sequence[Brief], y: Ints, *, twins: bool) -> Planted:
    rng = np.random.default_rng([request.seed, 1])
    seen: set[str] = set()
    documents = [_document(brief, request, rng, seen) for brief in planned]
    originals = [original for original, _ in documents]
    names = tuple(f"{request.language}-{i:05d}" for i in range(len(documents)))
    copies = (0, 1) if twins else (0,)
    return Planted(
        language=request.language,
        label_names=request.labels,
        ids=names + tuple(f"{name}-twin" for name in names) if twins else names,
        texts=tuple(d[copy].text for copy in copies for d in documents),
        labels=tuple(request.labels[c ^ copy] for copy in copies for c in y.tolist()),
        meta={c: tuple(b.meta[c] for _ in copies for b in planned) for c in planned[0].meta},
        truth=tuple(_truth(request, originals, y)),
        pair_id=names * 2 if twins else None,
    )


def _truth(request: CorpusRequest, drafts: Sequence[Draft], y: Ints) -> Iterator[Truth]:
    """Count the cues in the texts rather than trust the plan."""
    lex = request.lex
    for p in request.plants:
        kind = PLANTED_KINDS[p.kind]
        rows = np.array([kind.present(p.value, d, lex) for d in drafts], dtype=bool)
        yield _counted(
            p, (p.kind, p.value), kind.words(p.value, lex), rows, y == request.number(p.label)
        )
    for c in request.decoys:
        rows = np.array([has_word(c.word, d, lex) for d in drafts], dtype=bool)
        yield _counted(c, ("decoy", c.word), (c.word.lower(),), rows, y == request.number(c.label))


def _counted(
    cue: Plant | Decoy, name: tuple[str, str], words: tuple[str, ...], rows: Bools, right: Bools
) -> Truth:
    return Truth(
        subject=cue.subject,
        kind=name[0],
        value=name[1],
        label=cue.label,
        spurious=isinstance(cue, Plant),
        strength_wanted=cue.strength,
        strength=float(right[rows].mean()),
        frequency_wanted=cue.frequency,
        frequency=float(rows.mean()),
        documents=int(rows.sum()),
        words=words,
    )
