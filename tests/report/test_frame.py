"""The findings as a data frame."""

from __future__ import annotations

import polars as pl
import pytest
import report_samples as samples

from cuewise.records.finding import DecisionNote
from cuewise.report.frame import findings_frame


def test_each_finding_and_model_has_one_row() -> None:
    frame = samples.rich().to_polars()
    assert frame.height == len(samples.rich().findings) + 1
    first = frame.filter(pl.col("subject") == "word:spielberg")
    assert first["model"].to_list() == ["tfidf", "hf:sentence-transformers/all-MiniLM-L6-v2"]
    assert first["delta"].to_list() == [0.183, 0.021]
    assert first["rank"].to_list() == [1, 1]
    assert first["fcs_do_low"].to_list() == [pytest.approx(0.153), pytest.approx(-0.014)]
    assert first["probed"].to_list() == [200, 200]
    assert first["conclusion"].to_list() == ["material", "inconclusive"]
    assert first["further"].to_list() == [None, 143]


def test_unknown_numbers_are_null() -> None:
    frame = findings_frame(samples.rich())
    topic = frame.row(by_predicate=pl.col("subject") == "cluster:12", named=True)
    assert topic["association"] is None
    assert topic["delta"] is None
    assert topic["probed"] == 0
    assert topic["fcs_do_low"] is None
    assert topic["conclusion"] is None
    unprobed = frame.row(by_predicate=pl.col("subject") == "length:long", named=True)
    assert unprobed["model"] is None


def test_an_empty_audit_has_the_same_columns() -> None:
    assert findings_frame(samples.empty()).schema == findings_frame(samples.rich()).schema
    assert findings_frame(samples.empty()).is_empty()


def test_a_notebook_shows_the_table() -> None:
    assert "spielberg" in samples.tiny()._repr_html_()


def test_what_a_reader_wants_comes_first_and_keys_last() -> None:
    columns = samples.rich().to_polars().columns
    assert columns[:5] == ["rank", "subject", "label", "verdict", "severity"]
    assert columns[-2:] == ["code", "id"]


def test_a_decision_names_its_author() -> None:
    audit = samples.rich()
    first = audit.findings[0]
    note = DecisionNote(
        subject=first.subject, author="Mei", reason="", date="", computed="spurious"
    )
    decided = first.verdict.model_copy(update={"decision": note})
    findings = [first.model_copy(update={"verdict": decided}), *audit.findings[1:]]
    frame = audit.model_copy(update={"findings": findings}).to_polars()
    assert frame["decided_by"][0] == "Mei"
    assert frame["decided_by"][-1] is None
