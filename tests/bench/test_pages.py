"""The pages of the benchmarks equal what their results files draw."""

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REDRAW = "run `python benchmarks/{} --redraw`"


@pytest.fixture(autouse=True)
def on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.mark.parametrize(
    "script", ["count", "embedding", "real_audits", "out_of_domain", "six_cues", "harm"]
)
def test_a_page_equals_what_its_results_draw(script, tmp_path):
    page = importlib.import_module(script).PAGE
    drawn = replace(page, docs=tmp_path / "page.md")
    importlib.import_module("real.table").redraw(drawn)
    assert drawn.docs.read_text("utf-8") == page.docs.read_text("utf-8"), REDRAW.format(script)


def test_the_page_of_remedies_equals_what_its_results_draw(monkeypatch, tmp_path):
    module = importlib.import_module("repair.page")
    committed = module.PAGE.docs.read_text("utf-8")
    monkeypatch.setattr(module, "PAGE", replace(module.PAGE, docs=tmp_path / "page.md"))
    module.redraw()
    assert module.PAGE.docs.read_text("utf-8") == committed, REDRAW.format("remedies")


def test_a_name_is_printed_in_the_terms_of_the_field():
    readable = importlib.import_module("real.table").readable
    assert readable("maze tone, tfidf") == "ShortcutMaze style (register), tfidf"
    assert readable("maze category, tfidf: lost, cue made a mountain") == (
        "ShortcutMaze category, tfidf: lost, cue replaced by an unseen value"
    )
    assert readable("nfl_jigsaw, tfidf") == "nfl_jigsaw, tfidf"
