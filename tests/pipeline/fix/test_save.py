"""A fix on disk: whole or not at all."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fix_samples
import pytest

from cuewise.errors import InputError
from cuewise.models.external.sklearn_file import load_sklearn
from cuewise.records import Audit
from cuewise.records.comparison import Comparison

FILES = ["audit.after.json", "audit.before.json", "comparison.json", "model"]
FILES += ["model.before", "report.html"]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_written_and_reads_back(tmp_path):
    fixed = fix_samples.made()
    out = fixed.save(tmp_path / "deep" / "out")
    assert names(out) == FILES
    assert names(out / "model") == ["README.md", "cuewise.json", "model.skops"]
    assert Audit.load(out / "audit.before.json") == fixed.before
    assert Audit.load(out / "audit.after.json") == fixed.after
    text = (out / "comparison.json").read_text(encoding="utf-8")
    assert Comparison.model_validate_json(text) == fixed.comparison
    assert oct(out.stat().st_mode)[-3:] != "700"


def test_the_saved_model_is_the_one_in_memory(tmp_path):
    fixed = fix_samples.made()
    out = fixed.save(tmp_path / "out")
    model = load_sklearn(str(out / "model" / "model.skops"), ("neg", "pos"), pairs=False)
    texts = ["good film", "unheard of", ""]
    assert abs(model.predict(texts).probs - fixed.predictor.predict(texts).probs).max() < 1e-6


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_what_is_there_is_not_written_over(tmp_path, taken):
    out = tmp_path / "out"
    if taken == "folder":
        out.mkdir()
        (out / "mine.txt").write_text("keep")
    else:
        out.write_text("keep")
    with pytest.raises(
        InputError, match="already contains 'mine.txt'" if taken == "folder" else "a file"
    ):
        fix_samples.made().save(out)
    assert names(tmp_path) == ["out"]
    assert (out / "mine.txt" if taken == "folder" else out).read_text() == "keep"


def test_an_empty_folder_will_do(tmp_path):
    (tmp_path / "out").mkdir()
    assert names(fix_samples.made().save(tmp_path / "out")) == FILES


def test_a_model_that_cannot_be_written_leaves_nothing(tmp_path):
    class Constant:
        model_id, label_names = "python:m:f", ("neg", "pos")

    with pytest.raises(InputError, match="python:m:f cannot be written"):
        fix_samples.made(Constant()).save(tmp_path / "out")
    assert names(tmp_path) == []


def test_killed_half_way_there_is_nothing_under_the_name(tmp_path):
    out = tmp_path / "out"
    script = Path(fix_samples.__file__)
    run = subprocess.Popen(
        [sys.executable, str(script), str(out)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert run.stdout.readline() == "half-way\n"
        assert names(tmp_path) == ["out.unfinished"]
        part = tmp_path / "out.unfinished" / "result"
        assert names(part) == [name for name in FILES if name != "report.html"]
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        run.stdout.close()
    assert not out.exists()
    assert names(fix_samples.made().save(out)) == FILES
    assert names(tmp_path) == ["out"]


def test_why_a_remedy_lost_is_told(tmp_path):
    found = {c.code: c.standing for c in fix_samples.made().comparison.repair.candidates}
    assert found == {"no change": "dependence", "mask": "chosen", "dfr": "not-applicable"}
    broken = replace(fix_samples.made().candidates[2], failed=True)
    fixed = fix_samples.made(candidates=(*fix_samples.made().candidates[:2], broken))
    assert fixed.comparison.repair.candidates[2].standing == "failed"


def test_what_was_repaired_and_what_grew(tmp_path):
    found = {c.subject: (c.change, c.mended) for c in fix_samples.made().comparison.changes}
    assert found == {
        "word:film": ("less", True),
        f"word:{fix_samples.HOSTILE}": ("less", True),
        "word:take": ("grew", False),
        "word:good": ("grew", False),
    }
