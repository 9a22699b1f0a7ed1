"""The one function that turns an audit into the record that every renderer draws."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records import Audit
from cuewise.records.thresholds import MATERIAL
from cuewise.report import headline, run
from cuewise.report.axes import axis
from cuewise.report.cues import cue_of
from cuewise.report.measures import blocks
from cuewise.report.numbers import integer
from cuewise.report.order import report_order, whole_phrases
from cuewise.report.records import Cue, Detail, Summary
from cuewise.report.steps import steps
from cuewise.report.text import visible
from cuewise.report.wording import Lang, Wording, wording

_VERDICTS = ("spurious", "unstable", "undetermined", "necessary-not-sufficient", "genuine")
_TERMS = (
    *("association", "delta", "placebo", "sdr", "fcs", "q", "severity", "interval", "suspicious"),
    *_VERDICTS,
)


def summary(audit: Audit, lang: Lang = "en") -> Summary:
    """The report as one frozen record, from which `html`, `markdown` and `terminal` draw.

    Examples
    --------
    >>> summary(empty_audit).headline
    'Nothing can be said: no check ran.'
    """
    say = wording(lang)
    phrases = whole_phrases(audit)
    cues = tuple(
        cue_of(i, f, audit, say, phrases.get(f.id)) for i, f in enumerate(report_order(audit), 1)
    )
    return Summary(
        lang=lang,
        headline=headline.audit_headline(audit, say),
        tone=headline.audit_tone(audit),
        notices=run.audit_notices(audit, say),
        figures=headline.audit_figures(audit, say),
        models=tuple(map(visible, audit.provenance.models)),
        cues=cues,
        verdicts=_verdicts(cues, say),
        association_axis=axis(c.association for c in cues),
        reliance_axis=axis((r.delta for c in cues for r in c.reliance), MATERIAL),
        steps=tuple(steps(audit, say)),
        blocks=blocks(audit, say),
        checks=run.checks(audit, say),
        set_aside=run.set_aside_rows(audit, say),
        provenance=run.audit_provenance(audit, say),
        config=run.config(audit),
        glossary=say.terms(_TERMS),
    )


def _verdicts(cues: Sequence[Cue], say: Wording) -> tuple[Detail, ...]:
    """The verdicts that occur: name, number of cues, code."""
    given = [c.verdict for c in cues]
    counts = {v: given.count(v) for v in _VERDICTS if v in given}
    return tuple(Detail(say(f"verdict.{v}"), integer(n), v) for v, n in counts.items())
