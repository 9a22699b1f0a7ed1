"""A finding as the report shows it."""

from __future__ import annotations

from cuewise.records import Audit, Excerpt, Finding, Interval, Reliance, Signal
from cuewise.records.interval import finite_or_none
from cuewise.records.kinds import kind_of
from cuewise.report import numbers
from cuewise.report.decision import decision_in_words
from cuewise.report.judged import leaks
from cuewise.report.missing import missing_evidence
from cuewise.report.records import Cue, Detail, Quote, RelianceRow, SignalRow, Subject
from cuewise.report.subjects import subject_of
from cuewise.report.text import stretches, visible
from cuewise.report.wording import Wording


def cue_of(
    rank: int, finding: Finding, audit: Audit, say: Wording, whole: Finding | None = None
) -> Cue:
    """The finding at `rank`; `whole` is the phrase that it is a piece of, if any."""
    a, v = finding.association, finding.verdict
    part_of = subject_of(whole.subject, say) if whole is not None else None
    return Cue(
        rank=rank,
        subject=subject_of(finding.subject, say),
        label=_label(finding, say),
        n=numbers.integer(finding.support),
        association=numbers.estimate(a.interval, numbers.points, say("reason.association")),
        verdict=v.type,
        verdict_name=say(f"verdict.{v.type}"),
        decision=decision_in_words(v.decision, say),
        p_spurious=numbers.estimate(
            Interval(v.p_spurious, None, None), numbers.percent, say("reason.no-signal")
        ),
        severity=finding.severity,
        severity_name=say(f"severity.{finding.severity}"),
        sentence=_sentence(finding, part_of, say, leaking=_leaks(finding, audit)),
        facts=_facts(finding, say),
        signals=tuple(_signal(name, s, say) for name, s in v.signals.items()),
        missing=missing_evidence(finding, audit, say),
        reliance=tuple(_reliance(r, say) for r in finding.reliance),
        unprobed=_unprobed(finding, part_of, audit, say),
        part_of=part_of.name if part_of else "",
        quotes=tuple(_quote(e, finding, say) for e in finding.excerpts),
    )


def _label(finding: Finding, say: Wording) -> str:
    """The label, or that it is another one where the cue makes it rarer."""
    label = visible(finding.label)
    return say("cues.rarer", label=label) if finding.association.rarer else label


def _unprobed(finding: Finding, part_of: Subject | None, audit: Audit, say: Wording) -> str:
    """Why the cue was not probed."""
    if part_of is not None and kind_of(finding.kind).lexical:
        return say("reason.piece", phrase=part_of.short)
    if not audit.provenance.models:
        return say("reason.no-model")
    return say("reason.not-probed" if kind_of(finding.kind).editable else "reason.no-place")


def _leaks(finding: Finding, audit: Audit) -> bool:
    """Whether the cue is a value of a column that decides the label."""
    return any(finding.subject.startswith(f"meta:{m.subject}=") for m in leaks(audit.measures))


def _sentence(finding: Finding, part_of: Subject | None, say: Wording, *, leaking: bool) -> str:
    """The message of the audit, which is English, or the same in the language of the report."""
    if say.lang == "en" and finding.message:
        message = visible(finding.message)
        return message[:1].upper() + message[1:]
    a = finding.association
    parts = [
        say(
            "sentence.data-rarer" if finding.association.rarer else "sentence.data",
            cue=subject_of(finding.subject, say).phrase,
            label=visible(finding.label),
            docs=numbers.integer(finding.support),
            association=numbers.estimate(a.interval, numbers.points).written,
        )
    ]
    if a.estimate is not None:
        parts.append(say("sentence.replicated" if a.replicated else "sentence.not-replicated"))
    for r in finding.reliance:
        delta = numbers.estimate(r.interval, numbers.points)
        if delta.value is not None:
            model, docs = visible(r.model), numbers.integer(r.n)
            parts.append(say("sentence.model", model=model, delta=delta.written, docs=docs))
    verdict, decision = finding.verdict, decision_in_words(finding.verdict.decision, say)
    name = say(f"verdict.{verdict.type}")
    judged = say("list.noted", text=name, note=decision) if decision else name
    parts.append(say("sentence.verdict", verdict=judged))
    if part_of is not None and kind_of(finding.kind).lexical:
        parts.append(say("sentence.piece", phrase=part_of.phrase))
    if leaking:
        parts.append(say("sentence.leak"))
    return say("sentence.join").join(parts) + say("sentence.end")


def _facts(finding: Finding, say: Wording) -> tuple[Detail, ...]:
    a = finding.association
    return (
        *_members(finding, say),
        Detail(say("fact.measure"), visible(a.measure)),
        Detail("p", numbers.probability(a.p)),
        Detail("q", numbers.probability(a.q)),
        Detail(say("fact.log-odds"), numbers.decimal(a.log_odds_ratio)),
        Detail(say("fact.replicated"), say("yes" if a.replicated else "no")),
        Detail(say("fact.found-by"), visible(finding.code)),
        *_decision_facts(finding, say),
    )


def _members(finding: Finding, say: Wording) -> tuple[Detail, ...]:
    """Every word of a topic word set."""
    if not kind_of(finding.kind).listed:
        return ()
    words = finding.subject.partition(":")[2].split("|")
    return (Detail(say("fact.members"), say("value.field.join").join(map(visible, words))),)


def _decision_facts(finding: Finding, say: Wording) -> tuple[Detail, ...]:
    """What the evidence said before the decision, and the cue decided on if it is another."""
    note = finding.verdict.decision
    if note is None:
        return ()
    computed = Detail(say("fact.computed"), say(f"verdict.{note.computed}"))
    if note.subject == finding.subject:
        return (computed,)
    return (computed, Detail(say("fact.decided-on"), subject_of(note.subject, say).name))


def _signal(name: str, signal: Signal, say: Wording) -> SignalRow:
    return SignalRow(
        name=say.get(f"signal.{name}") or visible(name.replace("_", " ")),
        value=numbers.decimal(signal.value),
        log_lr=finite_or_none(signal.counted),
        text=numbers.decimal(signal.counted),
    )


def _reliance(r: Reliance, say: Wording) -> RelianceRow:
    reason = say("reason.no-edit") if r.n == 0 else say("reason.no-answer")
    return RelianceRow(
        model=visible(r.model),
        delta=numbers.estimate(r.interval, numbers.points, reason),
        conclusion=_conclusion(r, say, "conclusion"),
        brief=_conclusion(r, say, "conclusion.brief"),
        n=numbers.integer(r.n),
        facts=(
            Detail(say("fact.flip-rate"), numbers.percent(r.flip_rate)),
            Detail(say("fact.placebo"), numbers.percent(r.placebo)),
            *(
                Detail(f"FCS {name}", numbers.estimate(member, numbers.decimal).written)
                for name, member in r.fcs.items()
            ),
        ),
    )


def _conclusion(r: Reliance, say: Wording, section: str) -> str:
    """The conclusion about the reliance, and how many more documents would settle it."""
    if r.conclusion == "inconclusive" and r.further is not None:
        return say(f"{section}.further", n=numbers.about(r.further))
    # A narrow column has no text for "material", which the severity shows.
    return say.get(f"{section}.{r.conclusion}") or ""


def _quote(e: Excerpt, finding: Finding, say: Wording) -> Quote:
    facts = (
        *([] if finding.fits(e.label) else [say("cues.counterexample")]),
        say("cues.labelled", label=visible(e.label)),
        *(
            say("cues.answered", model=visible(model), label=visible(label))
            for model, label in e.answers.items()
        ),
    )
    return Quote(visible(e.id), facts, stretches(e.text, e.spans))
