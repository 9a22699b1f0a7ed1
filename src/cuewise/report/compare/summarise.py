"""The one function that turns a comparison into the record that every renderer draws."""

from __future__ import annotations

from cuewise.records.comparison import Comparison
from cuewise.records.thresholds import MATERIAL
from cuewise.report.axes import axis
from cuewise.report.compare import headline as head
from cuewise.report.compare import rows
from cuewise.report.compare.records import Compared
from cuewise.report.numbers import tick
from cuewise.report.records import Fact
from cuewise.report.text import visible
from cuewise.report.words import Lang, words

_TERMS = ("delta", "placebo", "sdr", "pull", "neutral", "change", "interval", "spurious", "genuine")


def compared(c: Comparison, lang: Lang = "en") -> Compared:
    """The comparison as one frozen record: what `html`, `markdown` and `terminal` draw."""
    say = words(lang)
    changes = rows.changes(c, say)
    return Compared(
        lang=lang,
        title=say("compare.title-fix" if c.repair else "compare.title"),
        headline=head.headline(c, say),
        tone=head.tone(c),
        notices=tuple(head.notices(c, say)),
        figures=head.figures(c, say),
        rows=changes,
        unmeasured=len(c.changes) - len(changes),
        grown=tuple(r for r in changes if r.change in rows.DISPLACED),
        axis=axis((e for r in changes for e in (r.before, r.after)), tick, MATERIAL),
        values=rows.values(c, say),
        groups=rows.groups(c, say),
        tried=rows.tried(c.repair.candidates, say) if c.repair else (),
        repaired=c.repair is not None,
        provenance=head.provenance(c, say),
        glossary=tuple(Fact(say(f"term.{t}.name"), say(f"term.{t}.text"), t) for t in _TERMS),
        version=visible(c.after.version),
    )
