"""The headline and the key figures of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cuewise.records import Audit, Measure, Rate
from cuewise.records.interval import Interval
from cuewise.report import numbers
from cuewise.report.judged import flagged, label_marks, leaks, matters, measured, pick, spurious
from cuewise.report.records import Detail, Tone
from cuewise.report.subjects import subject_of
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Wording

_LABELS = 6


def audit_headline(audit: Audit, say: Wording) -> str:
    """What was found in the data, and what it does to the model."""
    cues, model = _cues(audit, say), _model(audit, say)
    key = "headline.sentence" if model else "headline.end"
    sentence, recall = say(key, cues=cues, model=model), _recall(audit, say)
    return say("headline.with-recall", sentence=sentence, recall=recall) if recall else sentence


def audit_tone(audit: Audit) -> Tone:
    """How worried the reader should be. Never "good": finding nothing proves nothing."""
    if any(f.severity == "severe" for f in pick(audit, flagged)):
        return "bad"
    failed = any(o.status == "failed" for o in audit.outcomes.values())
    leaking = leaks(audit.measures) or label_marks(audit.measures)
    return "warn" if failed or leaking or pick(audit, flagged, matters) else "plain"


def _cues(audit: Audit, say: Wording) -> str:
    if suspicious := pick(audit, flagged):
        serious = pick(audit, flagged, matters)
        effect = "matter" if serious else "idle"
        where = "model" if any(measured(f) for f in serious or suspicious) else "data"
        return say(f"headline.{effect}-{where}", n=len(serious or suspicious))
    if audit.findings:
        undetermined = pick(audit, lambda f: f.verdict.type == "undetermined")
        key = "open" if undetermined else "none-spurious"
        key = "open-all" if len(undetermined) == len(audit.findings) else key
        return say(f"headline.{key}", n=len(audit.findings), open=len(undetermined))
    if not any(o.status == "ran" for o in audit.outcomes.values()):
        return say("headline.nothing-ran")
    tested = _hypotheses(audit)
    if tested is None:
        return say("headline.nothing")
    return say("headline.nothing-tested", tested=numbers.integer(tested))


def _model(audit: Audit, say: Wording) -> str:
    if audit.headline.sdr is not None:
        return _rate(audit, audit.headline.sdr, say)
    if not audit.provenance.models and not audit.findings:
        return ""
    models = ", ".join(map(visible, audit.provenance.models))
    return say(f"headline.{_no_sdr(audit)}", model=models)


def _rate(audit: Audit, rate: Rate, say: Wording) -> str:
    """The SDR in a sentence; if its interval reaches 0, placebo edits may explain it."""
    key = "sdr" if rate.low > 0 else "sdr-no-more"
    if rate.low <= 0 and not pick(audit, flagged, matters):
        key = "no-evidence"
    model = visible(rate.model or "")
    return say(
        f"headline.{key}",
        cues=_ablated(rate, say),
        model=say("headline.named-model", model=model) if model else say("headline.the-model"),
        rate=numbers.estimate(rate.interval, numbers.percent).written,
        points=numbers.estimate(rate.interval, numbers.points).written,
        docs=numbers.integer(rate.n),
    )


def _ablated(rate: Rate, say: Wording) -> str:
    """Which cues were ablated; an older audit does not count them."""
    if rate.ablated is None or rate.spurious is None:
        return say("headline.ablated-some")
    if rate.ablated == rate.spurious:
        return say("headline.ablated-all", n=rate.spurious)
    return say("headline.ablated", k=rate.ablated, n=rate.spurious)


def _recall(audit: Audit, say: Wording) -> str:
    """The recall of a label with and without a suspicious cue, where these differ most for sure."""
    serious = {f.subject for f in pick(audit, flagged, matters, measured)}
    recall: dict[tuple[str | None, str, str], dict[bool, Measure]] = {}
    for m in audit.measures:
        if m.code == "group.accuracy" and m.cue in serious and m.value is not None:
            recall.setdefault((m.model, m.cue or "", m.label or ""), {})[bool(m.present)] = m
    gaps = {
        key: gap
        for key, sides in recall.items()
        if len(sides) == 2 and (gap := _sure_gap(*sides.values())) > 0
    }
    if not gaps:
        return ""
    worst = max(gaps, key=lambda key: gaps[key])
    model, cue, label = worst
    sides = recall[worst]
    shown = {
        name: numbers.percent(m.value) for name, m in (("held", sides[True]), ("not", sides[False]))
    }
    return say(
        "headline.recall",
        label=shorten(visible(label)),
        cue=subject_of(cue, say).phrase,
        model=visible(model or ""),
        held=shown["held"],
        others=shown["not"],
        n=numbers.integer(sides[True].n),
        m=numbers.integer(sides[False].n),
    )


def _sure_gap(one: Measure, other: Measure) -> float:
    """How far two intervals are apart; not above 0 where they meet."""
    ends = (one.low, one.high, other.low, other.high)
    if any(end is None for end in ends):
        return 0.0
    low, high, other_low, other_high = (float(end or 0.0) for end in ends)
    return max(low - other_high, other_low - high)


def _hypotheses(audit: Audit) -> int | None:
    """The number of hypotheses tested; None in an audit made before reasons had codes."""
    reasons = (r for o in audit.outcomes.values() for r in o.reasons if r.code == "tested")
    counts = [n for r in reasons if isinstance(n := r.facts.get("hypotheses"), int)]
    return sum(counts) if counts else None


def audit_figures(audit: Audit, say: Wording) -> tuple[Detail, ...]:
    """The key figures, each with its n."""
    corpus, head, tested = audit.provenance.corpus, audit.headline, _hypotheses(audit)
    reported = say("figure.tested-note", n=len(audit.findings))
    return (
        _sdr(audit, say),
        *_accuracy(audit, say),
        Detail(say("figure.severe"), numbers.integer(head.severe), say("figure.severe-note")),
        Detail(say("figure.material"), numbers.integer(head.material), say("figure.material-note")),
        Detail(
            say("figure.tested"),
            numbers.integer(tested),
            say("figure.tested-unknown") if tested is None else reported,
        ),
        Detail(
            say("figure.documents"), numbers.integer(corpus.documents), _labels(corpus.labels, say)
        ),
    )


def _accuracy(audit: Audit, say: Wording) -> Iterator[Detail]:
    """The accuracy of each model beside that of always giving the most frequent label."""
    labels = audit.provenance.corpus.labels
    most = max(labels.values(), default=0) / max(sum(labels.values()), 1)
    for m in audit.measures:
        if m.code == "model.accuracy" and m.label is None and m.value is not None:
            shown = numbers.estimate(Interval(m.value, m.low, m.high, m.n), numbers.percent)
            majority = say("figure.majority", share=numbers.percent(most))
            note = f"{shown.interval} · n = {numbers.integer(m.n)} · {majority}"
            yield Detail(say("figure.accuracy", model=visible(m.model or "")), shown.text, note)


def _labels(labels: Mapping[str, int], say: Wording) -> str:
    """The labels with their documents; the most frequent if there are many."""
    most = sorted(labels.items(), key=lambda item: -item[1])[:_LABELS]
    # Few labels keep their order.
    shown = most if len(labels) > _LABELS else labels.items()
    named = [f"{shorten(visible(k))} {numbers.integer(n)}" for k, n in shown]
    if rest := len(labels) - len(named):
        named.append(say("figure.labels-more", n=rest))
    return " · ".join(named)


def _sdr(audit: Audit, say: Wording) -> Detail:
    name, rate = say("figure.sdr"), audit.headline.sdr
    if rate is None:
        return Detail(name, numbers.DASH, say(f"figure.{_no_sdr(audit)}"))
    shown = numbers.estimate(rate.interval, numbers.percent)
    parts = [shown.interval, f"n = {numbers.integer(rate.n)}", visible(rate.model or "")]
    if rate.no_room:
        parts.append(say("figure.no-room", n=rate.no_room))
    return Detail(name, shown.text, " · ".join(filter(None, parts)))


def _no_sdr(audit: Audit) -> str:
    """Why there is no SDR."""
    if not audit.provenance.models:
        return "sdr-no-model"
    if not pick(audit, spurious):
        return "sdr-nothing"
    return "sdr-unknown" if pick(audit, spurious, measured) else "sdr-not-probed"
