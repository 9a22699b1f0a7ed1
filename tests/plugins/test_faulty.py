"""A faulty plug-in or model shows as failed, or is refused with a reason; nothing else breaks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import polars as pl
import pytest

import cuewise
from cuewise.errors import InputError, NotApplicable, PredictorError
from cuewise.models.cached import Cached
from cuewise.plugins import registry
from cuewise.plugins.outcomes import Steps
from cuewise.plugins.registry import entries, register
from cuewise.plugins.runner import Plugin, checked_measurements, run_detectors
from cuewise.records import Measurements, Predictions
from cuewise.report.wording import wording
from cuewise.synth import null

GOOD = Measurements(
    code="faulty",
    subjects=("word:a", "word:b"),
    labels=("", ""),
    effect=np.array([0.1, np.nan]),
    low=np.array([0.0, np.nan]),
    high=np.array([0.2, np.nan]),
    support=np.array([10, 0]),
    unit="share",
    p=np.array([0.5, np.nan]),
)
FAULTS = {
    "few effects": {"effect": np.array([0.1])},
    "few labels": {"labels": ("",)},
    "many supports": {"support": np.array([1, 2, 3])},
    "p above 1": {"p": np.array([0.5, 7.0])},
    "negative p": {"p": np.array([-0.1, 0.5])},
    "support is no number": {"support": np.array([10, np.nan])},
    "negative support": {"support": np.array([10, -1])},
    "upside down": {"low": np.array([0.3, np.nan])},
    "a name is a number": {"subjects": ("word:a", 3)},
    "few groups": {"cues": ("word:a",)},
}


@dataclass(frozen=True)
class Answer:
    """A detector that returns what it was given."""

    answer: object

    def __call__(self, corpus, cues, *, rng):
        return self.answer


def test_measurements_with_unknown_numbers_pass():
    assert checked_measurements(GOOD) is GOOD
    assert checked_measurements(replace(GOOD, p=None)).p is None


@pytest.mark.parametrize("fault", FAULTS)
def test_wrong_measurements_are_a_failed_step(fault):
    steps = Steps()
    wrong = replace(GOOD, **FAULTS[fault])
    detectors = [Plugin("faulty", Answer(wrong)), Plugin("none", Answer(None))]
    assert run_detectors(detectors, None, None, seed=0, steps=steps) == []
    assert [o.status for o in steps.outcomes.values()] == ["failed", "failed"]
    assert "allowed" in steps.outcomes["faulty"].reasons[0].facts["message"]


def test_facts_that_json_cannot_hold_are_written_out():
    steps = Steps()
    with steps.run("a"):
        raise NotApplicable("few-errors", least=[1, 2], errors=float("nan"), MATERIAL=None)
    with steps.run("b"):
        raise ValueError("half a pair \ud800")
    facts = steps.outcomes["a"].reasons[0].facts
    assert facts == {"least": "[1, 2]", "errors": "nan", "MATERIAL": "None"}
    assert steps.outcomes["a"].status == "not_applicable"
    json.dumps([o.model_dump(mode="json") for o in steps.outcomes.values()]).encode("utf-8")
    assert wording("en")("cues.rest", n=1, MATERIAL=3) == "Show 1 more cue"


def test_a_plugin_that_exits_is_a_failed_step():
    steps = Steps()
    with steps.run("a"):
        raise SystemExit(0)
    assert steps.outcomes["a"].status == "failed"
    assert steps.outcomes["a"].reasons[0].facts["type"] == "SystemExit"


@pytest.mark.parametrize("code", ["association", "verdict"])
def test_a_code_that_is_taken_is_refused(code):
    @dataclass(frozen=True)
    class Other:
        """Not the detector of this code."""

        code: ClassVar[str] = "to be set"

    Other.code = code
    entries("detectors")
    with pytest.raises(InputError, match=f"the code '{code}' of plug-in Other is taken"):
        register("detectors")(Other)


@pytest.mark.parametrize("error", [ImportError("no such thing"), SystemExit(0)])
def test_a_package_that_cannot_be_imported_is_named(monkeypatch, error):
    class Point:
        name, value = "evil", "evil.plugin"

        def load(self):
            raise error

    monkeypatch.setattr(registry, "entry_points", lambda group: [Point()])
    with pytest.raises(InputError, match=r"plug-in 'evil' cannot be imported from evil\.plugin"):
        entries("probes")


class Always:
    """A model object that always answers alike."""

    def __init__(self, row, model_id=None):
        self.row = row
        if model_id:
            self.model_id = model_id

    def predict_proba(self, texts):
        return [self.row] * len(texts)


class Given:
    """A predictor that answers with any array."""

    model_id, label_names = "given", ("negative", "positive")

    def __init__(self, probs):
        self.probs = probs

    def predict(self, texts, texts_b=None):
        return Predictions(np.asarray(self.probs, float), self.model_id, len(texts))


@pytest.mark.parametrize("probs", [[[-3, np.inf]], [[0.5, 0.5]] * 2, [[0.2, 0.3, 0.5]]])
def test_the_answers_of_a_predictor_are_checked(probs):
    with pytest.raises(PredictorError, match="given answered"):
        Cached(Given(probs)).predict(["a text"])


@pytest.fixture(scope="module")
def corpus():
    rows = pl.DataFrame(null("en", 80, seed=0).rows())
    return cuewise.load(rows, text="text", label="label")


def test_two_models_of_one_name_are_refused_and_names_tell_them_apart(corpus):
    lean = {"tagger": "none", "cluster_documents": 0}
    one, two = Always([0.5, 0.5]), Always([0.4, 0.6])
    with pytest.raises(InputError, match="two models are named 'python:Always'"):
        cuewise.audit(corpus, models=[one, two], config=lean)
    two = Always([0.4, 0.6], "other")
    audit = cuewise.audit(corpus, models=[one, two, one, "none", "none"], config=lean)
    assert audit.provenance.models == ["python:Always", "other"]


@pytest.mark.parametrize("models", [None, "tfidf"])
def test_models_are_a_list(corpus, models):
    with pytest.raises(InputError, match="is not a list of models"):
        cuewise.audit(corpus, models=models)


def test_an_audit_refuses_wrong_options_of_remedies(corpus):
    with pytest.raises(InputError, match="no plug-in 'nope' among the remedies"):
        cuewise.audit(corpus, models=["none"], config={"remedies": {"nope": {}}})
