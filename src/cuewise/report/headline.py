"""The headline sentence and the key figures."""

from __future__ import annotations

from collections.abc import Mapping

from cuewise.records import Audit
from cuewise.report import numbers
from cuewise.report.judged import flagged, matters, measured, pick
from cuewise.report.records import Fact, Tone
from cuewise.report.text import shorten, visible
from cuewise.report.words import Words

_LABELS = 6


def headline(audit: Audit, say: Words) -> str:
    """What was found and what it does to the model, in one sentence."""
    cues, model = _cues(audit, say), _model(audit, say)
    return (
        say("headline.sentence", cues=cues, model=model)
        if model
        else say("headline.end", cues=cues)
    )


def tone(audit: Audit) -> Tone:
    """How worried the reader should be; "good" is never said for want of evidence."""
    if any(f.severity == "severe" for f in pick(audit, flagged)):
        return "bad"
    failed = any(o.status == "failed" for o in audit.outcomes.values())
    return "warn" if failed or pick(audit, flagged, matters) else "plain"


def _cues(audit: Audit, say: Words) -> str:
    bad = pick(audit, flagged)
    if bad:
        serious = pick(audit, flagged, matters)
        how = "matter" if serious else "idle"
        where = "model" if any(measured(f) for f in serious or bad) else "data"
        types = {f.verdict.type for f in serious or bad}
        look = say(f"headline.look.{types.pop() if len(types) == 1 else 'both'}")
        return say(f"headline.{how}-{where}", n=len(serious or bad), look=look)
    if audit.findings:
        open_ = pick(audit, lambda f: f.verdict.type == "undetermined")
        some = "headline.open" if open_ else "headline.none-spurious"
        key = "headline.open-all" if len(open_) == len(audit.findings) else some
        return say(key, n=len(audit.findings), open=len(open_))
    if not any(o.status == "ran" for o in audit.outcomes.values()):
        return say("headline.nothing-ran")
    tested = hypotheses(audit)
    if tested is None:
        return say("headline.nothing")
    return say("headline.nothing-tested", tested=numbers.count(tested))


def _model(audit: Audit, say: Words) -> str:
    rate = audit.headline.sdr
    if rate is not None:
        # SDR is about every spurious cue: "they" only where the sentence names just these.
        named = pick(audit, flagged, matters) or pick(audit, flagged)
        spurious = pick(audit, lambda f: f.verdict.type == "spurious")
        which = "headline.sdr" if named == spurious else "headline.sdr-all"
        return say(
            # A share that placebo edits may explain, or one below 0, is no share of decisions.
            which if rate.low > 0 else f"{which}-no-more",
            n=len(spurious),
            model=visible(rate.model or say("headline.the-model")),
            rate=numbers.estimate(rate.estimate, rate.low, rate.high, numbers.percent).written,
            points=numbers.estimate(rate.estimate, rate.low, rate.high, numbers.points).written,
            docs=numbers.count(rate.n),
        )
    if not audit.findings and not audit.provenance.models:
        return ""
    if not audit.provenance.models:
        return say("headline.no-model")
    if not pick(audit, lambda f: f.verdict.type == "spurious"):
        return say(
            "headline.nothing-to-neutralise", model=", ".join(map(visible, audit.provenance.models))
        )
    return say("headline.no-sdr" if _any_probed(audit) else "headline.not-probed")


def _any_probed(audit: Audit) -> bool:
    """Whether some cue judged spurious could be edited and was put to a model."""
    return bool(pick(audit, lambda f: f.verdict.type == "spurious", measured))


def hypotheses(audit: Audit) -> int | None:
    """How many hypotheses were tested; None in an audit made before its reasons had codes."""
    reasons = (r for o in audit.outcomes.values() for r in o.reasons if r.code == "tested")
    counts = [n for r in reasons if isinstance(n := r.facts.get("hypotheses"), int)]
    return sum(counts) if counts else None


def figures(audit: Audit, say: Words) -> tuple[Fact, ...]:
    """The numbers a manager reads, each with its n."""
    corpus, head = audit.provenance.corpus, audit.headline
    tested = hypotheses(audit)
    return (
        _sdr(audit, say),
        Fact(say("figure.severe"), numbers.count(head.severe), say("figure.severe-note")),
        Fact(say("figure.material"), numbers.count(head.material), say("figure.material-note")),
        Fact(
            say("figure.tested"),
            numbers.count(tested),
            say("figure.tested-note", n=len(audit.findings))
            if tested is not None
            else say("figure.tested-unknown"),
        ),
        Fact(
            say("figure.documents"),
            numbers.count(corpus.documents),
            _labels(corpus.labels, say),
        ),
    )


def _labels(labels: Mapping[str, int], say: Words) -> str:
    """The labels with their documents, the most frequent of many."""
    most = sorted(labels.items(), key=lambda item: -item[1])[:_LABELS]
    # Few labels keep their order.
    shown = most if len(labels) > _LABELS else labels.items()
    named = [f"{shorten(visible(k))} {numbers.count(n)}" for k, n in shown]
    rest = len(labels) - len(named)
    return " · ".join([*named, *([say("figure.labels-more", n=rest)] if rest else [])])


def _sdr(audit: Audit, say: Words) -> Fact:
    rate = audit.headline.sdr
    if rate is None:
        spurious = pick(audit, lambda f: f.verdict.type == "spurious")
        missing = "figure.sdr-unknown" if _any_probed(audit) else "figure.sdr-not-probed"
        known = missing if spurious else "figure.sdr-nothing"
        key = known if audit.provenance.models else "figure.sdr-no-model"
        return Fact(say("figure.sdr"), numbers.DASH, say(key))
    shown = numbers.estimate(rate.estimate, rate.low, rate.high, numbers.percent)
    note = f"{shown.interval} · n = {numbers.count(rate.n)}"
    return Fact(
        say("figure.sdr"), shown.text, f"{note} · {visible(rate.model)}" if rate.model else note
    )
