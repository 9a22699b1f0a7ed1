"""A comparison as a page, as Markdown and on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cuewise.records.comparison import Comparison
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
# Characters that the names of remedies take, which are never to be folded.
_NAME = 15
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
        leant = _leant(s)
        names = ("remedy", "needs", "seconds", "neutral", "as-is", *leant, "standing")
        rows = (_remedy(r, leant) for r in s.tried)
        yield from table([t(f"compare.{name}") for name in names], rows, range(2, len(names) - 1))


def _values(r: ValueRow) -> list[str]:
    return [f"{r.name} ({r.note})" if r.note else r.name, r.before.written, r.after.written, r.n]


def _cue(r: ChangeRow) -> list[str]:
    return [r.subject.name, r.verdict_name, r.before.written, r.after.written, r.change_name]


def _leant(s: Compared) -> tuple[str, ...]:
    """How far remedies lean on cues: without the gap a low pull that lost would be a riddle."""
    return ("pull", "gap") if s.has_gap else ("pull",)


def _remedy(r: TriedRow, leant: Sequence[str]) -> list[str]:
    told = f"{r.standing_name} ({r.reason})" if r.reason else r.standing_name
    measured = (r.neutral.written, r.as_is.written, *(getattr(r, x).written for x in leant))
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


def _ruled(*names: str) -> Table:
    from rich import box
    from rich.table import Column, Table

    # Chinese has no spaces to break a line at: what is too long for a narrow terminal is folded.
    columns = (Column(name, overflow="fold") for name in names)
    bare = box.SIMPLE_HEAD
    return Table(*columns, box=bare, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))


def _numbers(s: Compared, t: Words) -> Table:
    found = _ruled(*map(t, ("measures.name", "compare.before", "compare.after", "measures.n")))
    for r in s.values:
        found.add_row(_two(r.name, r.note), _number(r.before), _number(r.after), r.n)
    return found


def _cues(s: Compared, t: Words) -> Table:
    names = ("cues.cue", "cues.verdict", "compare.before", "compare.after", "compare.change")
    found = _ruled(*map(t, names))
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
    leant = _leant(s)
    names = ("remedy", "neutral", *leant, "seconds", "standing")
    found = _ruled(*(t(f"compare.{name}") for name in names))
    found.columns[0].min_width = _NAME
    for r in s.weighed[:SHOWN]:
        told = _two(r.standing_name, r.reason) if r.reason else _styled(r.standing_name, "")
        leans = (_number(getattr(r, name)) for name in leant)
        found.add_row(_two(r.code, r.scope), _number(r.neutral), *leans, r.seconds, told)
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
