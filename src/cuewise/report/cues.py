"""A finding as the report shows it."""

from __future__ import annotations

from cuewise.records import Audit, Excerpt, Finding, Interval, Reliance, Signal
from cuewise.records.kinds import kind_of
from cuewise.report import numbers
from cuewise.report.records import Cue, Fact, Quote, RelianceRow, SignalRow, Subject
from cuewise.report.subjects import subject_of
from cuewise.report.text import pieces, visible
from cuewise.report.words import Words


def cue_of(
    rank: int, finding: Finding, audit: Audit, say: Words, whole: Finding | None = None
) -> Cue:
    """The finding in `rank`th place, a piece of the phrase `whole`."""
    a, v = finding.association, finding.verdict
    part_of = subject_of(whole.subject, say) if whole is not None else None
    return Cue(
        rank=rank,
        subject=subject_of(finding.subject, say),
        label=visible(finding.label),
        n=numbers.count(finding.support),
        association=numbers.estimate(
            a.estimate, a.low, a.high, numbers.points, say("reason.association")
        ),
        verdict=v.type,
        verdict_name=say(f"verdict.{v.type}"),
        p_spurious=numbers.estimate(
            v.p_spurious, None, None, numbers.percent, say("reason.no-signal")
        ),
        severity=finding.severity,
        severity_name=say(f"severity.{finding.severity}"),
        sentence=_sentence(finding, part_of, say),
        facts=_facts(finding, say),
        signals=tuple(_signal(name, s, say) for name, s in v.signals.items()),
        reliance=tuple(_reliance(r, say) for r in finding.reliance),
        unprobed=_unprobed(finding, part_of, audit, say),
        part_of=part_of.name if part_of else "",
        quotes=tuple(_quote(e) for e in finding.excerpts),
    )


def _unprobed(finding: Finding, part_of: Subject | None, audit: Audit, say: Words) -> str:
    """Why no model was asked about the cue."""
    if part_of is not None:
        return say("reason.piece", phrase=part_of.short)
    if not audit.provenance.models:
        return say("reason.no-model")
    return say("reason.not-probed" if kind_of(finding.kind).editable else "reason.no-place")


def _sentence(finding: Finding, part_of: Subject | None, say: Words) -> str:
    """The message of the audit, which is English; else the same told in the report's language."""
    if say.lang == "en" and finding.message:
        told = visible(finding.message)
        return told[:1].upper() + told[1:]
    a = finding.association
    association = numbers.estimate(a.estimate, a.low, a.high, numbers.points)
    parts = [
        say(
            "sentence.data",
            cue=subject_of(finding.subject, say).phrase,
            label=visible(finding.label),
            docs=numbers.count(finding.support),
            association=association.written,
        )
    ]
    if a.estimate is not None:
        parts.append(say("sentence.replicated" if a.replicated else "sentence.not-replicated"))
    for r in finding.reliance:
        delta = numbers.estimate(r.delta, r.low, r.high, numbers.points)
        if delta.value is not None:
            model, docs = visible(r.model), numbers.count(r.n)
            parts.append(say("sentence.model", model=model, delta=delta.written, docs=docs))
    parts.append(say("sentence.verdict", verdict=say(f"verdict.{finding.verdict.type}")))
    if part_of is not None:
        parts.append(say("sentence.piece", phrase=part_of.phrase))
    return say("sentence.join").join(parts) + say("sentence.end")


def _facts(finding: Finding, say: Words) -> tuple[Fact, ...]:
    a = finding.association
    return (
        Fact(say("fact.measure"), visible(a.measure)),
        Fact("p", numbers.probability(a.p)),
        Fact("q", numbers.probability(a.q)),
        Fact(say("fact.log-odds"), numbers.decimal(a.log_odds_ratio)),
        Fact(say("fact.replicated"), say("yes" if a.replicated else "no")),
        Fact(say("fact.found-by"), visible(finding.code)),
    )


def _signal(name: str, signal: Signal, say: Words) -> SignalRow:
    return SignalRow(
        name=say.get(f"signal.{name}") or visible(name.replace("_", " ")),
        value=numbers.decimal(signal.value),
        log_lr=numbers.finite(signal.log_lr),
        text=numbers.decimal(signal.log_lr),
    )


def _reliance(r: Reliance, say: Words) -> RelianceRow:
    reason = say("reason.no-edit") if r.n == 0 else say("reason.no-answer")
    return RelianceRow(
        model=visible(r.model),
        delta=numbers.estimate(r.delta, r.low, r.high, numbers.points, reason),
        conclusion=_conclusion(r, say, "conclusion"),
        brief=_conclusion(r, say, "conclusion.brief"),
        n=numbers.count(r.n),
        facts=(
            Fact(say("fact.flip-rate"), numbers.percent(r.flip_rate)),
            Fact(say("fact.placebo"), numbers.percent(r.placebo)),
            *(Fact(f"FCS {name}", _fcs(member)) for name, member in r.fcs.items()),
        ),
    )


def _fcs(member: Interval) -> str:
    return numbers.estimate(member.estimate, member.low, member.high, numbers.decimal).written


def _conclusion(r: Reliance, say: Words, section: str) -> str:
    """What the documents show about the reliance, and how many more would settle it."""
    if r.conclusion == "inconclusive" and r.further is not None:
        return say(f"{section}.further", n=numbers.about(r.further))
    # A narrow column leaves "material" out: the severity says it.
    return say.get(f"{section}.{r.conclusion}") or ""


def _quote(e: Excerpt) -> Quote:
    return Quote(visible(e.id), visible(e.label), pieces(e.text, e.spans))
