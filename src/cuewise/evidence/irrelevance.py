"""Semantic irrelevance: whether the cue means anything for its label.

The cue stands in short sentences ("it was {cue}"), and their embeddings are placed on the meaning
of its label (`evidence/axes.py`): by the words that describe the label, by its name, or, where the
name says nothing, by the words that go with it most. About 0: as meaningless for the label as an
average word or phrase. The log likelihood ratio falls in a straight line with the score; the lines
are calibrated on words and phrases that we sorted by hand (`evidence/calibration.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cuewise.cues.spans import forms, parse
from cuewise.errors import NotApplicable
from cuewise.evidence.anchors import Meaning
from cuewise.evidence.axes import FORMS, Form, Spoken, background, form_of, place
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.found import meanings
from cuewise.evidence.parts import Case, Encode, Verdicts, phrase, signal
from cuewise.records import Signal
from cuewise.records.kinds import kind_of
from cuewise.text.language import READ_AS_ENGLISH, called

TEMPLATES = ("it was {}", "this is {}", "{}")
_JUDGED = 1000
# A field means what its words in most documents do: of all, each would be embedded.
_OF_FIELD = 12


def irrelevance(case: Case) -> Verdicts:
    """A signal for every word, phrase and field of single texts; None for the rest."""
    if case.encode is None and case.corpus.language not in READ_AS_ENGLISH:
        raise NotApplicable("encoder-language", language=called(case.corpus))
    if case.encode is None:
        raise NotApplicable("no-encoder")
    of = described(case)
    # The cues come strongest first, and each costs an embedding a template.
    own = spoken(case)
    judged = list(dict.fromkeys(c for c in own if c is not None))[:_JUDGED]
    axes = Axes(of, case.encode, TEMPLATES, calibration()["meaning"])
    return axes.signals(own, judged, {form: background(case, form) for form in FORMS})


def described(case: Case) -> list[Meaning]:
    """What the labels mean, where single words can mean it.

    Raises
    ------
    NotApplicable
        They cannot, or nothing tells.
    """
    if case.corpus.texts_b is not None:
        raise NotApplicable("label-relates-texts")
    return meanings(case)


def spoken(case: Case) -> list[Spoken | None]:
    """The words of each cue and its label; one piece of a family speaks for all. None: no words."""
    texts = []
    for head in case.family:
        _, kind, value = parse(case.cues.names[case.cue[head]])
        own = forms(kind, phrase(kind, value)) if kind_of(kind).whole_words else ()
        texts.append(own[:_OF_FIELD])
    return [
        (own, label) if own else None for own, label in zip(texts, case.label.tolist(), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Axes:
    """What the labels mean, by one way of turning words to vectors, and its calibrated `lines`."""

    meanings: Sequence[Meaning]
    encode: Encode
    templates: Sequence[str]
    lines: Mapping[str, Any]

    def signals(
        self,
        own: Sequence[Spoken | None],
        judged: Sequence[Spoken],
        vocabulary: Mapping[Form, Sequence[str]],
    ) -> Verdicts:
        """The signal of each of `own` that is `judged`."""
        found: dict[Spoken, Signal] = {}
        for form in FORMS:
            cues = [c for c in judged if form_of(c[0][0]) == form]
            scores = place(cues, self.meanings, vocabulary[form], self.encode, self.templates)
            for cue, score in zip(cues, scores.tolist(), strict=True):
                line = self.lines[form][self.meanings[cue[1]].by]
                found[cue] = signal(score, line["intercept"] - line["slope"] * score)
        return [None if c is None else found.get(c) for c in own]
