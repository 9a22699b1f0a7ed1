"""Faulty shards are named and set aside; finished work is kept."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cuewise.count.executors import in_turn, run_resumable
from cuewise.errors import InputError
from cuewise.io.roles import Roles
from cuewise.records import Reason
from cuewise.scale import audit_shards
from cuewise.scale.assignment import Assignment
from cuewise.scale.documents import PortionTask, write_sample
from cuewise.scale.portions import Portion
from cuewise.scale.usable import CorpusFacts, RowSpec

COLUMNS = {"text": "text", "label": "label"}
LEAN = {**COLUMNS, "models": ("none",), "config": {"tagger": "none", "cluster_documents": 0}}


def audited(folder, **more):
    return audit_shards(str(folder / "*"), **LEAN, **more)


def command(folder, out, *more):
    columns = ["--text", "text", "--label", "label", "--model", "none"]
    code = "from cuewise.cli import main; main()"
    glob = str(folder / "*.parquet")
    return [
        *(sys.executable, "-c", code, "audit", glob, *columns),
        *("--engine", "threads", "--out", str(out), *more),
    ]


def findings(out):
    return json.loads((out / "audit.json").read_text("utf-8"))["findings"]


@pytest.fixture
def copied(shards, tmp_path):
    folder = tmp_path / "shards"
    folder.mkdir()
    for path in shards.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def sound(shards):
    return audited(shards)


def test_a_truncated_shard_is_named_and_the_others_are_audited(copied, sound):
    whole = (copied / "1.parquet").read_bytes()
    (copied / "5.parquet").write_bytes(whole[: len(whole) // 2])
    (copied / "6.parquet").write_bytes(b"")
    audit = audited(copied)
    assert audit.findings == sound.findings
    outcome = audit.outcomes["shards"]
    assert outcome.status == "failed"
    read, *unread = outcome.reasons
    assert read == Reason.of("shards-read", read=5, shards=7)
    assert [r.code for r in unread] == ["shard-unread"] * 2
    names = [Path(str(r.facts["path"])).name for r in unread]
    assert names == ["5.parquet", "6.parquet"]


def test_an_unreadable_shard_sets_the_exit_code(copied, tmp_path):
    (copied / "5.parquet").write_bytes(b"PAR1")
    line = command(copied, tmp_path / "out")
    done = subprocess.run(line, check=False, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert "5.parquet" in done.stderr
    assert findings(tmp_path / "out")


def test_a_damaged_page_sets_its_shard_aside(copied, sound):
    data = bytearray((copied / "1.parquet").read_bytes())
    middle = len(data) // 3
    data[middle : middle + 2000] = bytes(2000)
    (copied / "5.parquet").write_bytes(data)
    audit = audited(copied)
    assert audit.outcomes["shards"].status == "failed"
    assert audit.findings == sound.findings


def test_only_unreadable_shards_are_an_error(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"no parquet")
    (tmp_path / "b.jsonl").write_text("no json\n")
    with pytest.raises(InputError, match="no shard can be read") as error:
        audited(tmp_path)
    assert "a.parquet" in str(error.value)
    assert "b.jsonl" in str(error.value)


def test_empty_shards_change_nothing(copied, frame, sound):
    frame.head(0).write_parquet(copied / "5.parquet")
    (copied / "6.jsonl").write_text("")
    audit = audited(copied)
    assert audit.findings == sound.findings
    assert audit.outcomes["shards"].reasons == [Reason.of("shards-read", read=7, shards=7)]


def test_only_empty_shards_are_an_error(tmp_path, frame):
    frame.head(0).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match="no shard has a usable row"):
        audited(tmp_path)


def test_a_shard_without_the_text_column_is_set_aside(copied, frame, sound):
    frame.rename({"text": "body"}).head(50).write_parquet(copied / "5.parquet")
    first = pl.read_parquet(copied / "0.parquet")
    first.with_columns(pl.col("label").cast(pl.Categorical), extra=pl.lit(1.5)).write_parquet(
        copied / "0.parquet"
    )
    audit = audited(copied)
    assert audit.findings == sound.findings
    read, unread = audit.outcomes["shards"].reasons
    assert read == Reason.of("shards-read", read=5, shards=6)
    assert "column 'text' is not in" in str(unread.facts["fault"])


def test_rows_of_invalid_utf8_are_set_aside(copied, sound, tmp_path):
    broken = pa.array([b"caf\xe9 noir", b"\xff\xfe"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 2, broken.buffers())
    table = pa.table({"text": text, "label": ["positive", "negative"]})
    pq.write_table(table, copied / "5.parquet")
    audit = audited(copied, set_aside_to=tmp_path / "aside.jsonl")
    assert audit.findings == sound.findings
    assert audit.provenance.corpus.set_aside == {"invalid UTF-8": 2}
    lines = [json.loads(line) for line in (tmp_path / "aside.jsonl").read_text().splitlines()]
    assert [(line["row"], line["original"]["text"]) for line in lines] == [
        (1, "caf\ufffd noir"),
        (2, "\ufffd\ufffd"),
    ]


def test_a_row_of_a_hundred_megabytes_is_counted(copied, sound):
    huge = "harbour lights " * 7_000_000
    pl.DataFrame({"text": [huge], "label": ["positive"]}).write_parquet(copied / "5.parquet")
    audit = audited(copied)
    assert audit.provenance.corpus.documents == sound.provenance.corpus.documents + 1
    found = {f.subject: f.severity for f in audit.findings}
    assert found["word:tuesday"] == "severe"


def test_a_killed_run_resumes_from_its_finished_portions(shards, tmp_path):
    kept, clean = tmp_path / "killed", tmp_path / "clean"
    run = subprocess.Popen(command(shards, kept), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (done := list(kept.rglob(".work/*/*/*/answer.json"))):
        assert time.monotonic() < deadline
        assert run.poll() is None
        time.sleep(0.005)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert not (kept / "audit.json").exists()
    before = {path: path.stat().st_mtime_ns for path in done}
    keep = ["--work", str(kept / ".work")]
    subprocess.run(command(shards, kept, *keep), check=True, capture_output=True)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    subprocess.run(command(shards, clean), check=True, capture_output=True)
    assert findings(kept) == findings(clean)
    assert not (clean / ".work").exists()


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_full_disk_is_reported_and_leaves_no_partial_files(shards, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    line = command(shards, out)
    done = subprocess.run(line, check=False, capture_output=True, text=True, preexec_fn=small_files)
    assert done.returncode == 2, done.stderr
    assert "the system refused to read or write" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (out / "audit.json").exists()
    for answer in out.rglob("answer.json"):
        assert (answer.parent / "rows.npz").exists()
    assert not [p for p in out.rglob(".*") if p.is_file()]
    subprocess.run(command(shards, out), check=True, capture_output=True)
    assert findings(out)


def test_a_fault_is_tried_again(tmp_path):
    answers = [{"fault": "no route to the disk"}, {"rows": 1}]
    results = iter(answers)
    for expected in [*answers, answers[1]]:
        answer = run_resumable(lambda *_: next(results), ["a"], [tmp_path / "a"], in_turn)
        assert answer == [expected]


def test_counts_without_a_tagger_are_not_reused_with_one(shards, tmp_path, monkeypatch):
    pytest.importorskip("textblob", reason="needs the 'linguistic' extra")
    shard, options = str(shards / "0.parquet"), {"cluster_documents": 0}
    arguments = {**COLUMNS, "models": ("none",), "config": options}
    with monkeypatch.context() as without:
        without.setattr("cuewise.cues.taggers.find_spec", lambda _: None)
        first = audit_shards(shard, **arguments, work=tmp_path)
    again, fresh = (audit_shards(shard, **arguments, work=w) for w in (tmp_path, None))
    statuses = [a.outcomes["cues.linguistic"].status for a in (first, again)]
    assert statuses == ["skipped", "ran"]
    tested = [a.outcomes["association"].reasons for a in (first, again, fresh)]
    assert tested[0] != tested[1] == tested[2]


def test_a_shard_that_changes_during_the_audit_is_an_error(shards, tmp_path):
    assignment = Assignment(np.zeros(3, np.uint32), np.zeros(3, np.int64), np.ones(3, bool))
    assignment.save(tmp_path / "assignment")
    task = PortionTask(Portion(shards / "0.parquet"), 0, tmp_path / "assignment")
    facts = CorpusFacts(("negative", "positive"), {}, "en")
    spec = RowSpec(Roles("text", "label"), None)
    with pytest.raises(OSError, match="changed while it was audited"):
        write_sample(spec, facts, task, tmp_path / "out")
