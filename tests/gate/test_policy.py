"""What fails a build, on hand-made audits."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from study_samples import association

from cuewise.gate.policy import broken, counts, exit_code, failures, stopping
from cuewise.records import Audit, Finding, Headline, Outcome, Verdict
from cuewise.records.audit import CorpusInfo, Provenance


def finding(verdict, severity):
    return Finding(
        id=f"{verdict}-{severity}",
        code="association",
        subject="word:x",
        kind="word",
        label="yes",
        support=100,
        severity=severity,
        association=association(0.1, 0.2),
        verdict=Verdict(type=verdict, p_spurious=None),
        message="",
    )


def audit_of(*findings, **statuses):
    corpus = CorpusInfo(fingerprint="", documents=0, labels={})
    return Audit(
        provenance=Provenance(
            version="", seed=0, config={}, corpus=corpus, models=[], started="", seconds=0
        ),
        headline=Headline(sdr=None, material=0, severe=0),
        findings=list(findings),
        outcomes={
            code: Outcome(status=status, reason=f"because of {code}", seconds=0)
            for code, status in statuses.items()
        },
    )


def test_a_phrase_counts_by_its_fullest_form_and_a_part_of_nothing_by_itself():
    whole, part = finding("spurious", "severe"), finding("unstable", "severe")
    part = part.model_copy(update={"part_of": whole.id})
    assert stopping(audit_of(whole, part), "severe", strict=False) == [whole]
    idle = finding("undetermined", "severe")
    piece = part.model_copy(update={"part_of": idle.id})
    assert stopping(audit_of(idle, piece), "severe", strict=False) == []
    assert stopping(audit_of(piece), "severe", strict=False) == [piece]


@pytest.mark.parametrize(
    ("verdict", "normally", "strictly"),
    [
        ("spurious", True, True),
        ("unstable", True, True),
        ("undetermined", False, True),
        ("genuine", False, False),
        ("necessary-not-sufficient", False, False),
    ],
)
def test_the_gate_counts_spurious_and_unstable_cues(verdict, normally, strictly):
    assert counts(verdict) is normally
    assert counts(verdict, strict=True) is strictly


@pytest.mark.parametrize(
    ("fail_on", "strict", "expected"),
    [
        ("none", True, []),
        ("severe", False, ["spurious-severe"]),
        ("material", False, ["spurious-severe", "unstable-material"]),
        ("severe", True, ["spurious-severe", "undetermined-severe"]),
    ],
)
def test_a_build_fails_at_the_level_asked_for(fail_on, strict, expected):
    audit = audit_of(
        finding("spurious", "severe"),
        finding("unstable", "material"),
        finding("spurious", "weak"),
        finding("genuine", "severe"),
        finding("undetermined", "severe"),
    )
    assert [f.id for f in stopping(audit, fail_on, strict=strict)] == expected
    assert exit_code(audit, fail_on, strict=strict) == bool(expected)


def test_a_failed_plugin_comes_before_a_finding_and_none_other_does():
    failed = audit_of(finding("spurious", "severe"), cues="ran", baseline="failed", model="skipped")
    assert failures(failed) == ["baseline: because of baseline"]
    assert exit_code(failed, "none", strict=False) == 3
    assert exit_code(failed, "severe", strict=False) == 3
    idle = audit_of(cues="ran", baseline="not_applicable", model="skipped")
    assert failures(idle) == []
    assert exit_code(idle, "severe", strict=True) == 0


def test_only_remedies_that_failed_are_broken():
    rows = [("dfr", "failed"), ("rwg", "not-applicable"), ("poe", "chosen")]
    candidates = [SimpleNamespace(code=c, standing=s, reason="no memory") for c, s in rows]
    repair = SimpleNamespace(candidates=candidates)
    assert broken(SimpleNamespace(repair=repair)) == ["dfr: no memory"]
    assert broken(SimpleNamespace(repair=None)) == []


def test_a_strict_gate_finds_undetermined_cues():
    audit = audit_of(finding("undetermined", "severe"))
    assert exit_code(audit, "severe", strict=True) == 1
    assert exit_code(audit, "severe", strict=False) == 0
