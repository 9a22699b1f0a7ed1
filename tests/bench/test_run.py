"""A run gives the same on one process and on two, and goes on where it was killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

from cuewise.bench.cache import Cache, code_version, key, wanted
from cuewise.bench.cells import SLOW
from cuewise.bench.detectors import DETECTORS, chosen
from cuewise.bench.forms import TINY
from cuewise.bench.run import detection, finished
from cuewise.errors import InputError

DETECTOR_NAMES = ("cuewise", "cuewise-replicated", "chi2-bh", "pmi")
RUN = """
import sys
from pathlib import Path
from cuewise.bench.forms import TINY
from cuewise.bench.run import detection
if __name__ == "__main__":
    detection(command="", form=TINY, only=("cuewise",), jobs=int(sys.argv[2]),
              cache=Path(sys.argv[1]), costs=False)
"""


def files(folder):
    return {p: p.stat().st_mtime_ns for p in folder.rglob("*.json")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cells")


@pytest.fixture(scope="module")
def result(folder):
    return detection(
        command="test", form=TINY, only=DETECTOR_NAMES, jobs=1, cache=folder, costs=False
    )


def test_two_processes_give_what_one_gives(result, folder, tmp_path):
    two = detection(
        command="test", form=TINY, only=DETECTOR_NAMES, jobs=2, cache=tmp_path, costs=False
    )
    assert two.rows == result.rows
    texts = [sorted(p.read_text("utf-8") for p in f.rglob("*.json")) for f in (folder, tmp_path)]
    assert texts[0] == texts[1]


def test_what_is_finished_is_not_run_again(result, folder):
    before = files(folder)
    again = detection(
        command="test", form=TINY, only=DETECTOR_NAMES, jobs=1, cache=folder, costs=False
    )
    assert files(folder) == before
    assert again.rows == result.rows


def test_a_new_detector_is_added_to_finished_cells(result, folder, tmp_path):
    cells = [c for c in TINY.cells() if c.grid == "null"][:2]
    store = Cache(tmp_path, TINY.reference_n)
    finished(cells, chosen(("pmi",)), store, 1)
    both = finished(cells, chosen(("pmi", "lmi")), store, 1)
    assert all(set(f.scores) == {"pmi", "lmi"} for f in both.values())


def test_a_strong_cue_is_found_and_nothing_where_nothing_is(result):
    row = result.rows["cuewise"]
    assert row.recall_all.rate == 1
    assert row.family_wise.k == 0
    assert row.silent.k == 0
    assert result.rows["pmi"].family_wise.rate == 1
    assert row.cells == result.rows["pmi"].cells


def test_a_detector_that_cannot_run_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = detection(command="", form=TINY, only=("giskard",), jobs=1, cache=tmp_path, costs=False)
    assert set(told.absent) == {"giskard"}
    assert not told.rows


def test_an_unknown_detector_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="no detector 'nobody'"):
        detection(command="", form=TINY, only=("nobody",), cache=tmp_path)


def test_slow_detectors_run_on_a_part_of_the_grid():
    judge = DETECTORS["cuewise-verdict"]
    some = [c for c in TINY.cells() if wanted(c, [judge])]
    assert 0 < len(some) < len(TINY.cells())
    assert all(c.pace >= SLOW for c in some)


def test_a_cell_is_known_by_its_settings_and_the_code(tmp_path, monkeypatch):
    cell = TINY.cells()[0]
    store = Cache(tmp_path, TINY.reference_n)
    path = store.path(cell)
    assert store.path(TINY.cells()[1]) != path
    assert Cache(tmp_path, 1000).path(cell) != path
    monkeypatch.setattr("cuewise.bench.cache.code_version", lambda: "another")
    assert store.path(cell) != path
    assert len(code_version()) == 16
    assert key(DETECTORS["giskard"]) == f"giskard@{DETECTORS['giskard'].version}"


def test_a_detector_that_fails_takes_nothing_along(tmp_path, monkeypatch):
    def fail(self, sample):
        raise ValueError("not today")

    monkeypatch.setattr(type(DETECTORS["logistic"]), "__call__", fail)
    told = detection(
        command="", form=TINY, only=("logistic", "pmi"), jobs=1, cache=tmp_path, costs=False
    )
    assert told.rows["logistic"].failed == len(TINY.cells())
    assert told.rows["logistic"].why == "ValueError: not today"
    assert not told.rows["pmi"].failed


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_killed_goes_on(result, tmp_path, jobs):
    cells = tmp_path / "cells"
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    command = [sys.executable, str(script), str(cells), str(jobs)]
    first = subprocess.Popen(command, env=os.environ)
    deadline = time.monotonic() + 120
    while len(files(cells)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = files(cells)
    assert 2 <= len(kept) < len(TINY.cells())
    assert subprocess.run(command, env=os.environ, check=False).returncode == 0
    after = files(cells)
    # Workers whose parent is killed may finish the cell they are at, and then end.
    assert all(after[path] == when for path, when in kept.items())
    done = Cache(cells, TINY.reference_n)
    assert not [c for c in TINY.cells() if done.missing(c, chosen(("cuewise",)))]
    again = detection(command="", form=TINY, only=("cuewise",), cache=cells, jobs=1, costs=False)
    assert again.rows["cuewise"] == result.rows["cuewise"]
