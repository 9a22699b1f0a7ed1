"""The signal `annotator`: ask about the cues of a case, and weigh the answers."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.evidence.annotator.questions import Annotator, questionnaire
from cuewise.evidence.annotator.weigh import (
    PRIOR,
    PRIOR_AGREED,
    Agreement,
    agreement_of,
    annotator_signals,
)
from cuewise.evidence.case import EvidenceCase, Signals
from cuewise.evidence.weights import fitted
from cuewise.plugins.outcomes import Steps
from cuewise.records import Reason


def annotated(
    case: EvidenceCase,
    annotator: Annotator,
    others: Sequence[float | None],
    steps: Steps,
) -> tuple[Signals, list[Reason]]:
    """The signal of every cue, and what was asked, answered and agreed on.

    `others` are p(spurious) [m] by all other signals; the answers weigh as much as they agree with
    these. Where not a single answer came, `steps` records why.
    """
    asked, number = questionnaire(case)
    answers = annotator(asked, steps.progress)
    if answers.failure is not None:
        steps.record("meaning", "failed", [answers.failure])
        return [None] * len(number), list(answers.reasons)
    scores = [None if n is None else answers.scores[n] for n in number]
    agreement = agreement_of(scores, others, case.phrase_head.tolist())
    signals = annotator_signals(scores, agreement.accuracy)
    weighed = [fitted().weighed("annotator", s) for s in signals]
    return weighed, [*answers.reasons, agreement_in_words(agreement)]


def agreement_in_words(agreement: Agreement) -> Reason:
    """The reason that says how far an annotator is trusted, in counts."""
    percent = round(100 * agreement.accuracy)
    if not agreement.n:
        return Reason.of("annotator-unchecked", percent=percent)
    return Reason.of(
        "annotator-agrees",
        agreed=agreement.agreed,
        n=agreement.n,
        prior_agreed=PRIOR_AGREED,
        prior=PRIOR,
        percent=percent,
    )
