"""One repair of planted cues, and the reliance left on each, on sentences that nothing saw."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from real.kept import kept

import cuewise
from cuewise.plugins.protocols import Predictor
from cuewise.records import Floats
from planted.cues import CUES, PLACEBOS, PlantedCue, inserted, planting

CONSENT = {"default": 0.02, "consent": 1.0}
# Two answers are the same if no probability differs by more.
_SAME = 1e-6


def measured(data: Path, model: str, seed: int, asked: str, folder: Path) -> dict[str, Any]:
    """The result of one model, seed and question, from the folder if the same code made it."""
    made = planting(data, seed)
    here = Path(__file__).parent
    sources = [here / "cues.py", here / "measure.py"]

    def run() -> dict[str, Any]:
        return _measured(made.train, made.unseen, model, seed, CONSENT[asked])

    name = f"{model}.{seed}.{asked}"
    return kept(folder, name, sources, (made.train, made.unseen), run)


def _measured(
    train: pl.DataFrame, unseen: pl.DataFrame, model: str, seed: int, max_loss: float
) -> dict[str, Any]:
    began = time.perf_counter()
    corpus = cuewise.load(train, text="text", label="label")
    fixed = cuewise.fix(corpus, model=model, seed=seed, max_loss=max_loss)
    seconds = round(time.perf_counter() - began, 1)
    # Of a refused repair the comparison says what it acted on, but nothing of it is shipped.
    refused = fixed.refused.code if fixed.refused else None
    actions = {c.subject: c.action for c in fixed.comparison.changes}
    acted = {cue.text: refused or actions.get(cue.subject, "not found") for cue in CUES}
    sides = {
        side: Insertions(predictor, unseen, seed)
        for side, predictor in (("before", fixed.original), ("after", fixed.predictor))
    }
    return {
        "chosen": fixed.chosen,
        "refused": refused,
        "seconds": seconds,
        "cues": len(fixed.cues),
        "action": acted,
        "accuracy": {side: one.accuracy for side, one in sides.items()},
        "beyond placebos": {
            cue.text: {side: one.beyond(cue).round(4).tolist() for side, one in sides.items()}
            for cue in CUES
        },
    }


class Insertions:
    """What a model decides of sentences as they are, and with a cue or a placebo inserted.

    Everything is inserted into a sentence at one place, which the seed chooses.
    """

    def __init__(self, predictor: Predictor, rows: pl.DataFrame, seed: int) -> None:
        self._predictor = predictor
        self._texts = rows["text"].to_list()
        self._places = np.random.default_rng([seed, 5]).random(rows.height)
        self._bare = predictor.predict(self._texts).probs
        names = np.array(predictor.label_names)
        self.accuracy = float((names[self._bare.argmax(axis=1)] == rows["label"].to_numpy()).mean())
        self._placebos = {
            size: [self._answers(text) for text in some] for size, some in PLACEBOS.items()
        }

    def beyond(self, cue: PlantedCue) -> Floats:
        """How far the cue moves each decision to its label, beyond placebos as long, [n].

        Where the model answers as if the cue were not there, nothing is subtracted: the cue has no
        effect, whatever placebos have.
        """
        answers = self._answers(cue.text)
        label = self._predictor.label_names.index(cue.label)
        unmoved = (np.abs(answers - self._bare) <= _SAME).all(axis=1)
        placebos = [_decided(one, label) for one in self._placebos[cue.words]]
        own = _decided(answers, label)
        return np.where(unmoved, 0.0, own - np.mean(placebos, axis=0))

    def _answers(self, text: str) -> Floats:
        edited = [
            inserted(sentence, [(place, text)])
            for sentence, place in zip(self._texts, self._places.tolist(), strict=True)
        ]
        return self._predictor.predict(edited).probs


def _decided(probs: Floats, label: int) -> Floats:
    return np.asarray(probs.argmax(axis=1) == label, float)
