"""An audit of shards finds what the audit of the whole finds, whatever the shards."""

from __future__ import annotations

import pytest

import cuewise
from cuewise.records import Audit, Reason
from cuewise.scale import audit_shards
from cuewise.scale import units as units_module

COLUMNS = {
    "text": "text",
    "label": "label",
    "meta": ["source", "stars"],
    "environments": ["period"],
}
SMALL = {"evidence_documents": 1000}


def told(audit: Audit, *, ids=True):
    """All that an audit says but when, and how it came to the rows."""
    shown = audit.model_dump()
    for outcome in shown["outcomes"].values():
        del outcome["seconds"]
    for finding in shown["findings"]:
        for excerpt in finding["excerpts"]:
            if not ids:
                del excerpt["id"]
    corpus = {k: v for k, v in shown["provenance"]["corpus"].items() if k != "fingerprint"}
    outcomes = {k: v for k, v in shown["outcomes"].items() if k != "shards"}
    return shown["headline"], shown["findings"], shown["measures"], outcomes, corpus


@pytest.fixture(scope="module", params=[SMALL, {}], ids=["sample", "all"])
def pair(request, frame, shards):
    corpus = cuewise.load(frame, **COLUMNS)
    whole = cuewise.audit(corpus, config=request.param)
    return whole, audit_shards(str(shards / "*.parquet"), **COLUMNS, config=request.param)


def test_shards_and_the_whole_give_the_same_audit(pair):
    whole, parts = map(told, pair)
    assert len(whole[1]) > 3
    for one, other in zip(whole, parts, strict=True):
        assert one == other
    assert pair[1].outcomes["shards"].reasons == [Reason.of("shards-read", read=5, shards=5)]


def test_fields_of_words_are_those_of_the_whole(pair):
    whole, parts = ([f for f in audit.findings if f.kind == "field"] for audit in pair)
    assert whole
    assert [f.model_dump() for f in whole] == [f.model_dump() for f in parts]


def test_other_shards_in_another_order_give_the_same(pair, frame, shards, tmp_path, monkeypatch):
    monkeypatch.setattr(units_module, "_ROWS", 300)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=9)
    shuffled[:1700].write_parquet(tmp_path / "b.parquet", row_group_size=100)
    shuffled[1700:].write_ndjson(tmp_path / "a.jsonl")
    found = audit_shards(
        str(tmp_path / "*"),
        **COLUMNS,
        config={"evidence_documents": pair[0].provenance.config["evidence_documents"]},
    )
    assert told(found, ids=False) == told(pair[1], ids=False)
    assert found.provenance.corpus == pair[1].provenance.corpus


def test_pairs_of_texts_and_a_condition(frame, shards):
    columns = {"text": "text", "text_b": "source", "label": "label"}
    where = "stars > 20 AND period <> 'x'"
    whole = cuewise.audit(cuewise.load(frame, **columns, where=where), models=("none",))
    parts = audit_shards(str(shards / "*.parquet"), **columns, where=where, models=("none",))
    assert told(whole) == told(parts)
    assert parts.provenance.corpus.set_aside["left out by where"] > 500
