"""What a repair is worth, in words: headline, refusal, what is at stake, why it was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cuewise.records import Rate
from cuewise.records.comparison import (
    NO_CHANGE,
    Candidate,
    Comparison,
    LossCarrier,
    Refusal,
    Repair,
    Standing,
)
from cuewise.records.thresholds import LABEL_LOSS
from cuewise.report import numbers
from cuewise.report.compare.records import Stake
from cuewise.report.compare.rows import estimate_of
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.wording import Wording

# Cues named as carriers of a loss.
_NAMED = 5
# How near a candidate came to being chosen, nearest first.
_NEAREST: tuple[Standing, ...] = ("cost", "accuracy", "class", "dependence", "harm", "dropped")


def repair_headline(r: Repair, say: Wording) -> str:
    """What became of a repair: the change in accuracy first, then reliance."""
    if r.refused is not None:
        return say("repair.refused", remedy=visible(r.refused.remedy), why=_why(r, r.refused, say))
    if not r.cues:
        return say("compared.nothing")
    if r.chosen == NO_CHANGE or r.before is None or r.after is None:
        return say("compared.no-change", n=len({x.code for x in r.candidates} - {NO_CHANGE}))
    said = [*_accuracy(r, say), _chosen(r, say)]
    if r.confirmed is False:
        said.append(say("compared.not-confirmed"))
    return joined(said, say)


def joined(sentences: list[str], say: Wording) -> str:
    """Sentences, one after the other."""
    first, *rest = sentences
    for sentence in rest:
        first = say("compared.both", first=first, second=sentence)
    return first


def _accuracy(r: Repair, say: Wording) -> Iterator[str]:
    """The change in accuracy on texts as they are, where it was measured document by document."""
    if r.stakes is not None and r.before is not None and r.after is not None:
        yield say(
            "repair.accuracy",
            before=numbers.percent(r.before.as_is.estimate),
            after=numbers.percent(r.after.as_is.estimate),
            change=numbers.estimate(_gain(r.stakes.cost).interval, numbers.points).written,
            docs=numbers.integer(r.stakes.cost.n),
        )


def _gain(loss: Rate) -> Rate:
    turned = {"estimate": -loss.estimate, "low": -loss.high, "high": -loss.low}
    return loss.model_copy(update=turned)


def _chosen(r: Repair, say: Wording) -> str:
    old, new = r.before, r.after
    return say(
        "compared.chosen",
        remedy=visible(r.chosen),
        candidates=len({x.code for x in r.candidates if x.scores} - {NO_CHANGE}),
        n=len(r.cues),
        before=decisions(old.sdr if old else None, say),
        after=decisions(new.sdr if new else None, say),
        docs=numbers.integer(new.sdr.n if new and new.sdr else None),
        old=numbers.percent(old.neutral.estimate if old else None),
        new=numbers.percent(new.neutral.estimate if new else None),
    )


def decisions(rate: Rate | None, say: Wording) -> str:
    """A share of decisions; if its interval reaches 0, say that placebo edits may explain it."""
    if rate is None:
        return say("compared.unknown")
    written = estimate_of(rate).written
    return written if rate.low > 0 else say("compared.none", rate=written)


def _why(r: Repair, refusal: Refusal, say: Wording) -> str:
    """Why a repair is refused, with the number that refused it and the limit."""
    why = say(f"repair.{refusal.code}", **_facts(r, refusal))
    return joined([why, say("repair.in-folds")], say) if refusal.split == "folds" else why


def _facts(r: Repair, refusal: Refusal) -> dict[str, str]:
    """What fills the slots of any refusal."""
    s, most = r.stakes, r.max_loss or 0.0
    cost = refusal.cost or (s.cost if s else None)
    of_label = refusal.label_cost or (s.label_cost if s else None)
    return {
        "cost": _lost(cost) if cost else numbers.DASH,
        "limit": _plain(most),
        "label": visible(refusal.label or (s.label if s else "")),
        "label_cost": _lost(of_label) if of_label else numbers.DASH,
        "label_limit": _plain(LABEL_LOSS * most),
        "left": estimate_of(s.left).written if s else numbers.DASH,
        "majority": numbers.percent(s.majority if s else None),
    }


def _lost(rate: Rate) -> str:
    """Points lost, without a sign, and their interval."""
    return numbers.estimate(rate.interval, _plain).written


def _plain(x: float | None) -> str:
    return numbers.DASH if x is None else numbers.decimal(100 * x, 1, signed=x < 0)


def refusal_notices(r: Repair, say: Wording) -> Iterator[str]:
    """The cues that carry the loss, and what the user does next."""
    if r.refused is None:
        return
    if r.refused.carriers:
        named = say("value.field.join").join(_carrier(c, say) for c in r.refused.carriers[:_NAMED])
        yield say("repair.carriers", names=named)
    yield say(f"repair.next-{r.refused.code}")


def _carrier(c: LossCarrier, say: Wording) -> str:
    name = subject_of(c.subject, say).name
    return say("repair.carrier", name=name, loss=_plain(c.loss.estimate), n=c.support)


def stakes_rows(r: Repair, say: Wording) -> tuple[Stake, ...]:
    """Three questions about a repair, and their answers."""
    s = r.stakes
    if s is None:
        return ()
    majority, most = numbers.percent(s.majority), r.max_loss or 0.0
    left = "repair.left-yes" if s.left.low > s.majority else "repair.left-no"
    return (
        Stake(
            say("repair.carried-question"),
            say(
                "repair.carried-answer",
                carried=numbers.estimate(s.carried.interval, numbers.points).written,
                as_is=numbers.percent(s.as_is.estimate),
                ablated=numbers.percent(s.ablated.estimate),
                majority=majority,
            ),
            numbers.integer(s.carried.n),
        ),
        Stake(
            say("repair.left-question"),
            say(left, left=estimate_of(s.left).written, majority=majority),
            numbers.integer(s.left.n),
        ),
        Stake(
            say("repair.cost-question"),
            say(
                "repair.cost-answer",
                cost=_lost(s.cost),
                limit=_plain(most),
                label=visible(s.label),
                label_cost=_lost(s.label_cost),
                label_limit=_plain(LABEL_LOSS * most),
            ),
            numbers.integer(s.cost.n),
        ),
    )


def why_chosen(r: Repair, say: Wording) -> str:
    """Why the winner won, and what the runner-up would have given; empty where nothing was kept."""
    if r.chosen == NO_CHANGE or r.stakes is None:
        return ""
    counts = Counter(x.standing for x in r.candidates if x.code != NO_CHANGE)
    first = say(
        "repair.why",
        remedy=visible(r.chosen),
        harm=counts["harm"],
        dependence=counts["dependence"],
        accuracy=counts["accuracy"],
        dropped=counts["dropped"],
    )
    second = _runner_up(r)
    return first if second is None else joined([first, _worded(second, say)], say)


def _runner_up(r: Repair) -> Candidate | None:
    """The candidate that came nearest to being chosen."""
    others = [
        x for x in r.candidates if x.scores and x.standing in _NEAREST and x.code != NO_CHANGE
    ]
    return min(others, key=lambda x: _NEAREST.index(x.standing), default=None)


def _worded(x: Candidate, say: Wording) -> str:
    s = x.scores
    return say(
        "repair.runner-up",
        remedy=visible(x.code),
        as_is=numbers.percent(s.as_is.estimate if s else None),
        ablated=numbers.percent(s.neutral.estimate if s else None),
        shift=numbers.percent(s.pull.estimate if s and s.pull else None),
        standing=say(f"standing.{x.standing}"),
    )


def actions(c: Comparison, say: Wording) -> tuple[str, ...]:
    """On how many cues the repair acted, and how many it left alone for each reason."""
    counts = Counter(x.action for x in c.changes if x.action is not None)
    refused = c.repair is not None and c.repair.refused is not None
    proposed = {"repaired": "proposed"} if refused else {}
    return tuple(say(f"action.{proposed.get(code, code)}", n=n) for code, n in counts.most_common())
