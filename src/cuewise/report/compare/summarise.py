"""The one function that turns a comparison into the record that every renderer draws."""

from __future__ import annotations

from cuewise.records.comparison import Comparison
from cuewise.records.thresholds import MATERIAL
from cuewise.report.axes import axis
from cuewise.report.compare import headline as head
from cuewise.report.compare import rows
from cuewise.report.compare.records import Compared
from cuewise.report.numbers import tick
from cuewise.report.text import visible
from cuewise.report.wording import Lang, wording

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
        headline=head.comparison_headline(c, say),
        tone=head.comparison_tone(c),
        notices=tuple(head.comparison_notices(c, say)),
        figures=head.comparison_figures(c, say),
        rows=changes,
        unmeasured=len(c.changes) - len(changes),
        grown=tuple(r for r in changes if r.change in rows.DISPLACED),
        axis=axis((e for r in changes for e in (r.before, r.after)), tick, MATERIAL),
        values=rows.value_rows(c, say),
        groups=rows.group_rows(c, say),
        candidates=rows.candidate_rows(c.repair.candidates, say) if c.repair else (),
        repaired=c.repair is not None,
        provenance=head.comparison_provenance(c, say),
        glossary=say.terms(_TERMS),
        version=visible(c.after.version),
    )
