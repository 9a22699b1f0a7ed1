"""A comparison as a page, as Markdown and on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cuewise.comparison import Comparison
from cuewise.report.compare.records import ChangeRow, Compared, TriedRow, ValueRow
from cuewise.report.compare.summarise import compared
from cuewise.report.md import escape, table
from cuewise.report.page import draw
from cuewise.report.records import Estimate
from cuewise.report.text import shorten
from cuewise.report.words import Lang, Words, words

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

SHOWN, _VALUE = 15, 28
_STYLES = {
    "grew": "bold red",
    "turned": "red",
    "gone": "bold green",
    "less": "green",
    "same": "dim",
}
_TONES = {"bad": "bold red", "warn": "bold yellow", "good": "bold green", "plain": "bold"}


def html(comparison: Comparison, lang: Lang = "en") -> str:
    """The comparison as one HTML page that needs nothing else.

    Parameters
    ----------
    comparison:
        From `cuewise.compare`, or `cuewise.fix(...).comparison`.
    lang:
        Language of the page, `en` or `zh`.

    Examples
    --------
    >>> html(cuewise.compare(before, after)).splitlines()[0]  # doctest: +SKIP
    '<!DOCTYPE html>'
    """
    return draw("compare.html", compared(comparison, lang))


def markdown(comparison: Comparison, lang: Lang = "en") -> str:
    """The headline, the numbers, the first cues and what was tried, as Markdown."""
    s, t = compared(comparison, lang), words(lang)
    return "\n".join([f"**{escape(s.headline)}**", "", *_tables(s, t)])


def _tables(s: Compared, t: Words) -> Iterator[str]:
    both = [t("compare.before"), t("compare.after")]
    yield from table([t("measures.name"), *both, t("measures.n")], map(_values, s.values), (1, 2))
    if s.rows:
        head = [t("cues.cue"), t("cues.verdict"), *both, t("compare.change")]
        yield from table(head, map(_cue, s.rows[:SHOWN]), (2, 3))
    if s.tried:
        names = ("remedy", "needs", "seconds", "neutral", "as-is", "pull", "standing")
        rows = map(_remedy, s.tried)
        yield from table([t(f"compare.{name}") for name in names], rows, (2, 3, 4, 5))


def _values(r: ValueRow) -> list[str]:
    return [f"{r.name} ({r.note})" if r.note else r.name, r.before.written, r.after.written, r.n]


def _cue(r: ChangeRow) -> list[str]:
    return [r.subject.name, r.verdict_name, r.before.written, r.after.written, r.change_name]


def _remedy(r: TriedRow) -> list[str]:
    told = f"{r.standing_name} ({r.reason})" if r.reason else r.standing_name
    measured = (r.neutral.written, r.as_is.written, r.pull.written)
    return [f"{r.code} ({r.scope})" if r.scope else r.code, r.needs, r.seconds, *measured, told]


def terminal(comparison: Comparison, lang: Lang = "en") -> RenderableType:
    """What `rich` prints: a sentence, the cues that changed most, and what was tried."""
    from rich.console import Group
    from rich.text import Text

    s, t = compared(comparison, lang), words(lang)
    parts: list[RenderableType] = [Text(s.headline, style=_TONES[s.tone])]
    parts += [Text(notice, style="yellow") for notice in s.notices]
    parts += [Text(), _numbers(s, t)]
    if s.rows:
        parts += [Text(), _cues(s, t)]
    if len(s.rows) > SHOWN:
        parts += [Text(t("compare.more", n=len(s.rows) - SHOWN), style="dim")]
    if s.tried:
        parts += [Text(), _remedies(s, t)]
    if more := len(s.tried) - len(s.weighed[:SHOWN]):
        parts += [Text(t("compare.more-tried", n=more), style="dim")]
    return Group(*parts)


def _ruled() -> Table:
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))


def _numbers(s: Compared, t: Words) -> Table:
    found = _ruled()
    for name in ("measures.name", "compare.before", "compare.after", "measures.n"):
        found.add_column(t(name))
    for r in s.values:
        found.add_row(_two(r.name, r.note), _number(r.before), _number(r.after), r.n)
    return found


def _cues(s: Compared, t: Words) -> Table:
    found = _ruled()
    for name in ("cues.cue", "cues.verdict", "compare.before", "compare.after", "compare.change"):
        found.add_column(t(name))
    for r in s.rows[:SHOWN]:
        mended = f"{r.subject.kind}, {t('compare.mended')}" if r.mended else r.subject.kind
        model = f", {shorten(r.model, _VALUE)}" if r.model else ""
        found.add_row(
            _two(shorten(r.subject.value, _VALUE), mended + model),
            r.verdict_name,
            _number(r.before),
            _number(r.after),
            _styled(r.change_name, _STYLES[r.change]),
        )
    return found


def _remedies(s: Compared, t: Words) -> Table:
    found = _ruled()
    for name in ("remedy", "neutral", "pull", "seconds", "standing"):
        found.add_column(t(f"compare.{name}"))
    for r in s.weighed[:SHOWN]:
        told = _two(r.standing_name, r.reason) if r.reason else _styled(r.standing_name, "")
        found.add_row(_two(r.code, r.scope), _number(r.neutral), _number(r.pull), r.seconds, told)
    return found


def _styled(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(text, style=style)


def _two(text: str, under: str) -> Text:
    from rich.text import Text

    return Text.assemble((text, "bold"), "\n", (under, "dim"))


def _number(e: Estimate) -> Text:
    from rich.text import Text

    return Text.assemble(e.text, "\n", (e.interval, "dim"))
