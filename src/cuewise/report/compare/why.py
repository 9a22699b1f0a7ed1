"""Why a repair was chosen, by the rule of choice, and what the runner-up would have given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cuewise.records.comparison import NO_CHANGE, Candidate, Repair, Scores, Standing
from cuewise.report import numbers
from cuewise.report.compare.rows import estimate_of
from cuewise.report.compare.words import joined
from cuewise.report.text import visible
from cuewise.report.wording import Wording

# How near a candidate came to being chosen, nearest first.
_NEAREST: tuple[Standing, ...] = ("cost", "accuracy", "class", "dependence", "harm", "dropped")
# The steps at which candidates drop out, in the order of the rule.
_STEPS: tuple[Standing, ...] = ("dropped", "harm", "dependence", "accuracy", "cost")


def why_chosen(r: Repair, say: Wording) -> str:
    """Why the winner won, and what the runner-up would have given; empty where nothing was kept."""
    winner = next((x for x in r.candidates if x.standing == "chosen"), None)
    if r.stakes is None or winner is None or winner.code == NO_CHANGE:
        return ""
    return joined([*_won(winner, r, say), _second(r, say)], say)


def _won(winner: Candidate, r: Repair, say: Wording) -> Iterator[str]:
    yield say("repair.why-rule")
    yield say("repair.why-winner", remedy=visible(winner.code), scores=_scores(winner.scores, say))
    counts = Counter(x.standing for x in r.candidates if x.code != NO_CHANGE)
    out = [say(f"repair.why-{step}", n=counts[step]) for step in _STEPS if counts[step]]
    if out:
        yield say("repair.why-others", others=say("repair.others.join").join(out))


def _second(r: Repair, say: Wording) -> str:
    second = _runner_up(r)
    if second is None:
        return say("repair.runner-up-none")
    return say(
        "repair.runner-up",
        remedy=visible(second.code),
        scores=_scores(second.scores, say),
        standing=say(f"standing.{second.standing}"),
    )


def _runner_up(r: Repair) -> Candidate | None:
    """The candidate that came nearest to being chosen; of several, the most accurate one."""
    others = [
        (_NEAREST.index(x.standing), -x.scores.neutral.estimate, i, x)
        for i, x in enumerate(r.candidates)
        if x.scores and x.standing in _NEAREST and x.code != NO_CHANGE
    ]
    return min(others)[-1] if others else None


def _scores(s: Scores | None, say: Wording) -> str:
    """Accuracy on texts as they are and with the cues ablated, and the reliance that is left."""
    if s is None:
        return numbers.DASH
    shown = {"as-is": s.as_is, "ablated": s.neutral, "shift": s.pull, "gap": s.gap}
    return say("value.field.join").join(
        say(f"repair.score-{name}", value=estimate_of(rate).written)
        for name, rate in shown.items()
        if rate is not None
    )
