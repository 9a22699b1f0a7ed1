"""Three questions about a repair, each with its answer and the numbers behind it."""

from __future__ import annotations

from cuewise.records import Rate
from cuewise.records.comparison import Repair, Stakes
from cuewise.records.thresholds import LABEL_LOSS
from cuewise.report import numbers
from cuewise.report.compare.records import Stake
from cuewise.report.compare.rows import estimate_of
from cuewise.report.compare.words import points_lost, unsigned
from cuewise.report.records import Detail
from cuewise.report.text import visible
from cuewise.report.wording import Wording


def stakes_rows(r: Repair, say: Wording) -> tuple[Stake, ...]:
    """What the cues carry, whether anything is left without them, and what the repair costs."""
    s = r.stakes
    if s is None:
        return ()
    most = Detail(say("repair.number-majority"), numbers.percent(s.majority))
    return (_carried(s, most, say), _left(s, most, say), _cost(r, s, most, say))


def _carried(s: Stakes, majority: Detail, say: Wording) -> Stake:
    change = numbers.estimate(s.carried.interval, numbers.points).written
    return Stake(
        question=say("repair.carried-question"),
        answer=say(f"repair.carried-{_side(s.carried)}", carried=unsigned(abs(s.carried.estimate))),
        numbers=(
            _share("repair.number-as-is", s.as_is, say),
            _share("repair.number-ablated", s.ablated, say),
            Detail(say("repair.number-difference"), change, _documents(s.carried)),
            majority,
        ),
    )


def _left(s: Stakes, majority: Detail, say: Wording) -> Stake:
    answer = "repair.left-yes" if s.left.low > s.majority else "repair.left-no"
    return Stake(
        question=say("repair.left-question"),
        answer=say(answer),
        numbers=(_share("repair.number-left", s.left, say), majority),
    )


def _cost(r: Repair, s: Stakes, majority: Detail, say: Wording) -> Stake:
    total = r.max_loss or 0.0
    of_label = LABEL_LOSS * total
    over = s.cost.estimate > total or s.label_cost.estimate > of_label
    after = (_share("repair.number-after", r.after.as_is, say),) if r.after else ()
    return Stake(
        question=say("repair.cost-question"),
        answer=say("repair.cost-over" if over else f"repair.cost-{_side(s.cost)}"),
        numbers=(
            Detail(
                say("repair.number-cost"),
                say("repair.of-allowed", lost=points_lost(s.cost), limit=unsigned(total)),
                _documents(s.cost),
            ),
            Detail(
                say("repair.number-label", label=visible(s.label)),
                say("repair.of-allowed", lost=points_lost(s.label_cost), limit=unsigned(of_label)),
                _documents(s.label_cost),
            ),
            *after,
            majority,
        ),
    )


def _side(rate: Rate) -> str:
    """Whether a difference is shown to be above 0, below it, or neither."""
    if rate.low > 0:
        return "above"
    return "below" if rate.high < 0 else "open"


def _share(key: str, rate: Rate, say: Wording) -> Detail:
    return Detail(say(key), estimate_of(rate).written, _documents(rate))


def _documents(rate: Rate) -> str:
    return f"n\u00a0=\u00a0{numbers.integer(rate.n)}"
