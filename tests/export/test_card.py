"""The model card: what it says, and that nothing of the corpus acts in it."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

import fix_samples
import pytest
import yaml

from cuewise import report
from cuewise.errors import InputError
from cuewise.export import Origin, core, export, pipeline
from cuewise.records import Reason
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording

STEP = sentence(Ablated.at_inference, wording("en"))

LABELS = ("a: b", "- [x](javascript:1)\n---")


def written(tmp_path, predictor=None):
    fixed = fix_samples.made(predictor)
    export(fixed.predictor, tmp_path / "model", Origin(fixed.comparison, fixed.after, fixed.sample))
    text = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    return front, text, json.loads((tmp_path / "model" / "cuewise.json").read_text("utf-8"))


def test_the_card_has_front_matter_and_the_before_and_after(tmp_path):
    front, text, provenance = written(tmp_path)
    assert front["labels"] == ["neg", "pos"]
    assert front["library_name"] == "sklearn"
    assert "license" not in front
    assert "“mask” was chosen" in text
    assert "70.0%" in text
    assert "75.0%" in text
    assert provenance["remedy"] == "mask"
    assert provenance["checked"]["largest_difference"] < 1e-6
    assert provenance["corpus"]["fingerprint"] == "f" * 64


def test_hostile_names_stay_names(tmp_path):
    import numpy as np

    from cuewise.models.linear.tfidf import fit_tfidf

    model = fit_tfidf(fix_samples.corpus(LABELS), np.arange(40), seed=0)
    front, text, _ = written(tmp_path, model)
    assert front["labels"] == ["a: b", "- [x](javascript:1)↵ ---"]
    body = text.split("---\n", 2)[2]
    assert "<script>" not in body
    assert "https://evil" not in body
    assert "\u202e" not in text


def test_a_step_that_is_not_in_the_files_is_reported(tmp_path):
    @dataclass(frozen=True)
    class Wrapped:
        at_inference: ClassVar[Reason] = Reason.of("removes-cues")
        inner: object
        model_id, label_names = "tfidf+ablate-inference", ("neg", "pos")

    wrapped = Wrapped(fix_samples.made().predictor)
    page = report.compared_html(fix_samples.made(wrapped).comparison)
    assert f"do not hold a step that the model takes at inference ({STEP})" in page
    _, text, provenance = written(tmp_path, wrapped)
    assert "These files hold the model without a step" in text
    assert f"- {STEP}" in text
    assert provenance["not_in_the_files"] == [STEP]


def taking_out(monkeypatch, fault):
    """A model without "good" that holds its step for writable, and files at fault."""
    model = Ablated(fix_samples.made().predictor, "ablate-inference", ("word:good",))
    assert core(model).takes_out is not None
    own = pipeline.sklearn_pipeline
    monkeypatch.setattr(pipeline, "sklearn_pipeline", lambda m, step: own(*fault(m, step)))
    return model


def test_the_card_of_a_pipeline_says_what_a_match_counts_for(tmp_path):
    model = Ablated(fix_samples.made().predictor, "ablate-inference", ("word:good",))
    _, text, provenance = written(tmp_path, model)
    # A pipeline makes an empty token of a match, a tokenizer a space.
    assert "`takes_out` in `cuewise.json` counts for no more than a space" in text
    assert provenance["takes_out"] == core(model).takes_out


def test_files_get_no_step_that_would_cut_into_the_tags_of_the_corpus():
    corpus = fix_samples.corpus(("neg", "pos"))
    marked = replace(corpus, texts=[f'<p class="x">{text}</p>' for text in corpus.texts])
    model = fix_samples.made().predictor
    for cue, in_files in [("word:good", True), ("word:class", False)]:
        removing = Ablated.on(marked, model, "ablate-inference", [cue])
        assert (core(removing).takes_out is not None) == in_files
        assert Ablated.on(corpus, model, "ablate-inference", [cue]).takes_out is not None


def test_a_step_with_which_files_answer_otherwise_is_left_out_and_reported(tmp_path, monkeypatch):
    model = taking_out(monkeypatch, lambda own, step: (own, None if step is None else "film"))
    check, seen = pipeline.difference, []

    def left_behind(*answers):
        seen.append(sorted(path.name for path in (tmp_path / "model").iterdir()))
        (tmp_path / "model" / "left behind").touch()
        return check(*answers)

    monkeypatch.setattr(pipeline, "difference", left_behind)
    _, text, provenance = written(tmp_path, model)
    assert seen == [[pipeline.FILE], [pipeline.FILE]]
    assert "These files hold the model without a step" in text
    assert "remove the repaired cues from a text themselves" not in text
    assert provenance["takes_out"] is None
    assert provenance["not_in_the_files"] == [STEP]
    assert provenance["checked"]["largest_difference"] < 1e-6


def test_the_page_of_a_fix_reports_a_step_left_out_at_saving(tmp_path, monkeypatch):
    model = taking_out(monkeypatch, lambda own, step: (own, None if step is None else "film"))
    fixed = fix_samples.made(model)
    assert fixed.comparison.repair.at_inference == []
    out = fixed.save(tmp_path / "out")
    found = json.loads((out / "comparison.json").read_text("utf-8"))
    assert found["repair"]["at_inference"] == [STEP]
    assert "do not hold a step that the model takes" in (out / "report.html").read_text("utf-8")


def test_files_that_answer_otherwise_without_the_step_too_are_refused(tmp_path, monkeypatch):
    model = taking_out(monkeypatch, lambda own, _: (own, "film"))
    with pytest.raises(InputError, match="do not answer as the model does"):
        written(tmp_path, model)
