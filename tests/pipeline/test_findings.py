"""A finding is written from one study: its own id, its own kind, its own phrase."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from study_samples import reliance, study

from cuewise.detect.association import AssociationDetector
from cuewise.pipeline.excerpts import excerpts
from cuewise.pipeline.findings import (
    Evidence,
    association_of,
    finding,
    finding_id,
    leaks_joined,
)
from cuewise.records import Association, Measure
from cuewise.report import describe
from cuewise.split.rows import rows_of


def nobody(own):
    return rows_of(own.corpus, np.arange(1))


def test_an_id_depends_on_subject_and_label():
    ids = {finding_id(s, y) for s in ("word:a", "word:b") for y in ("yes", "no")}
    assert len(ids) == 4
    assert finding_id("word:a", "yes") == finding_id("word:a", "yes")
    assert all(len(i) == 12 for i in ids)


def test_a_finding_has_the_columns_of_its_own_row():
    own = study(
        ["word:a", "meta:source=app"],
        ["genuine", "spurious"],
        support=[11, 22],
        effect=[0.1, 0.2],
        low=[0.05, 0.15],
        high=[0.15, 0.25],
        prevalence=[0.1, 0.2],
        replicated=[False, True],
        labels=["yes", "no"],
    )
    found = finding(own, own.judged[1], Evidence(nobody(own), [{1: reliance(0.03, 0.05)}]))
    assert (found.subject, found.kind, found.label) == ("meta:source=app", "meta", "no")
    assert (found.support, found.verdict.type) == (22, "spurious")
    assert (found.association.estimate, found.association.replicated) == (0.2, True)
    assert found.severity == "material"
    assert [r.low for r in found.reliance] == [0.03]
    assert found.id == finding_id("meta:source=app", "no")
    assert found.part_of is None
    assert "22 documents" in found.message


def test_a_piece_names_the_whole_phrase_and_has_its_severity():
    own = study(["word:a", "ngram:a b"], ["spurious", "spurious"], whole=[1, 1])
    evidence = Evidence(nobody(own), [{1: reliance(0.2, 0.3)}])
    piece = finding(own, own.judged[0], evidence)
    assert piece.part_of == finding_id("ngram:a b", "yes")
    assert piece.severity == "severe"
    assert piece.reliance == []


def test_a_piece_that_was_probed_has_its_own_severity():
    own = study(["word:a", "ngram:a b"], ["spurious", "spurious"], whole=[1, 1])
    evidence = Evidence(nobody(own), [{0: reliance(0.03, 0.05), 1: reliance(0.2, 0.3)}])
    assert finding(own, own.judged[0], evidence).severity == "material"


def test_what_is_unknown_is_none():
    own = study(["word:a"], ["spurious"], effect=[np.nan], low=[np.nan], high=[np.nan])
    found = association_of(own, 0)
    assert (found.estimate, found.low, found.high) == (None, None, None)
    assert "too rare" in finding(own, own.judged[0], Evidence(nobody(own), [])).message


def test_a_message_says_what_where_how_strongly_and_of_what():
    own = study(
        ["word:a", "ngram:a b"],
        ["spurious", "unstable"],
        whole=[1, 1],
        support=[7, 9],
        effect=[0.1234, -0.2],
        low=[0.05, -0.3],
        high=[0.2, -0.1],
        labels=["yes", "no"],
        replicated=[True, False],
    )
    own = replace(own, cues=replace(own.cues, notes=("a name", "")))
    piece, whole = (finding(own, cue, Evidence(nobody(own), [])) for cue in own.judged)
    assert piece.message == (
        f"{describe('word:a', 'en')} (a name) is associated with yes in 7 documents "
        "(+12.3 points [+5.0, +20.0], replicated in the estimation split); spurious; a piece of "
        f"{describe('ngram:a b', 'en')}."
    )
    assert whole.message == (
        f"{describe('ngram:a b', 'en')} is negatively associated with no in 9 documents "
        "(-20.0 points [-30.0, -10.0], not replicated in the estimation split); unstable."
    )


@pytest.mark.parametrize("unknown", ["effect", "low", "high"])
def test_an_association_without_one_of_its_numbers_is_too_rare(unknown):
    own = study(["word:a"], ["spurious"], **{unknown: [np.nan]})
    message = finding(own, own.judged[0], Evidence(nobody(own), [])).message
    assert message.endswith(" (too rare in the estimation split to say how strongly); spurious.")


def test_an_association_is_written_column_by_column():
    own = study(
        ["word:a", "word:b"],
        ["spurious"] * 2,
        effect=[0, 0.2],
        low=[0, 0.1],
        high=[0, 0.3],
        p=[1, 0.01],
        log_odds_ratio=[0, 1.5],
        replicated=[False, True],
    )
    own = replace(own, q=np.array([1, 0.02]))
    assert association_of(own, 1) == Association(
        measure=AssociationDetector.unit,
        estimate=0.2,
        low=0.1,
        high=0.3,
        p=0.01,
        q=0.02,
        log_odds_ratio=1.5,
        replicated=True,
    )
    assert finding(own, own.judged[1], Evidence(nobody(own), [])).code == AssociationDetector.code


def test_severity_without_a_model_counts_prevalence_and_reliances_are_concluded():
    columns = {"effect": [0.3], "low": [0.26], "high": [0.4]}
    severities = [
        finding(own, own.judged[0], Evidence(nobody(own), [])).severity
        for own in (
            study(["word:a"], ["spurious"], prevalence=[p], **columns) for p in (0.01, 0.001)
        )
    ]
    assert severities == ["severe", "material"]
    own = study(["word:a"], ["spurious"])
    models = [{0: reliance(0.2, 0.3, "a")}, {}, {0: reliance(-0.01, 0.01, "b")}]
    found = finding(own, own.judged[0], Evidence(nobody(own), models))
    assert [(r.model, r.conclusion) for r in found.reliance] == [("a", "material"), ("b", "clean")]


def test_excerpts_are_of_the_documents_that_hold_the_cue():
    own = study(["word:holds"], ["spurious"])
    texts = [f"it holds {i}" for i in range(4)]
    holders = replace(nobody(own), ids=list("0123"), texts=texts, labels=np.zeros(4, np.int32))
    found = finding(own, own.judged[0], Evidence(holders, []))
    assert found.excerpts
    assert found.excerpts == excerpts(holders, "word:holds")


def _leak(column, alone=1.0):
    row = {"model": None, "n": 400, "unit": "share", "code": f"metadata.leak.{column}"}
    ends = {"value": alone, "low": alone - 0.01, "high": 1.0}
    lift = {"value": alone - 0.5, "low": 0.4, "high": 0.6}
    return [
        Measure(subject=column, quantity="accuracy", **row, **ends),
        Measure(subject=column, quantity="lift over majority", **row, **lift),
    ]


def test_the_values_of_a_leaking_column_become_parts_of_the_first():
    subjects = ["meta:user=a", "word:user", "meta:user=b", "meta:users=c", "meta:site=d"]
    own = study(subjects, ["spurious"] * 5, low=[0.3, 0.1, 0.05, 0.2, 0.2], high=[0.4] * 5,
                effect=[0.35] * 5, prevalence=[0.2] * 5)  # fmt: skip
    found = [finding(own, cue, Evidence(nobody(own), [])) for cue in own.judged]
    lead, word, part, *others = leaks_joined(found, [*_leak("user"), *_leak("site", 0.9)])
    assert (lead.part_of, part.part_of) == (None, lead.id)
    assert (lead.severity, found[2].severity, part.severity) == ("severe", "weak", "severe")
    assert part.message.endswith("; its column alone gives the label.")
    assert [word, *others] == [found[1], *found[3:]]
    assert leaks_joined(found, []) == found
