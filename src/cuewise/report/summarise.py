"""The one function that turns an audit into the record that every renderer draws."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records import Audit
from cuewise.records.thresholds import MATERIAL
from cuewise.report import headline, run
from cuewise.report.axes import axis
from cuewise.report.cues import cue_of
from cuewise.report.measures import blocks
from cuewise.report.numbers import count, tick
from cuewise.report.phrases import wholes
from cuewise.report.records import Cue, Fact, Summary
from cuewise.report.steps import steps
from cuewise.report.text import visible
from cuewise.report.words import Lang, Words, words

_VERDICTS = ("spurious", "unstable", "undetermined", "necessary-not-sufficient", "genuine")
_TERMS = ("association", "delta", "placebo", "sdr", "fcs", "q", "severity", "interval", *_VERDICTS)


def summary(audit: Audit, lang: Lang = "en") -> Summary:
    """The report as one frozen record: what `html`, `markdown` and `terminal` draw.

    Examples
    --------
    >>> from cuewise.records import Audit, CorpusInfo, Headline, Provenance
    >>> corpus = CorpusInfo(fingerprint="f", documents=2, labels={"a": 1, "b": 1})
    >>> run = Provenance(version="1", seed=0, config={}, corpus=corpus, models=[], started="",
    ...                  seconds=0)
    >>> head = Headline(sdr=None, material=0, severe=0)
    >>> summary(Audit(provenance=run, headline=head, findings=[], outcomes={})).headline
    'Nothing can be said: no check ran.'
    """
    say = words(lang)
    whole = wholes(audit)
    # Ten pieces of one phrase would hide nine other cues: they come after all that is whole.
    ordered = sorted(audit.findings, key=lambda f: f.id in whole)
    cues = tuple(cue_of(i, f, audit, say, whole.get(f.id)) for i, f in enumerate(ordered, start=1))
    return Summary(
        lang=lang,
        headline=headline.headline(audit, say),
        tone=headline.tone(audit),
        notices=run.notices(audit, say),
        figures=headline.figures(audit, say),
        models=tuple(map(visible, audit.provenance.models)),
        cues=cues,
        verdicts=_verdicts(cues, say),
        association_axis=axis((c.association for c in cues), tick),
        reliance_axis=axis((r.delta for c in cues for r in c.reliance), tick, MATERIAL),
        steps=steps(audit, say),
        blocks=blocks(audit, say),
        checks=run.checks(audit, say),
        set_aside=run.set_aside(audit, say),
        provenance=run.provenance(audit, say),
        config=run.config(audit),
        glossary=tuple(Fact(say(f"term.{t}.name"), say(f"term.{t}.text"), t) for t in _TERMS),
    )


def _verdicts(cues: Sequence[Cue], say: Words) -> tuple[Fact, ...]:
    """How many cues got which verdict, those that occur: name, count, code."""
    held = [c.verdict for c in cues]
    return tuple(Fact(say(f"verdict.{v}"), count(held.count(v)), v) for v in _VERDICTS if v in held)
