"""A repair that is not shipped, in words: what it would cost, why, and what the user does next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cuewise.records.comparison import (
    Change,
    Comparison,
    LossCarrier,
    Refusal,
    Refused,
    Repair,
    Stakes,
)
from cuewise.records.thresholds import LABEL_LOSS
from cuewise.report import numbers
from cuewise.report.compare.rows import DISPLACED, estimate_of, growth
from cuewise.report.compare.words import gain, points_lost, unsigned
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.wording import Wording

# Cues named as carriers of a loss.
_NAMED = 5


def refusal_sentences(c: Comparison, r: Repair, refusal: Refusal, say: Wording) -> Iterator[str]:
    """What the repair would change, why it is not shipped, and that the model is as it was."""
    remedy = visible(refusal.remedy)
    if r.stakes is None or r.before is None or r.after is None:
        yield say("repair.refused-alone", remedy=remedy)
    else:
        yield say(
            "repair.refused",
            remedy=remedy,
            before=numbers.percent(r.before.as_is.estimate),
            after=numbers.percent(r.after.as_is.estimate),
            change=gain(r.stakes.cost),
            docs=numbers.integer(r.stakes.cost.n),
        )
        yield _REASONS[refusal.code](RefusedRepair(c, r.stakes, refusal, r.max_loss or 0.0), say)
    yield say("repair.as-it-was")


@dataclass(frozen=True, slots=True)
class RefusedRepair:
    """What a refusal is worded from; `most` is the accuracy that a repair may cost."""

    comparison: Comparison
    stakes: Stakes
    refusal: Refusal
    most: float

    def key(self, code: str) -> str:
        """The wording of a reason, which depends on the documents that refused the repair."""
        return f"repair.{code}-in-folds" if self.refusal.split == "folds" else f"repair.{code}"


def _too_dear(x: RefusedRepair, say: Wording) -> str:
    cost = x.refusal.cost or x.stakes.cost
    docs = numbers.integer(cost.n)
    return say(x.key("loss"), cost=points_lost(cost), docs=docs, limit=unsigned(x.most))


def _too_dear_for_a_label(x: RefusedRepair, say: Wording) -> str:
    cost = x.refusal.label_cost or x.stakes.label_cost
    return say(
        x.key("label"),
        label=visible(x.refusal.label or x.stakes.label),
        cost=points_lost(cost),
        docs=numbers.integer(cost.n),
        limit=unsigned(LABEL_LOSS * x.most),
    )


def _below_majority(x: RefusedRepair, say: Wording) -> str:
    return say(x.key("majority"), majority=numbers.percent(x.stakes.majority))


def _the_task(x: RefusedRepair, say: Wording) -> str:
    left, docs = estimate_of(x.stakes.left).written, numbers.integer(x.stakes.left.n)
    majority = numbers.percent(x.stakes.majority)
    return say(x.key("task"), left=left, docs=docs, majority=majority)


def _moved(refused: RefusedRepair, say: Wording) -> str:
    """The cue on which reliance grew most, against the most that was removed from any."""
    c = refused.comparison
    grown = [
        x for x in c.changes if x.change in DISPLACED and not x.mended and x.verdict != "genuine"
    ]
    if not grown:
        return say("repair.displaced-alone")
    most: Change = max(grown, key=growth)
    removed = max((-growth(x) for x in c.changes if x.mended and x.before and x.after), default=0.0)
    return say(
        "repair.displaced",
        name=subject_of(most.subject, say).name,
        grown=unsigned(growth(most)),
        removed=unsigned(max(removed, 0.0)),
    )


_REASONS: Mapping[Refused, Callable[[RefusedRepair, Wording], str]] = {
    "loss": _too_dear,
    "label": _too_dear_for_a_label,
    "majority": _below_majority,
    "task": _the_task,
    "displaced": _moved,
}


def refusal_notices(r: Repair, say: Wording) -> Iterator[str]:
    """The cues that carry the loss, and what the user does next."""
    if r.refused is None:
        return
    if r.refused.carriers:
        named = say("value.field.join").join(_carrier(c, say) for c in r.refused.carriers[:_NAMED])
        yield say("repair.carriers", names=named)
    yield say(f"repair.next-{r.refused.code}", times=f"{LABEL_LOSS:g}")


def _carrier(c: LossCarrier, say: Wording) -> str:
    name = subject_of(c.subject, say).name
    return say("repair.carrier", name=name, loss=points_lost(c.loss), n=c.support)
