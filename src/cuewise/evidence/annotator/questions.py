"""What an annotator is asked about cues: words, the label they are associated with, an excerpt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cuewise.cues.source import fields_of
from cuewise.cues.spans import find
from cuewise.evidence.case import EvidenceCase, cue_words
from cuewise.plugins.outcomes import Progress
from cuewise.records import Reason
from cuewise.records.kinds import kind_of

# Characters of a cue and of an excerpt that are shown, and of a text that are searched.
_CUE, _EXCERPT, _SEARCHED = 80, 160, 20_000


@dataclass(frozen=True, slots=True)
class CueQuestion:
    """Whether a careful person would count `words` as part of a reason for `label`.

    `excerpt` is a piece of a text that holds the words, without its label.
    """

    words: str
    label: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions about cues; `labels` has the description of every label, "" where there is none."""

    labels: Mapping[str, str]
    questions: Sequence[CueQuestion]


@dataclass(frozen=True, slots=True)
class AnnotatorAnswers:
    """One answer a question: -1 genuine, 1 spurious, between them less sure; None: no answer.

    `reasons` say what went wrong, and what was asked of whom; `failure` why nothing was answered,
    None where something was.
    """

    scores: Sequence[float | None]
    reasons: Sequence[Reason] = ()
    failure: Reason | None = None


class Annotator(Protocol):
    """Someone who knows what words mean for a task."""

    def __call__(self, asked: Questionnaire, progress: Progress | None) -> AnnotatorAnswers:
        """Answer every question; failures are reasons, not exceptions."""
        ...


def questionnaire(case: EvidenceCase) -> tuple[Questionnaire, list[int | None]]:
    """The distinct questions about the cues of a case, and for each cue the number of its own.

    Only words and characters in a row can be asked about.
    """
    numbers: dict[tuple[str, int], int] = {}
    own: list[int | None] = []
    questions = []
    held = case.cues.values.tocsc()
    for m, (field, kind, value) in enumerate(case.subjects()):
        known = kind_of(kind)
        if not known.lexical or known.listed:
            own.append(None)
            continue
        words, label = cue_words(kind, value), int(case.label[m])
        if (words, label) not in numbers:
            numbers[words, label] = len(numbers)
            j = int(case.cue[m])
            rows = held.indices[held.indptr[j] : held.indptr[j + 1]]
            excerpt = _excerpt(case, field, (kind, value), np.asarray(rows))
            name = case.corpus.label_names[label]
            questions.append(CueQuestion(words[:_CUE], name, excerpt))
        own.append(numbers[words, label])
    labels = {name: case.describe.get(name, "") for name in case.corpus.label_names}
    return Questionnaire(labels, questions), own


def _excerpt(case: EvidenceCase, field: str, cue: tuple[str, str], rows: np.ndarray) -> str:
    """A piece of the shortest text that holds the cue; "" where none does."""
    texts = fields_of(case.corpus).get(field, case.corpus.texts)
    if not rows.size:
        return ""
    text: str = min((texts[i] for i in rows.tolist()), key=lambda t: (len(t), t))
    spans = find(*cue, text[:_SEARCHED])
    start = max(0, spans[0][0] - _EXCERPT // 2) if spans else 0
    return text[start : start + _EXCERPT]
