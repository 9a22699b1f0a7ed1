"""A run gives the same results on one process and two, and resumes after it is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

from cuewise.bench.cache import CellCache, code_version, detector_key, detectors_for
from cuewise.bench.cells import SLOW
from cuewise.bench.detectors import DETECTORS, detectors_named
from cuewise.bench.forms import TINY
from cuewise.bench.run import detection, run_cells
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


def test_two_processes_give_the_same_as_one(result, folder, tmp_path):
    two = detection(
        command="test", form=TINY, only=DETECTOR_NAMES, jobs=2, cache=tmp_path, costs=False
    )
    assert two.rows == result.rows
    texts = [sorted(p.read_text("utf-8") for p in f.rglob("*.json")) for f in (folder, tmp_path)]
    assert texts[0] == texts[1]


def test_finished_cells_are_not_run_again(result, folder):
    before = files(folder)
    again = detection(
        command="test", form=TINY, only=DETECTOR_NAMES, jobs=1, cache=folder, costs=False
    )
    assert files(folder) == before
    assert again.rows == result.rows


def test_a_new_detector_is_added_to_finished_cells(result, folder, tmp_path):
    cells = [c for c in TINY.cells() if c.grid == "null"][:2]
    store = CellCache(tmp_path, TINY.reference_n)
    run_cells(cells, detectors_named(("pmi",)), store, 1)
    both = run_cells(cells, detectors_named(("pmi", "lmi")), store, 1)
    assert all(set(f.scores) == {"pmi", "lmi"} for f in both.values())


def test_a_strong_cue_is_found_and_nulls_stay_empty(result):
    row = result.rows["cuewise"]
    assert row.recall_all.rate == 1
    assert row.family_wise.k == 0
    assert row.silent.k == 0
    assert result.rows["pmi"].family_wise.rate == 1
    assert row.cells == result.rows["pmi"].cells


def test_a_detector_that_cannot_run_is_reported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = detection(
        command="", form=TINY, only=("giskard",), jobs=1, cache=tmp_path, costs=False
    )
    assert set(result.absent) == {"giskard"}
    assert not result.rows


def test_an_unknown_detector_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="no detector 'nobody'"):
        detection(command="", form=TINY, only=("nobody",), cache=tmp_path)


def test_slow_detectors_run_on_a_part_of_the_grid():
    judge = DETECTORS["cuewise-verdict"]
    cells = [c for c in TINY.cells() if detectors_for(c, [judge])]
    assert 0 < len(cells) < len(TINY.cells())
    assert all(c.pace >= SLOW for c in cells)


def test_the_file_of_a_cell_depends_on_its_settings_and_the_code(tmp_path, monkeypatch):
    cell = TINY.cells()[0]
    store = CellCache(tmp_path, TINY.reference_n)
    path = store.path(cell)
    assert store.path(TINY.cells()[1]) != path
    assert CellCache(tmp_path, 1000).path(cell) != path
    monkeypatch.setattr("cuewise.bench.cache.code_version", lambda: "another")
    assert store.path(cell) != path
    assert len(code_version()) == 16
    assert detector_key(DETECTORS["giskard"]) == f"giskard@{DETECTORS['giskard'].version}"


def test_a_detector_that_fails_does_not_stop_the_others(tmp_path, monkeypatch):
    def fail(self, sample):
        raise ValueError("not today")

    monkeypatch.setattr(type(DETECTORS["logistic"]), "__call__", fail)
    result = detection(
        command="", form=TINY, only=("logistic", "pmi"), jobs=1, cache=tmp_path, costs=False
    )
    assert result.rows["logistic"].failed == len(TINY.cells())
    assert result.rows["logistic"].why == "ValueError: not today"
    assert not result.rows["pmi"].failed


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_run_resumes(result, tmp_path, jobs):
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
    first_files = files(cells)
    assert 2 <= len(first_files) < len(TINY.cells())
    assert subprocess.run(command, env=os.environ, check=False).returncode == 0
    after = files(cells)
    # Workers whose parent is killed may finish their current cell, and then end.
    assert all(after[path] == when for path, when in first_files.items())
    done = CellCache(cells, TINY.reference_n)
    assert not [c for c in TINY.cells() if done.missing(c, detectors_named(("cuewise",)))]
    again = detection(command="", form=TINY, only=("cuewise",), cache=cells, jobs=1, costs=False)
    assert again.rows["cuewise"] == result.rows["cuewise"]
