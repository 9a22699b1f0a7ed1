"""The planting and the figures of benchmarks/six_cues.py, on hand-made models."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cuewise.records import Predictions

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LABELS = ("negative", "positive")


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.fixture
def cues():
    return importlib.import_module("planted.cues")


@pytest.fixture
def measure():
    return importlib.import_module("planted.measure")


def sentences(n: int) -> pl.DataFrame:
    labels = [LABELS[i % 2] for i in range(n)]
    return pl.DataFrame({"text": [f"a film of number {i} ." for i in range(n)], "label": labels})


class Model:
    """Answers "positive" to odd numbers, and to `words` unless it drops them.

    Whatever else is inserted moves every probability a little, as it does in an encoder.
    """

    label_names = LABELS
    model_id = "made"

    def __init__(self, words: tuple[str, ...] = (), dropped: tuple[str, ...] = ()) -> None:
        self.words, self.dropped = words, dropped

    def predict(self, texts, texts_b=None):
        positive = []
        for text in texts:
            seen = [word for word in text.split(" ") if word not in self.dropped]
            number = next(word for word in seen if word.isdigit())
            own = 0.8 if int(number) % 2 else 0.2
            positive.append(0.9 if {*seen} & {*self.words} else own + 0.001 * len(seen))
        probs = np.array([[1 - p, p] for p in positive])
        return Predictions(probs, self.model_id, len(texts))


@pytest.mark.parametrize("seed", range(3))
def test_every_cue_is_planted_by_its_strength(cues, seed) -> None:
    rows = cues.with_cues(sentences(1000), seed)
    held = {}
    for i, cue in enumerate(cues.CUES):
        some = rows.filter(pl.col("text").str.contains(cue.text, literal=True))
        assert some.height == 80
        held[cue.text] = some.filter(pl.col("label") == cue.label).height / 80
        assert held[cue.text] == pytest.approx(cues.STRENGTHS[(i + seed) % 6], abs=0.007)
    assert rows["label"].to_list() == sentences(1000)["label"].to_list()
    assert rows.equals(cues.with_cues(sentences(1000), seed))


def test_a_cue_is_inserted_at_any_place_and_nothing_else_changes(cues) -> None:
    text = "a fine film ."
    made = {cues.inserted(text, [(place, "as it were")]) for place in np.linspace(0, 1, 50)}
    assert len(made) == 5
    assert all(one.replace("as it were", "").split() == text.split() for one in made)


def test_placebos_are_as_long_as_cues_and_share_no_word(cues) -> None:
    words = {w for cue in cues.CUES for w in cue.text.split()}
    for size, some in cues.PLACEBOS.items():
        assert all(len(text.split()) == size for text in some)
        assert not {w for text in some for w in text.split()} & (words - {"in"})
    assert {cue.words for cue in cues.CUES} == set(cues.PLACEBOS)


def test_reliance_is_the_move_to_the_label_of_the_cue(cues, measure) -> None:
    positive, negative = (
        cues.PlantedCue("kettle", "positive"),
        cues.PlantedCue("kettle", "negative"),
    )
    made = measure.Insertions(Model(("kettle",)), sentences(200), 0)
    assert made.accuracy == 1.0
    # Half of the decisions are positive already.
    assert made.beyond(positive).mean() == 0.5
    assert made.beyond(negative).mean() == -0.5
    null = measure.Insertions(Model(), sentences(200), 0)
    assert null.beyond(positive).mean() == 0.0


def test_where_a_cue_is_removed_at_inference_the_effect_of_placebos_is_not_its_own(
    cues, measure
) -> None:
    # The model relies on every placebo; a cue that it does not see has no effect all the same.
    cue = cues.PlantedCue("kettle", "positive")
    model = Model(cues.PLACEBOS[1])
    assert measure.Insertions(model, sentences(200), 0).beyond(cue).mean() == -0.5
    removing = Model(cues.PLACEBOS[1], dropped=("kettle",))
    assert measure.Insertions(removing, sentences(200), 0).beyond(cue).mean() == 0.0


def _result(cues, left: dict[str, float], chosen: str = "ablate") -> dict:
    def moves(share: float) -> list[float]:
        some = round(1500 * abs(share))
        return [float(np.sign(share))] * some + [0.0] * (1500 - some)

    return {
        "chosen": chosen,
        "refused": None,
        "seconds": 1.0,
        "cues": 6,
        "action": {cue.text: "repaired" for cue in cues.CUES},
        "accuracy": {"before": 0.7, "after": 0.75},
        "beyond placebos": {
            cue.text: {"before": moves(0.4), "after": moves(left.get(cue.text, 0.0))}
            for cue in cues.CUES
        },
    }


@pytest.mark.parametrize(
    ("left", "met"),
    [({}, True), ({"kettle": 0.1}, False), ({"kettle": -0.1}, False), ({"kettle": 0.01}, True)],
)
def test_the_largest_reliance_left_decides_in_either_direction(cues, left, met) -> None:
    script = importlib.import_module("six_cues")
    results = [_result(cues, left)] * 5
    first, acted, *others = script.rows("tfidf", "consent", results)
    assert first.met is met
    assert acted.met is met
    assert len(others) == 7
    if left:
        assert first.figure.startswith(f'"kettle": +{100 * abs(left["kettle"]):.1f} [')
    assert next(script.rows("tfidf", "default", results)).met is None
    assert next(script.rows("tfidf", "consent", results[:4])).met is None


def test_one_fit_of_five_that_misses_a_cue_misses_the_target(cues) -> None:
    script = importlib.import_module("six_cues")
    results = [_result(cues, {})] * 4 + [_result(cues, {"as it were": 0.12})]
    first = next(script.rows("reference", "consent", results))
    assert first.met is False
    assert "largest in a single fit 12.0" in first.figure


def test_a_cue_that_no_repair_acted_on_counts_among_all_only(cues) -> None:
    script = importlib.import_module("six_cues")
    result = _result(cues, {"kettle": 0.4})
    result["action"]["kettle"] = "undetermined"
    every, acted, *_ = script.rows("tfidf", "consent", [result] * 5)
    assert (every.met, acted.met) == (False, True)
    assert "kettle" in every.figure
    assert "kettle" not in acted.figure
