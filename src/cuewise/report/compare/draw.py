"""A comparison as one record, and the page, the Markdown and the terminal's text drawn from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuewise.records.comparison import Comparison
from cuewise.records.thresholds import LABEL_LOSS, MATERIAL
from cuewise.report.axes import axis
from cuewise.report.compare import headline as head
from cuewise.report.compare import rows
from cuewise.report.compare.actions import actions
from cuewise.report.compare.checks import check_tables
from cuewise.report.compare.records import CheckTable, Compared, Stake
from cuewise.report.compare.refusal import refusal_notices
from cuewise.report.compare.stakes import stakes_rows
from cuewise.report.compare.why import why_chosen
from cuewise.report.compare.words import unsigned
from cuewise.report.console import (
    DECISION_WIDTH,
    TONE_STYLES,
    VALUE_WIDTH,
    number_cell,
    two_lines,
)
from cuewise.report.md import render_markdown
from cuewise.report.page import render
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Lang, Wording, wording

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_SHOWN = 15
# Width of the names of remedies, which must not be folded.
_NAME = 15
_STYLES = {
    "grew": "bold red",
    "turned": "red",
    "gone": "bold green",
    "less": "green",
    "same": "dim",
}

_TERMS = (
    *("delta", "placebo", "sdr", "logit-shift", "rank-gap", "ablated", "change", "interval"),
    *("spurious", "genuine"),
)


def compared(c: Comparison, lang: Lang = "en") -> Compared:
    """The comparison as one frozen record, from which the page, Markdown and terminal are drawn."""
    say = wording(lang)
    changes = rows.change_rows(c, say)
    return Compared(
        lang=lang,
        title=say("compare.title-fix" if c.repair else "compare.title"),
        after=say("compare.after-refused" if rows.was_refused(c) else "compare.after"),
        headline=head.comparison_headline(c, say),
        tone=head.comparison_tone(c),
        notices=tuple(head.comparison_notices(c, say)),
        figures=head.comparison_figures(c, say),
        rows=changes,
        unmeasured=len(c.changes) - len(changes),
        grown=rows.grown_rows(c, say),
        axis=axis((e for r in changes for e in (r.before, r.after)), MATERIAL),
        values=rows.value_rows(c, say),
        groups=rows.group_rows(c, say),
        candidates=rows.candidate_rows(c.repair, say) if c.repair else (),
        candidates_about=_candidates_about(c, say),
        repaired=c.repair is not None,
        refusal=tuple(refusal_notices(c.repair, say)) if c.repair else (),
        stakes=stakes_rows(c.repair, say) if c.repair else (),
        why=why_chosen(c.repair, say) if c.repair else "",
        checks=check_tables(c.repair, say) if c.repair else (),
        actions=actions(c, say),
        provenance=head.comparison_provenance(c, say),
        glossary=say.terms((*_TERMS, *(("removed",) if _removes(c) else ()))),
        version=visible(c.after.version),
    )


def _candidates_about(c: Comparison, say: Wording) -> str:
    """How candidates were measured and chosen; older comparisons followed another rule."""
    if c.repair is None or c.repair.max_loss is None:
        return say("compare.candidates-about-before")
    limits = {
        "limit": unsigned(c.repair.max_loss),
        "of_label": unsigned(LABEL_LOSS * c.repair.max_loss),
    }
    return say("compare.candidates-about", **limits)


def _removes(c: Comparison) -> bool:
    return any(x.by_construction for x in c.changes)


def compared_html(comparison: Comparison, lang: Lang = "en") -> str:
    """The comparison as one self-contained HTML page.

    Parameters
    ----------
    comparison:
        From `cuewise.compare`, or `cuewise.fix(...).comparison`.
    lang:
        Language of the page, `en` or `zh`.

    Examples
    --------
    >>> compared_html(cuewise.compare(before, after)).splitlines()[0]  # doctest: +SKIP
    '<!DOCTYPE html>'
    """
    return render("compare.html", compared(comparison, lang))


def compared_markdown(comparison: Comparison, lang: Lang = "en") -> str:
    """The headline, the numbers, the first cues and the candidates, as Markdown."""
    return render_markdown("compare.md", compared(comparison, lang))


def compared_terminal(comparison: Comparison, lang: Lang = "en") -> RenderableType:
    """What `rich` prints: the headline, the cues that changed most, and the candidates."""
    from rich.console import Group
    from rich.text import Text

    s, t = compared(comparison, lang), wording(lang)
    parts: list[RenderableType] = [Text(s.headline, style=TONE_STYLES[s.tone])]
    parts += [Text(notice, style="yellow") for notice in s.notices]
    parts += [Text(), _numbers(s, t)]
    for stake in s.stakes:
        parts += [Text(), Text(stake.question, style="bold"), Text(stake.answer), _of(stake, t)]
    if s.why:
        parts += [Text(), Text(t("repair.why-title"), style="bold"), Text(s.why)]
    for check in s.checks:
        parts += [
            Text(),
            Text(f"{t('own-checks.title')}: {check.name}", style="bold"),
            _check(check, t),
        ]
        parts += [Text(note, style="dim") for note in check.notes]
    if s.actions:
        parts += [Text(), *map(Text, s.actions)]
    if s.rows:
        parts += [Text(), _cues(s, t)]
    if len(s.rows) > _SHOWN:
        parts += [Text(t("compare.more", n=len(s.rows) - _SHOWN), style="dim")]
    if s.candidates:
        parts += [Text(), _candidates(s, t)]
    if more := len(s.candidates) - len(s.measured[:_SHOWN]):
        parts += [Text(t("compare.more-candidates", n=more), style="dim")]
    return Group(*parts)


def _of(stake: Stake, t: Wording) -> Text:
    """The numbers behind an answer."""
    from rich.text import Text

    named = (
        t("list.fact", name=x.name, text=t("list.noted", text=x.text, note=x.note))
        if x.note
        else t("list.fact", name=x.name, text=x.text)
        for x in stake.numbers
    )
    return Text(" · ".join(named), style="dim")


def _columns(t: Wording, *keys: str) -> Table:
    from rich import box
    from rich.table import Column, Table

    # Chinese has no spaces to break a line at, so text too long for a narrow terminal is folded.
    columns = (Column(t(key), overflow="fold") for key in keys)
    bare = box.SIMPLE_HEAD
    return Table(*columns, box=bare, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))


def _numbers(s: Compared, t: Wording) -> Table:
    table = _columns(t, "measures.name", "compare.before", "compare.after", "measures.n")
    table.columns[2].header = s.after
    for r in s.values:
        table.add_row(two_lines(r.name, r.note), number_cell(r.before), number_cell(r.after), r.n)
    return table


def _check(check: CheckTable, t: Wording) -> Table:
    table = _columns(
        t, "measures.name", "compare.before", "compare.after", "own-checks.lost", "measures.n"
    )
    for r in check.rows:
        table.add_row(r.name, *map(number_cell, (r.before, r.after, r.lost)), r.n)
    return table


def _cues(s: Compared, t: Wording) -> Table:
    from rich.text import Text

    sides = ("compare.before", "compare.after")
    table = _columns(t, "cues.cue", "cues.verdict", *sides, "compare.change")
    table.columns[3].header = s.after
    for r in s.rows[:_SHOWN]:
        model = shorten(r.model, VALUE_WIDTH)
        table.add_row(
            two_lines(
                shorten(r.subject.value, VALUE_WIDTH),
                " · ".join(filter(None, (r.subject.full_kind, r.tag, model))),
            ),
            two_lines(r.verdict_name, shorten(r.decision, DECISION_WIDTH))
            if r.decision
            else r.verdict_name,
            number_cell(r.before),
            number_cell(r.after),
            Text(r.change_name, style=_STYLES[r.change]),
        )
    return table


def _candidates(s: Compared, t: Wording) -> Table:
    gap = ("compare.rank-gap",) if s.has_rank_gap else ()
    scores = ("compare.ablated", "compare.logit-shift", *gap)
    table = _columns(t, "compare.remedy", *scores, "compare.seconds", "compare.standing")
    table.columns[0].min_width = _NAME
    for r in s.measured[:_SHOWN]:
        # Without the rank gap, a reader could not see why a small logit shift was rejected.
        shown = (r.ablated, r.logit_shift, *((r.rank_gap,) if s.has_rank_gap else ()))
        outcome = two_lines(r.standing_name, r.reason) if r.reason else r.standing_name
        table.add_row(two_lines(r.code, r.scope), *map(number_cell, shown), r.seconds, outcome)
    return table
