"""Short ways to make the records of an audit by hand."""

from __future__ import annotations

from cuewise.pipeline.decide import concluded
from cuewise.records import Association, CorpusInfo, Finding, Provenance, Reliance, Signal, Verdict


def association(
    estimate: float | None, half: float = 0.04, *, q: float | None = 1e-6, replicated: bool = True
) -> Association:
    known = estimate is not None
    return Association(
        measure="p(y|cue) - p(y)",
        estimate=estimate,
        low=estimate - half if known else None,
        high=estimate + half if known else None,
        p=q / 10 if q is not None else None,
        q=q,
        log_odds_ratio=5 * estimate if known else None,
        replicated=replicated,
    )


def reliance(
    delta: float | None, half: float = 0.03, model: str = "tfidf", n: int = 200
) -> Reliance:
    known = delta is not None
    measured = Reliance(
        model=model,
        delta=delta,
        low=delta - half if known else None,
        high=delta + half if known else None,
        flip_rate=abs(delta) + 0.06 if known else None,
        placebo=0.061 if known else None,
        fcs_raw=2 * delta if known else None,
        fcs_excess=delta / 2 if known else None,
        fcs_do=delta if known else None,
        fcs_do_low=delta - half if known else None,
        fcs_do_high=delta + half if known else None,
        n=n,
        further=143 if known else None,
    )
    return concluded(measured)


def verdict(kind: str, p: float | None) -> Verdict:
    signals = {
        "semantic_irrelevance": Signal(value=0.71, log_lr=1.9 if (p or 0) > 0.5 else -2.1),
        "twin_support": Signal(value=None, log_lr=0.4),
        "form": Signal(value=1.0, log_lr=2.6 if (p or 0) > 0.7 else -0.2),
    }
    return Verdict(type=kind, p_spurious=p, signals=signals if p is not None else {})


def finding(
    subject: str,
    kind: str,
    p: float | None,
    severity: str,
    estimate: float | None,
    deltas: list[Reliance],
    **more: object,
) -> Finding:
    label = str(more.get("label", "positive"))
    shown = f"{100 * estimate:+.1f} points" if estimate is not None else "too rare to say"
    return Finding(
        id=f"id-{subject}-{label}",
        code="association",
        subject=subject,
        kind=subject.partition(":")[0],
        label=label,
        support=int(more.get("support", 340)),
        severity=severity,
        association=association(estimate, replicated=bool(more.get("replicated", True))),
        verdict=verdict(kind, p),
        reliance=deltas,
        message=f"{subject} is associated with {label} ({shown}, replicated); {kind}.",
        excerpts=list(more.get("excerpts", [])),
    )


def provenance(models: list[str], **config: object) -> Provenance:
    return Provenance(
        version="0.1.0",
        seed=7,
        config=config,
        corpus=CorpusInfo(
            fingerprint="9f86d081884c7d659a2feaa0c55ad015",
            documents=10000,
            labels={"positive": 5120, "negative": 4880},
            language="en",
            set_aside={"empty text": 12, "label missing <i>": 3},
        ),
        models=models,
        started="2026-01-05T09:30:00+00:00",
        seconds=93.6,
    )
