"""The plan of a repair: what it would act on, as the repair does, and nothing written."""

from __future__ import annotations

from io import StringIO

import polars as pl
import pytest
from click.testing import CliRunner
from rich.console import Console

import cuewise
from cuewise.cli import cli
from cuewise.report import plan_terminal
from cuewise.synth import Plant, make

LEAN = {"cues_probed": 25, "cluster_documents": 0}


def rows(planted=True):
    plants = [Plant("word", "harbour", "positive", 0.95, 0.3)] if planted else []
    made = pl.DataFrame(make("en", 1200, plants=plants, seed=4).rows())
    return made.sample(fraction=1, shuffle=True, seed=2)


def load(frame):
    return cuewise.load(frame, text="text", label="label")


def printed(plan, lang):
    out = StringIO()
    Console(file=out, width=80).print(plan_terminal(plan, lang), markup=False, highlight=False)
    assert max(map(len, out.getvalue().splitlines())) <= 80
    return " ".join(out.getvalue().split())


@pytest.fixture(scope="module")
def both():
    corpus = load(rows())
    asked = {"model": "tfidf", "config": LEAN, "max_loss": 1.0}
    return cuewise.plan_fix(corpus, **asked), cuewise.fix(corpus, **asked)


def test_a_plan_and_the_repair_name_the_same_cues_and_candidates(both):
    plan, fixed = both
    repair = fixed.comparison.repair
    assert [(c.code, c.scope) for c in plan.candidates] == [
        (c.code, c.scope) for c in repair.candidates[1:]
    ]
    narrow = {c.subject for c in plan.cues if c.scope == "relied-on"}
    every = {c.subject for c in plan.cues}
    assert set(fixed.cues) in (narrow, every)
    left = {c.subject: c.action for c in plan.left if c.verdict == "undetermined"}
    told = {c.subject: c.action for c in fixed.comparison.changes if c.verdict == "undetermined"}
    assert left == told


def test_a_planted_cue_comes_with_its_reliance_and_its_cost(both):
    plan, _ = both
    cue = next(c for c in plan.cues if c.subject == "word:harbour")
    assert cue.scope == "relied-on"
    assert cue.reliance.low > 0.02
    # Accuracy rests on the cue, so ablating it costs the model as it is.
    assert cue.cost.low > 0
    assert 0 < cue.cost.n < cue.support
    for lang, told in (("en", "fix would act on"), ("zh", "fix 将处理")):
        assert told in printed(plan, lang)
        assert "harbour" in printed(plan, lang)


def test_random_labels_leave_nothing_to_act_on():
    frame = rows(planted=False)
    frame = frame.with_columns(label=frame["label"].shuffle(seed=1))
    plan = cuewise.plan_fix(load(frame), model="tfidf", config=LEAN)
    assert (plan.cues, plan.candidates) == ([], [])
    assert "fix would change nothing" in printed(plan, "en")


def test_the_command_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows().write_parquet("reviews.parquet")
    (tmp_path / "lean.toml").write_text("cues_probed = 25\ncluster_documents = 0\n")
    asked = ["fix", "reviews.parquet", "--text", "text", "--label", "label", "--model", "tfidf"]
    ran = CliRunner().invoke(cli, [*asked, "--config", "lean.toml", "--plan", "--lang", "en"])
    assert ran.exit_code == 0, ran.output
    assert "fix would act on" in ran.stdout
    assert {p.name for p in tmp_path.iterdir()} == {"reviews.parquet", "lean.toml"}
