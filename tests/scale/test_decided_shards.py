"""Decisions apply to shards as to the whole corpus, and leave finished work usable."""

from __future__ import annotations

import pytest

import cuewise
from cuewise.errors import InputError
from cuewise.scale import audit_shards

COLUMNS = {"text": "text", "label": "label"}
OPTIONS = {"models": ("none",), "config": {"cluster_documents": 0}}
HEADER = "subject,label,verdict,reason,author,date\n"


def test_shards_are_decided_as_the_whole_corpus(frame, shards, tmp_path):
    path, work = tmp_path / "d.csv", tmp_path / "work"
    path.write_text(HEADER + "word:tuesday,,genuine,,Ann,\nword:nowhere,,spurious,,,\n")
    whole = cuewise.audit(cuewise.load(frame, **COLUMNS), **OPTIONS, decisions=path)
    source = str(shards / "*.parquet")
    parts = audit_shards(source, **COLUMNS, **OPTIONS, decisions=path, work=work)
    assert [f.verdict for f in parts.findings] == [f.verdict for f in whole.findings]
    assert parts.outcomes["decisions"].reasons == whole.outcomes["decisions"].reasons
    tuesday = next(f for f in parts.findings if f.subject == "word:tuesday")
    assert (tuesday.verdict.type, tuesday.verdict.decision.author) == ("genuine", "Ann")

    # Another file of decisions resumes from the same counts.
    folders = sorted(p.name for p in work.iterdir())
    other = tmp_path / "other.csv"
    other.write_text(HEADER)
    again = audit_shards(source, **COLUMNS, **OPTIONS, decisions=other, work=work)
    assert sorted(p.name for p in work.iterdir()) == folders
    assert not [f for f in again.findings if f.verdict.decision]

    other.write_text(HEADER + "word:tuesday,neutral,genuine,,,\n")
    with pytest.raises(InputError, match="row 2: the corpus has no label 'neutral'"):
        audit_shards(source, **COLUMNS, **OPTIONS, decisions=other, work=work)
