"""Decisions in an audit: round trip, override in both directions, stale ones, gate and probes."""

from __future__ import annotations

import random

import pytest

import cuewise
from cuewise import report
from cuewise.errors import InputError
from cuewise.gate.policy import FOUND, exit_code, stopping
from cuewise.io.decisions import read_decisions

HEADER = "subject,label,verdict,reason,author,date\n"


@pytest.fixture(scope="session")
def computed(planted):
    return cuewise.audit(planted)


@pytest.fixture
def decide(planted, tmp_path):
    """The audit with the decisions of some rows."""

    def go(*rows, models=("none",), **options):
        path = tmp_path / "decisions.csv"
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return cuewise.audit(planted, models=models, decisions=path, **options)

    return go


def by_subject(audit):
    return {f.subject: f for f in audit.findings}


def test_the_table_of_an_audit_decides_the_same_verdicts(computed, planted, tmp_path):
    table = tmp_path / "decisions.csv"
    header, *rows = report.decision_table(computed).splitlines(keepends=True)
    random.Random(0).shuffle(rows)
    table.write_text(header + "".join(rows), encoding="utf-8")
    assert len(read_decisions(table)) == len(computed.findings)

    again = cuewise.audit(planted, decisions=table)
    assert report.decision_table(again) == report.decision_table(computed)
    for old, new in zip(computed.findings, again.findings, strict=True):
        assert new.verdict.decision.computed == old.verdict.type
        assert new.verdict.model_copy(update={"decision": None}) == old.verdict
        assert new.model_copy(update={"verdict": old.verdict, "message": old.message}) == old
    assert again.headline == computed.headline
    facts = again.outcomes["decisions"].reasons
    assert [r.code for r in facts] == ["decided"]
    assert facts[0].facts == {"decisions": len(rows), "findings": len(rows)}


def test_decisions_in_the_table_keep_author_date_and_reason(decide, planted, tmp_path):
    audit = decide('word:zebra,positive,genuine,"an animal, =1+1",-Ann,@2026')
    table = tmp_path / "second.csv"
    table.write_text(report.decision_table(audit), encoding="utf-8")
    again = cuewise.audit(planted, models=["none"], decisions=table)
    note, first = (by_subject(a)["word:zebra"].verdict.decision for a in (again, audit))
    assert (note.reason, note.author, note.date) == ("an animal, =1+1", "-Ann", "@2026")
    assert (first.author, first.reason, first.date) == (note.author, note.reason, note.date)


def test_a_word_is_decided_in_both_directions(decide, computed):
    before = by_subject(computed)
    assert before["word:great"].verdict.type == "genuine"
    after = by_subject(decide("word:great,,spurious,,Ann,", "word:zebra,*,undetermined,,Bo,"))
    great, zebra = after["word:great"].verdict, after["word:zebra"].verdict
    assert (great.type, great.decision.computed, great.decision.author) == (
        "spurious",
        "genuine",
        "Ann",
    )
    assert zebra.type == "undetermined"
    assert zebra.decision.computed == before["word:zebra"].verdict.type
    # What the evidence says stays.
    assert great.p_spurious == before["word:great"].verdict.p_spurious
    assert great.signals == before["word:great"].verdict.signals


def test_a_decision_that_agrees_with_the_evidence_is_a_decision(decide):
    verdict = by_subject(decide("word:great,,genuine,,Ann,"))["word:great"].verdict
    assert verdict.decision.computed == verdict.type == "genuine"


def test_the_gate_follows_the_decision(decide, computed):
    spurious = decide("word:zebra,,spurious,,,")
    assert "word:zebra" in {f.subject for f in stopping(spurious, "material", strict=False)}
    assert exit_code(spurious, "material", strict=False) == FOUND
    subjects = [f"{f.subject},,genuine,,," for f in computed.findings]
    genuine = decide(*subjects)
    assert exit_code(genuine, "material", strict=True) == 0
    assert (genuine.headline.material, genuine.headline.severe) == (0, 0)


def test_the_ablation_of_spurious_cues_follows_the_decision(decide, computed):
    subjects = [f"{f.subject},,genuine,,," for f in computed.findings]
    assert decide(*subjects, models=["tfidf"]).headline.sdr is None
    relied_on = [row.replace("genuine", "spurious") if "zebra" in row else row for row in subjects]
    assert decide(*relied_on, models=["tfidf"]).headline.sdr.low > 0


def test_a_cue_that_is_not_reported_is_stale_and_no_error(decide):
    audit = decide("word:nowhere,,spurious,,,", "word:great,negative,spurious,,,")
    outcome = audit.outcomes["decisions"]
    assert outcome.status == "ran"
    assert [(r.code, r.facts) for r in outcome.reasons[1:]] == [
        ("stale-decision", {"subject": "word:great", "label": "negative"}),
        ("stale-decision", {"subject": "word:nowhere", "label": "*"}),
    ]
    assert "stale: no finding is about word:nowhere" in outcome.reason
    assert not [f for f in audit.findings if f.verdict.decision]


def test_a_huge_stale_subject_is_shortened(decide):
    audit = decide(f"word:{'x' * 1_000_000},,spurious,,,")
    assert len(audit.to_json()) < 2_000_000
    assert len(audit.outcomes["decisions"].reason) < 500


def test_a_file_without_a_decision_changes_nothing_and_is_said_to_be_empty(decide, computed):
    audit = decide()
    outcome = audit.outcomes["decisions"]
    assert (outcome.status, outcome.reason) == ("ran", "the decision file holds no decision")
    verdicts = {f.id: f.verdict for f in computed.findings}
    assert {f.id: f.verdict for f in audit.findings} == verdicts


def test_an_audit_without_decisions_does_not_mention_them(computed):
    assert "decisions" not in computed.outcomes
    assert not [f for f in computed.findings if f.verdict.decision]


def test_the_option_of_the_config_names_the_file_too(planted, tmp_path):
    path = tmp_path / "d.toml"
    row = dict.fromkeys(["label", "reason", "author", "date"], "")
    row |= {"subject": "word:great", "verdict": "spurious"}
    lines = "\n".join(f'{name} = "{value}"' for name, value in row.items())
    path.write_text(f"[[decision]]\n{lines}\n", encoding="utf-8")
    audit = cuewise.audit(planted, models=["none"], config={"decisions": str(path)})
    assert by_subject(audit)["word:great"].verdict.type == "spurious"
    assert audit.provenance.config["decisions"] == str(path)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("word:zebra,,wrong,,,", "row 2: the verdict 'wrong' is unknown"),
        ("word:zebra,positiv,genuine,,,", "row 2: the corpus has no label 'positiv'"),
    ],
)
def test_a_bad_file_stops_the_audit_before_the_work(decide, row, what, monkeypatch):
    monkeypatch.setattr("cuewise.pipeline.base.collect_cues", None)
    with pytest.raises(InputError, match=what):
        decide(row)


def test_the_json_says_who_decided_and_is_read_back(decide, tmp_path):
    audit = decide("word:zebra,,genuine,an animal,Ann,2026-11-30")
    path = audit.save(tmp_path / "audit.json")
    assert cuewise.Audit.load(path) == audit
    finding = by_subject(audit)["word:zebra"]
    assert "genuine (decided by Ann on 2026-11-30: an animal)" in finding.message


def test_compare_shows_the_decided_verdict(decide, computed):
    decided = decide("word:zebra,,genuine,an animal,Ann,", models=["tfidf"])
    for pair in [(computed, decided), (decided, computed), (decided, decided)]:
        comparison = cuewise.compare(*pair)
        change = next(c for c in comparison.changes if c.subject == "word:zebra")
        assert change.verdict == "genuine"
        assert change.decision.author == "Ann"
        assert "decided by Ann: an animal" in report.compared_html(comparison)
        assert "genuine \\(decided by Ann: an animal\\)" in report.compared_markdown(comparison)
