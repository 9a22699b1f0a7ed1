"""What became of a repair, in a few sentences: the change in accuracy first."""

from __future__ import annotations

from collections.abc import Iterator

from cuewise.records import Measure, Rate
from cuewise.records.comparison import NO_CHANGE, Comparison, Repair
from cuewise.report import numbers
from cuewise.report.compare.actions import removed_and_reduced
from cuewise.report.compare.refusal import refusal_sentences
from cuewise.report.compare.rows import accuracy_of, estimate_of
from cuewise.report.compare.words import gain, joined
from cuewise.report.text import visible
from cuewise.report.wording import Wording


def repair_headline(c: Comparison, r: Repair, say: Wording) -> str:
    """What became of a repair: the change in accuracy first, then what was removed or reduced."""
    return joined([*_sentences(c, r, say)], say)


def nothing_to_repair(r: Repair) -> bool:
    """Whether no candidate was tried, since reliance on the cues is not shown."""
    return r.refused is None and (not r.cues or not _tried(r))


def reliance_is_shown(c: Comparison) -> bool:
    """Whether the audit before shows reliance on the cues judged spurious, taken together."""
    sdr = c.before.headline.sdr
    return sdr is not None and sdr.low > 0


def _sentences(c: Comparison, r: Repair, say: Wording) -> Iterator[str]:
    if r.refused is not None:
        yield from refusal_sentences(c, r, r.refused, say)
    elif nothing_to_repair(r):
        yield from _nothing(c, r, say)
    elif r.chosen == NO_CHANGE or r.before is None or r.after is None:
        yield from _unchanged(r, r.before.as_is if r.before else accuracy_of(c), say)
        yield say("compared.no-change", n=len(_tried(r)))
    elif r.stakes is None:
        yield _chosen(r, say)
    else:
        yield _accuracy(r, r.stakes.cost, say)
        yield from removed_and_reduced(c, r, say)
    if r.confirmed is False and r.refused is None:
        yield say("compared.not-confirmed")


def _tried(r: Repair) -> set[str]:
    return {x.code for x in r.candidates} - {NO_CHANGE}


def _nothing(c: Comparison, r: Repair, say: Wording) -> Iterator[str]:
    """That there was nothing to repair; good news unless the audit shows reliance after all."""
    if r.max_loss is None:
        yield say("compared.nothing")
        return
    yield from _unchanged(r, accuracy_of(c), say)
    sdr = c.before.headline.sdr
    if sdr is not None and reliance_is_shown(c):
        yield say("repair.nothing-open", sdr=estimate_of(sdr).written, docs=numbers.integer(sdr.n))
    elif sdr is not None:
        yield say("repair.nothing-sdr", sdr=estimate_of(sdr).written, docs=numbers.integer(sdr.n))
    else:
        yield say("repair.nothing")


def _unchanged(r: Repair, accuracy: Rate | Measure | None, say: Wording) -> Iterator[str]:
    """That accuracy is unchanged; older comparisons did not say so."""
    if r.max_loss is None:
        return
    if accuracy is None:
        yield say("repair.unchanged")
    else:
        written = estimate_of(accuracy).written
        yield say("repair.unchanged-at", accuracy=written, docs=numbers.integer(accuracy.n))


def _accuracy(r: Repair, cost: Rate, say: Wording) -> str:
    """The change in accuracy on texts as they are, which was measured document by document."""
    return say(
        "repair.accuracy",
        before=numbers.percent(r.before.as_is.estimate if r.before else None),
        after=numbers.percent(r.after.as_is.estimate if r.after else None),
        change=gain(cost),
        docs=numbers.integer(cost.n),
    )


def _chosen(r: Repair, say: Wording) -> str:
    """The headline of a comparison that does not say what the repair costs."""
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
