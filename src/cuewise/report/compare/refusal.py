"""A repair that is not shipped, in words: what it would cost, why, and what the user does next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

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
        yield _REASONS[refusal.code](c, r, r.stakes, say)
    yield say("repair.as-it-was")


def _too_dear(_: Comparison, r: Repair, s: Stakes, say: Wording) -> str:
    most = r.max_loss or 0.0
    if s.cost.estimate <= most:
        return say("repair.loss-when-chosen", limit=unsigned(most))
    return say("repair.loss", cost=unsigned(s.cost.estimate), limit=unsigned(most))


def _too_dear_for_a_label(_: Comparison, r: Repair, s: Stakes, say: Wording) -> str:
    most = LABEL_LOSS * (r.max_loss or 0.0)
    if s.label_cost.estimate <= most:
        return say("repair.label-when-chosen", limit=unsigned(most))
    return say(
        "repair.label",
        label=visible(s.label),
        cost=points_lost(s.label_cost),
        docs=numbers.integer(s.label_cost.n),
        limit=unsigned(most),
    )


def _below_majority(_: Comparison, r: Repair, s: Stakes, say: Wording) -> str:
    shown = r.after is not None and r.after.as_is.estimate < s.majority
    key = "repair.majority" if shown else "repair.majority-when-chosen"
    return say(key, majority=numbers.percent(s.majority))


def _the_task(_: Comparison, __: Repair, s: Stakes, say: Wording) -> str:
    key = "repair.task" if s.left.low <= s.majority else "repair.task-when-chosen"
    left, docs = estimate_of(s.left).written, numbers.integer(s.left.n)
    return say(key, left=left, docs=docs, majority=numbers.percent(s.majority))


def _moved(c: Comparison, _: Repair, __: Stakes, say: Wording) -> str:
    """The cue on which reliance grew most, against the most that was removed from any."""
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


_REASONS: Mapping[Refused, Callable[[Comparison, Repair, Stakes, Wording], str]] = {
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
