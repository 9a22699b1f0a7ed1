"""The report on the terminal: the headline, the first cues, and where to find the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuewise.records import Audit
from cuewise.report.records import Cue, Estimate, Summary
from cuewise.report.summarise import summary
from cuewise.report.text import shorten
from cuewise.report.wording import Lang, Wording, wording

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_SHOWN = 15
VALUE_WIDTH, _NAME, _INTERVAL, _VERDICT = 28, 20, 14, 12
DECISION_WIDTH = 80
_STYLES = {
    "spurious": "red",
    "unstable": "yellow",
    "undetermined": "dim",
    "necessary-not-sufficient": "blue",
    "genuine": "green",
    "severe": "bold red",
    "material": "bold",
    "weak": "",
    "none": "dim",
}
TONE_STYLES = {"bad": "bold red", "warn": "bold yellow", "good": "bold green", "plain": "bold"}


def terminal(audit: Audit, lang: Lang = "en") -> RenderableType:
    """What `rich` prints: the headline, a table of the first cues, and where to find the rest.

    Examples
    --------
    >>> from rich.console import Console
    >>> Console(width=60).print(terminal(empty_audit))
    Nothing can be said: no check ran.
    """
    from rich.console import Group
    from rich.text import Text

    s, t = summary(audit, lang), wording(lang)
    parts: list[RenderableType] = [Text(s.headline, style=TONE_STYLES[s.tone])]
    parts += [Text(notice, style="yellow") for notice in s.notices]
    if s.cues:
        hidden = len(s.cues) - _SHOWN
        more = t("terminal.more", n=hidden) + "\n" if hidden > 0 else ""
        parts += [Text(), _table(s, t), Text(more + t("terminal.all"), style="dim")]
    return Group(*parts)


def _table(s: Summary, t: Wording) -> Table:
    from rich import box
    from rich.table import Table

    # A single model is named above its column, several beside their numbers.
    alone = f"\n{shorten(s.models[0], _NAME)}" if len(s.models) == 1 else ""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(t("cues.rank"), justify="right", style="dim", no_wrap=True)
    table.add_column(t("cues.cue"), overflow="fold")
    table.add_column(f"{t('cues.label')}\n{t('cues.n')}", overflow="fold")
    table.add_column(f"{t('cues.association')}\n{t('cues.points')}", min_width=_INTERVAL)
    table.add_column(f"{t('cues.verdict')}\n{t('cues.severity')}", min_width=_VERDICT)
    table.add_column(f"{t('cues.reliance')}{alone}", min_width=_INTERVAL)
    for cue in s.cues[:_SHOWN]:
        table.add_row(*_cells(cue, name_models=not alone))
    return table


def _cells(c: Cue, *, name_models: bool) -> list[Text]:
    """Two lines for each row, so that every number fits on 80 columns."""
    from rich.text import Text

    severity = (c.severity_name, _STYLES[c.alarm])
    return [
        Text(str(c.rank)),
        two_lines(shorten(c.subject.value, VALUE_WIDTH), c.subject.full_kind),
        Text.assemble(shorten(c.label, _NAME), "\n", (f"n = {c.n}", "dim")),
        number_cell(c.association),
        Text.assemble(
            *((c.verdict_name, _STYLES[c.verdict]), "\n", severity),
            *(("\n", (shorten(c.decision, DECISION_WIDTH), "dim")) if c.decision else ()),
        ),
        _reliance(c, name_models=name_models),
    ]


def two_lines(text: str, below: str) -> Text:
    """A cell: `text` in bold, `below` dimmed."""
    from rich.text import Text

    return Text.assemble((text, "bold"), "\n", (below, "dim"))


def number_cell(e: Estimate) -> Text:
    """A cell: a number, below it the interval or why it is unknown."""
    from rich.text import Text

    return Text.assemble(e.text, "\n", (e.interval or e.reason, "dim"))


def _reliance(c: Cue, *, name_models: bool) -> Text:
    from rich.text import Text

    if not c.reliance:
        return Text(f"–\n{c.unprobed}", style="dim")
    lines = []
    for r in c.reliance:
        lines += [Text(shorten(r.model, _NAME), style="dim")] if name_models else []
        lines += [number_cell(r.delta), *([Text(r.brief, style="dim")] if r.brief else [])]
    return Text("\n").join(lines)
