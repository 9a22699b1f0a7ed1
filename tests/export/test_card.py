"""The model card: what it says, and that nothing of the corpus acts in it."""

import json
from dataclasses import dataclass
from typing import ClassVar

import fix_samples
import yaml

from cuewise import report
from cuewise.export import Origin, export

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
    assert "With “mask”, the best of 1 that could be measured" in text
    assert "70.0%" in text
    assert "75.0%" in text
    assert provenance["remedy"] == "mask"
    assert provenance["checked"]["largest_difference"] < 1e-6
    assert provenance["corpus"]["fingerprint"] == "f" * 64


def test_hostile_names_stay_names(tmp_path):
    import numpy as np

    from cuewise.models.tfidf import fit_tfidf

    model = fit_tfidf(fix_samples.corpus(LABELS), np.arange(40), seed=0)
    front, text, _ = written(tmp_path, model)
    assert front["labels"] == ["a: b", "- [x](javascript:1)↵ ---"]
    body = text.split("---\n", 2)[2]
    assert "<script>" not in body
    assert "https://evil" not in body
    assert "\u202e" not in text


def test_a_step_that_is_not_in_the_files_is_told(tmp_path):
    @dataclass(frozen=True)
    class Wrapped:
        at_inference: ClassVar[str] = "takes the cues out of a text before the model reads it"
        inner: object
        model_id, label_names = "tfidf+neutralise", ("neg", "pos")

    wrapped = Wrapped(fix_samples.made().predictor)
    page = report.compared_html(fix_samples.made(wrapped).comparison)
    assert "without a step that it takes when it is asked (takes the cues out of a text" in page
    _, text, provenance = written(tmp_path, wrapped)
    assert "These files hold the model without a step" in text
    assert "- takes the cues out of a text" in text
    assert provenance["not_in_the_files"] == [Wrapped.at_inference]
