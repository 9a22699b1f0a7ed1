"""A finding is written from one study: its own id, its own kind, its own phrase."""

from __future__ import annotations

import numpy as np
from study_samples import reliance, study

from cuewise.pipeline.findings import Evidence, association_of, finding, finding_id
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
