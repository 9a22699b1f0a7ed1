"""The worked plug-in is installed beside cuewise, listed, run and tried."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPINIONS = {"negative": ["dull", "weak", "flat"], "positive": ["great", "fine", "warm"]}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the plug-in, as pip installs it, and an environment that sees it."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--target", str(folder)]
    command = [sys.executable, "-m", "pip", "install", *options, str(ROOT / "examples" / "plugin")]
    subprocess.run(command, check=True, capture_output=True, text=True)
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    """400 reviews; three of four negative ones shout, and one of ten positive ones."""
    draw = random.Random(0)
    path = tmp_path_factory.mktemp("data") / "reviews.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for i in range(400):
            label = "negative" if i % 2 == 0 else "positive"
            opinion = draw.choice(OPINIONS[label])
            text = f"a {opinion} film with scene {i} of the {draw.choice(['plot', 'cast', 'end'])}"
            loud = draw.random() < (0.75 if label == "negative" else 0.1)
            writer.writerow([text.upper() if loud else text, label])
    return path


def run(installed, *words):
    command = [sys.executable, "-m", "cuewise", *words]
    return subprocess.run(command, env=installed, capture_output=True, text=True, check=False)


def test_the_plug_ins_are_listed(installed):
    for kind, code in (
        ("detectors", "shouting"),
        ("probes", "shouting.flips"),
        ("remedies", "small-letters"),
    ):
        assert code in run(installed, "list", kind).stdout


def test_an_audit_runs_the_detector_and_the_probe_with_their_options(installed, reviews, tmp_path):
    out = tmp_path / "out"
    words = ["--text", "text", "--label", "label", "--out", str(out), "--lang", "en"]
    done = run(installed, "audit", str(reviews), *words, "--set", "shouting.share=0.5")
    assert done.returncode == 0, done.stderr
    audit = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    assert audit["provenance"]["config"]["detectors"] == {"shouting": {"share": "0.5"}}
    assert audit["outcomes"]["shouting"]["status"] == "ran"
    assert audit["outcomes"]["probe:tfidf:shouting.flips"]["status"] == "ran"
    rows = {m["code"]: m for m in audit["measures"]}
    negative = rows["shouting.negative"]
    assert negative["low"] > 0.2
    # Cuewise corrects what a plug-in tests.
    assert negative["p"] <= negative["q"] < 0.05
    # The tokens of TF-IDF are lower case, so no decision can change.
    assert rows["shouting.flips"]["value"] == 0


def test_a_wrong_option_is_bad_input(installed, reviews, tmp_path):
    words = ["--text", "text", "--label", "label", "--out", str(tmp_path / "out")]
    done = run(installed, "audit", str(reviews), *words, "--set", "shouting.shar=0.5")
    assert done.returncode == 2
    assert "did you mean 'share'?" in done.stderr
    done = run(installed, "audit", str(reviews), *words, "--set", "shouting.share=loud")
    assert done.returncode == 2
    assert "option shouting.share is 'loud'" in done.stderr


def test_fix_tries_the_remedy(installed, reviews, tmp_path):
    out = tmp_path / "fixed"
    words = ["--text", "text", "--label", "label", "--model", "tfidf", "--out", str(out)]
    done = run(installed, "fix", str(reviews), *words, "--set", "cues_probed=10")
    assert done.returncode == 0, done.stderr
    comparison = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    tried = {c["code"] for c in comparison["repair"]["candidates"]}
    assert not tried or "small-letters" in tried
