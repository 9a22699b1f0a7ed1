"""Several repaired models side by side: a pure view of a `Several`, a column for each model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuewise.records import Rate
from cuewise.records.comparison import NO_CHANGE
from cuewise.records.several import RepairedModel, Several
from cuewise.report import numbers
from cuewise.report.compare.rows import estimate_of
from cuewise.report.page import templates
from cuewise.report.records import Detail, Tone
from cuewise.report.text import visible
from cuewise.report.wording import Lang, Wording, wording

if TYPE_CHECKING:
    from rich.console import RenderableType

_TERMS = ("ablated", "sdr", "interval")


@dataclass(frozen=True, slots=True)
class SeveralRow:
    """One number of every model: its name, and a cell for each."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeveralPage:
    """The models in one record, in one language."""

    lang: str
    title: str
    headline: str
    tone: Tone
    notices: tuple[str, ...]
    models: tuple[str, ...]
    rows: tuple[SeveralRow, ...]
    glossary: tuple[Detail, ...]


def several_page(several: Several, lang: Lang = "en") -> SeveralPage:
    """The models as one frozen record, from which the page and the terminal are drawn."""
    say = wording(lang)
    refused = sum(m.refused is not None for m in several.models)
    shipped = sum(m.chosen != NO_CHANGE for m in several.models)
    counts = {"n": len(several.models), "shipped": shipped, "refused": refused}
    return SeveralPage(
        lang=lang,
        title=say("several.title"),
        headline=say("several.headline", **counts),
        tone="warn" if refused else "good" if shipped else "plain",
        notices=tuple(
            say("several.see", model=visible(m.model), folder=visible(m.folder))
            for m in several.models
        ),
        models=tuple(visible(m.model) for m in several.models),
        rows=tuple(
            SeveralRow(say(f"several.{name}"), tuple(cell(m, say) for m in several.models))
            for name, cell in _ROWS.items()
        ),
        glossary=say.terms(_TERMS),
    )


def several_html(several: Several, lang: Lang = "en") -> str:
    """The models as one self-contained HTML page.

    Examples
    --------
    >>> several_html(Several(language="en", models=[])).splitlines()[0]
    '<!DOCTYPE html>'
    """
    page = templates().get_template("several.html")
    return page.render(s=several_page(several, lang), t=wording(lang)).replace("://", "&#58;//")


def several_terminal(several: Several, lang: Lang = "en") -> RenderableType:
    """What `rich` prints: the headline, and a table with a column for each model."""
    from rich import box
    from rich.console import Group
    from rich.table import Column, Table
    from rich.text import Text

    s = several_page(several, lang)
    columns = (Column(name, overflow="fold") for name in ("", *s.models))
    bare = box.SIMPLE_HEAD
    table = Table(*columns, box=bare, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for row in s.rows:
        table.add_row(row.name, *row.cells)
    return Group(Text(s.headline, style="bold"), Text(), table, *map(Text, s.notices))


def _outcome(m: RepairedModel, say: Wording) -> str:
    if m.refused is not None:
        return say(f"several.refused-{m.refused}")
    return say("compare.no-change") if m.chosen == NO_CHANGE else visible(m.chosen)


def _both(old: Rate | None, new: Rate | None) -> str:
    """A number before and after, with intervals."""
    if old is None and new is None:
        return numbers.DASH
    return f"{estimate_of(old).written} → {estimate_of(new).written}"


def _cost(m: RepairedModel, _: Wording) -> str:
    if m.cost is None:
        return numbers.DASH
    return numbers.estimate(m.cost.interval, numbers.points).written


_ROWS: Mapping[str, Callable[[RepairedModel, Wording], str]] = {
    "outcome": _outcome,
    "cues": lambda m, _: numbers.integer(m.cues),
    "as-is": lambda m, _: _both(m.as_is_before, m.as_is_after),
    "ablated": lambda m, _: _both(m.ablated_before, m.ablated_after),
    "sdr": lambda m, _: _both(m.sdr_before, m.sdr_after),
    "cost": _cost,
    "n": lambda m, _: numbers.integer(m.cost.n if m.cost else None),
}
