"""The tone and the key figures of an audit, exactly, on hand-made records."""

from __future__ import annotations

import pytest
import report_samples as samples

from cuewise import report
from cuewise.records import Audit, Finding, Outcome, Rate, Reason
from cuewise.report.headline import audit_figures, audit_tone
from cuewise.report.wording import wording

SAY = wording("en")


def _finding(
    kind: str, severity: str, *, part_of: str | None = None, probed: bool = True
) -> Finding:
    known = [samples.reliance(0.1, 0.01)] if probed else []
    made = samples.finding(f"word:{kind}-{severity}", kind, 0.5, severity, 0.2, known)
    return made.model_copy(update={"part_of": part_of})


def _audit(*findings: Finding, sdr: Rate | None = None, **changes: object) -> Audit:
    head = samples.tiny().headline.model_copy(update={"sdr": sdr, "severe": 3, "material": 4})
    return samples.tiny(headline=head, findings=list(findings), **changes)


FAILED = {"association": Outcome(status="failed", reason="x", seconds=0)}
WHOLE = _finding("genuine", "none")


@pytest.mark.parametrize(
    ("audit", "tone"),
    [
        (_audit(_finding("spurious", "severe")), "bad"),
        (_audit(_finding("unstable", "severe"), outcomes=FAILED), "bad"),
        (_audit(_finding("spurious", "material")), "warn"),
        (_audit(_finding("spurious", "weak"), outcomes=FAILED), "warn"),
        (_audit(outcomes=FAILED), "warn"),
        (_audit(_finding("spurious", "weak")), "plain"),
        (_audit(_finding("genuine", "severe"), _finding("undetermined", "severe")), "plain"),
        # A piece of a reported phrase counts with the phrase.
        (_audit(WHOLE, _finding("spurious", "severe", part_of=WHOLE.id)), "plain"),
        (_audit(_finding("spurious", "severe", part_of="unreported")), "bad"),
    ],
)
def test_the_tone_follows_the_worst_suspicious_cue_and_failures(audit: Audit, tone: str) -> None:
    assert audit_tone(audit) == tone


def _figures(audit: Audit) -> list[tuple[str, str, str]]:
    return [(figure.name, figure.text, figure.note) for figure in audit_figures(audit, SAY)]


def test_every_figure_has_its_name_its_number_and_its_n() -> None:
    rate = Rate(estimate=0.123, low=0.098, high=0.151, n=1800, model="tfidf")
    tested = Outcome(
        status="ran",
        reason="",
        seconds=1,
        reasons=(Reason.of("tested", cues=9, hypotheses=7000, reported=1, q=0.05),),
    )
    outcomes = {"association": tested, "other": tested.model_copy()}
    audit = _audit(_finding("spurious", "weak"), sdr=rate, outcomes=outcomes)
    corpus = audit.provenance.corpus.model_copy(
        update={"documents": 4000, "labels": {"b": 1000, "a": 3000}}
    )
    audit = audit.model_copy(
        update={"provenance": audit.provenance.model_copy(update={"corpus": corpus})}
    )
    assert _figures(audit) == [
        ("Shortcut dependence (SDR)", "12.3%", "[9.8, 15.1] · n = 1,800 · tfidf"),
        ("Severe", "3", "suspicious cues"),
        ("Material", "4", "suspicious cues"),
        ("Hypotheses tested", "14,000", "1 reported below"),
        ("Documents", "4,000", "b 1,000 · a 3,000"),
    ]


def test_a_share_without_a_model_and_hypotheses_that_are_not_recorded() -> None:
    rate = Rate(estimate=0.1, low=0.05, high=0.15, n=50)
    names = _figures(_audit(WHOLE, sdr=rate, outcomes={}))
    assert names[0] == ("Shortcut dependence (SDR)", "10.0%", "[5.0, 15.0] · n = 50")
    assert names[3] == ("Hypotheses tested", "–", "not recorded in this audit")


NO_MODEL = {"provenance": samples.tiny().provenance.model_copy(update={"models": []})}


@pytest.mark.parametrize(
    ("audit", "why", "sentence"),
    [
        (
            _audit(_finding("spurious", "weak"), **NO_MODEL),
            "no model was probed",
            "No model was probed, so model reliance is not known.",
        ),
        (
            _audit(_finding("genuine", "weak")),
            "there was no spurious cue to ablate",
            "There was no spurious cue to ablate in the input of tfidf.",
        ),
        (
            _audit(_finding("spurious", "weak"), _finding("spurious", "weak", probed=False)),
            "not measured",
            "The share of decisions that rely on spurious cues was not measured.",
        ),
        (
            _audit(_finding("spurious", "weak", probed=False)),
            "no spurious cue could be probed",
            "No spurious cue could be probed, so it is not known whether the model relies on them.",
        ),
    ],
)
def test_a_missing_share_comes_with_its_reason(audit: Audit, why: str, sentence: str) -> None:
    name, number, note = _figures(audit)[0]
    assert (name, number, note) == ("Shortcut dependence (SDR)", "–", why)
    assert report.summary(audit).headline.endswith(sentence)


def test_many_labels_show_the_six_most_frequent_and_count_the_rest() -> None:
    audit = _audit(WHOLE)
    labels = {f"label {i}": 100 + i for i in range(8)}
    corpus = audit.provenance.corpus.model_copy(update={"labels": labels})
    audit = audit.model_copy(
        update={"provenance": audit.provenance.model_copy(update={"corpus": corpus})}
    )
    shown = " · ".join(f"label {i} {100 + i}" for i in range(7, 1, -1))
    assert _figures(audit)[4][2] == f"{shown} · 2 more labels"


def test_undetermined_cues_are_counted_in_the_headline() -> None:
    one, two = _finding("undetermined", "weak"), _finding("undetermined", "none")
    every = report.summary(_audit(one, two)).headline
    assert every.startswith("The evidence settles none of the 2 reported cues.")
    some = report.summary(_audit(one, WHOLE)).headline
    assert some.startswith(
        "None of the 2 reported cues is judged spurious, but the evidence leaves 1 undetermined."
    )


def test_weak_data_cues_are_called_weak() -> None:
    audit = _audit(_finding("spurious", "weak", probed=False), **NO_MODEL)
    assert report.summary(audit).headline.startswith(
        "1 suspicious cue is in the data, but its association with a label is weak."
    )
