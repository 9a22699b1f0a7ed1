import pytest

from cuewise.records import (
    Association,
    Audit,
    CorpusInfo,
    Finding,
    Headline,
    Outcome,
    Provenance,
    Reliance,
    Signal,
    Verdict,
)


def _finding(verdict="spurious", severity="severe", subject="word:people"):
    return Finding(
        id=subject,
        code="association",
        subject=subject,
        kind="word",
        label="toxic",
        support=120,
        severity=severity,
        association=Association(
            measure="deviation",
            estimate=0.4,
            low=0.3,
            high=0.5,
            p=1e-9,
            q=1e-8,
            log_odds_ratio=2.1,
            replicated=True,
        ),
        verdict=Verdict(
            type=verdict, p_spurious=0.9, signals={"form": Signal(value=1.0, log_lr=2.0)}
        ),
        reliance=[
            Reliance(
                model="tfidf",
                delta=0.2,
                low=0.15,
                high=0.25,
                flip_rate=0.22,
                placebo=0.02,
                fcs_raw=0.3,
                fcs_excess=0.1,
                fcs_do=0.2,
                n=120,
            )
        ],
        message="'people' goes with toxic and the model follows it.",
    )


def _audit_of(*findings, failed=None, language="en"):
    outcomes = {"association": Outcome(status="ran", reason="", seconds=0.1)}
    if failed:
        outcomes[failed] = Outcome(status="failed", reason="it broke", seconds=0.1)
    return Audit(
        provenance=Provenance(
            version="0.1.0",
            seed=0,
            config={},
            corpus=CorpusInfo(
                fingerprint="f" * 64,
                documents=400,
                labels={"toxic": 200, "fine": 200},
                language=language,
            ),
            models=["tfidf"],
            started="2026-01-01T00:00:00+00:00",
            seconds=1.0,
        ),
        headline=Headline(
            sdr=None,
            material=sum(f.severity == "material" for f in findings),
            severe=sum(f.severity == "severe" for f in findings),
        ),
        findings=list(findings),
        outcomes=outcomes,
    )


@pytest.fixture
def finding():
    """Make a finding by hand: `finding(verdict, severity, subject)`."""
    return _finding


@pytest.fixture
def audit_of():
    """Make an audit by hand: `audit_of(*findings, failed=None, language="en")`."""
    return _audit_of


@pytest.fixture
def csv(tmp_path):
    """A small corpus in a file."""
    path = tmp_path / "data.csv"
    rows = [f"people say {i},toxic" for i in range(10)] + [f"a dog {i},fine" for i in range(10)]
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    return path
