"""The headline and the key figures of an audit."""

from __future__ import annotations

from collections.abc import Mapping

from cuewise.records import Audit, Rate
from cuewise.report import numbers
from cuewise.report.judged import flagged, leaks, matters, measured, pick, spurious
from cuewise.report.records import Detail, Tone
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Wording

_LABELS = 6


def audit_headline(audit: Audit, say: Wording) -> str:
    """What was found in the data, and what it does to the model."""
    cues, model = _cues(audit, say), _model(audit, say)
    key = "headline.sentence" if model else "headline.end"
    return say(key, cues=cues, model=model)


def audit_tone(audit: Audit) -> Tone:
    """How worried the reader should be. Never "good": finding nothing proves nothing."""
    if any(f.severity == "severe" for f in pick(audit, flagged)):
        return "bad"
    failed = any(o.status == "failed" for o in audit.outcomes.values())
    serious = failed or leaks(audit.measures) or pick(audit, flagged, matters)
    return "warn" if serious else "plain"


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
    serious, every = pick(audit, flagged, matters), pick(audit, spurious)
    # The SDR is about all spurious cues: write "them" only if the first sentence names just these.
    suffix = "" if (serious or pick(audit, flagged)) == every else "-all"
    key = f"sdr{suffix}" if rate.low > 0 else f"sdr{suffix}-no-more"
    if rate.low <= 0 and not serious:
        key = f"no-evidence{suffix}"
    model = visible(rate.model or "")
    return say(
        f"headline.{key}",
        n=len(every),
        model=say("headline.named-model", model=model) if model else say("headline.the-model"),
        rate=numbers.estimate(rate.interval, numbers.percent).written,
        points=numbers.estimate(rate.interval, numbers.points).written,
        docs=numbers.integer(rate.n),
    )


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
    note = f"{shown.interval} · n = {numbers.integer(rate.n)}"
    return Detail(name, shown.text, f"{note} · {visible(rate.model)}" if rate.model else note)


def _no_sdr(audit: Audit) -> str:
    """Why there is no SDR."""
    if not audit.provenance.models:
        return "sdr-no-model"
    if not pick(audit, spurious):
        return "sdr-nothing"
    return "sdr-unknown" if pick(audit, spurious, measured) else "sdr-not-probed"
