"""Semantic irrelevance by static word vectors: the axis of `irrelevance` without a transformer.

The vectors of the words that describe the labels give an axis for each label; the cue's place on it
is standardised against the corpus's own vocabulary and enters by a line calibrated on words that we
sorted by hand (after Bolukbasi et al. 2016, who find the axis of a meaning in such vectors).

The vectors are those that the user named, else the table of word pieces of the default encoder,
read without torch. Where the transformer runs too, the two are averaged (`evidence/verdict.py`):
each errs on its own, the table on phrases and rare pieces, the transformer on what its sentences
suggest.
"""

from __future__ import annotations

from cuewise.embed.static import WordVectors, token_table
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.evidence.axes import FORMS, Form, Spoken, background
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.irrelevance import Axes, described, spoken
from cuewise.evidence.parts import Case, Verdicts
from cuewise.text.language import READ_AS_ENGLISH, called

TEMPLATES = ("{}",)


def static_irrelevance(case: Case) -> Verdicts:
    """A signal for every word or phrase of single texts that the vectors know."""
    of, vectors = described(case), _vectors(case)
    if not all(vectors.pieces(" ".join(m.words)) for m in of):
        raise NotApplicable("vectors-lack-labels")
    own = [_read(c, vectors) for c in spoken(case)]
    judged = list(dict.fromkeys(c for c in own if c is not None))
    axes = Axes(of, vectors.encode, TEMPLATES, calibration()["static"])
    return axes.signals(own, judged, {form: _known(case, form, vectors) for form in FORMS})


def _read(cue: Spoken | None, vectors: WordVectors) -> Spoken | None:
    """Those of the texts of a cue that the vectors know."""
    texts = tuple(t for t in cue[0] if vectors.pieces(t)) if cue else ()
    return (texts, cue[1]) if cue and texts else None


def _known(case: Case, form: Form, vectors: WordVectors) -> list[str]:
    texts = background(case, form)
    return [t for t in texts if vectors.pieces(t)] or texts


def _vectors(case: Case) -> WordVectors:
    if case.sources.vectors is not None:
        return case.sources.vectors
    if case.corpus.language not in READ_AS_ENGLISH:
        raise NotApplicable("no-vectors", language=called(case.corpus))
    try:
        return token_table()
    except MissingExtra as missing:
        raise NotApplicable("no-word-vectors", extra=missing.extra) from missing
