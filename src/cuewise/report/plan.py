"""The plan of a repair on the terminal: a pure view of a `FixPlan`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cuewise.records.fix_plan import FixPlan, PlannedCue
from cuewise.report import numbers
from cuewise.report.console import VALUE_WIDTH, number_cell, two_lines
from cuewise.report.subjects import subject_of
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Lang, Wording, wording

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_SHOWN = 30


def plan_terminal(plan: FixPlan, lang: Lang = "en") -> RenderableType:
    """What `rich` prints: the cues to act on with what each costs, and the candidates to try.

    Examples
    --------
    >>> from rich.console import Console
    >>> plan = FixPlan(language="en", model="tfidf", max_loss=0.02, cues=[], left=[], candidates=[])
    >>> Console(width=78).print(plan_terminal(plan))
    tfidf is not shown to rely on a cue judged spurious. fix would change nothing.
    """
    from rich.console import Group
    from rich.text import Text

    t = wording(lang)
    if not plan.cues:
        return Group(Text(t("plan.nothing", model=visible(plan.model))), *_left(plan, t))
    limit = numbers.decimal(100 * plan.max_loss, 1, signed=False)
    headline = t("plan.headline", n=len(plan.cues), model=visible(plan.model))
    parts: list[RenderableType] = [Text(headline, style="bold"), Text(), _cues(plan, t)]
    if more := len(plan.cues) - len(plan.cues[:_SHOWN]):
        parts.append(Text(t("plan.more", n=more), style="dim"))
    parts += [Text(t("plan.cost-about"), style="dim"), Text()]
    parts.append(Text(t("plan.candidates", n=len(plan.candidates), limit=limit)))
    parts += [
        Text(t("plan.candidate", code=visible(c.code), scope=t(f"scope.{c.scope}")))
        for c in plan.candidates
    ]
    return Group(*parts, *_left(plan, t))


def _left(plan: FixPlan, t: Wording) -> Iterator[RenderableType]:
    """How many cues would be left alone, for each reason."""
    from rich.text import Text

    counts = Counter(cue.action for cue in plan.left)
    if counts:
        yield Text()
    for code, n in counts.most_common():
        yield Text(t(f"action.{code}", n=n))


def _cues(plan: FixPlan, t: Wording) -> Table:
    from rich import box
    from rich.table import Column, Table

    keys = ("cues.cue", "cues.reliance", "plan.cost", "measures.n")
    columns = (Column(t(key), overflow="fold") for key in keys)
    bare = box.SIMPLE_HEAD
    table = Table(*columns, box=bare, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for cue in plan.cues[:_SHOWN]:
        table.add_row(*_row(cue, t))
    return table


def _row(cue: PlannedCue, t: Wording) -> Iterator[RenderableType]:
    subject = subject_of(cue.subject, t)
    reliance = cue.reliance.interval if cue.reliance else None
    yield two_lines(shorten(subject.value, VALUE_WIDTH), t(f"scope.{cue.scope}"))
    yield number_cell(numbers.estimate(reliance, numbers.points) if reliance else numbers.UNKNOWN)
    cost = cue.cost.interval if cue.cost else None
    yield number_cell(numbers.estimate(cost, numbers.points) if cost else numbers.UNKNOWN)
    yield numbers.integer(cue.cost.n if cue.cost else None)
