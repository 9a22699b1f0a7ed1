"""A run that is stopped goes on from the candidates that it has measured."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import cuewise
from cuewise.finished import Finished
from cuewise.selection.crossfit import CrossFit
from cuewise.synth import Plant, make

LEAN = {"cues_probed": 25, "cluster_documents": 0}
REMEDIES = ["mask", "flips", "rwg"]


@pytest.fixture(scope="module")
def corpus():
    planted = Plant("word", "harbour", "positive", 0.95, 0.3)
    rows = pl.DataFrame(make("en", 1200, plants=[planted], seed=4).rows())
    return cuewise.load(rows.sample(fraction=1, shuffle=True, seed=2), text="text", label="label")


def fixed(corpus, store, monkeypatch, stop=None, **options):
    """The fix, and how often a candidate was fitted; `stop`: interrupted before that fit."""
    fits, plain = [], CrossFit.repaired

    def counted(self, remedy, scope, model, rows):
        if len(fits) == stop:
            raise KeyboardInterrupt
        fits.append((remedy.code, scope.name, rows.size))
        return plain(self, remedy, scope, model, rows)

    with monkeypatch.context() as patch:
        patch.setattr(CrossFit, "repaired", counted)
        try:
            found = cuewise.fix(
                corpus, model="tfidf", remedies=REMEDIES, config=LEAN, max_loss=1.0,
                finished=store, **options,
            )  # fmt: skip
        except KeyboardInterrupt:
            found = None
    return found, fits


def scores(found):
    return [(c.code, c.scope, c.score, c.dropped) for c in found.candidates]


def test_a_stopped_run_goes_on_and_ends_alike(corpus, tmp_path, monkeypatch):
    whole, every = fixed(corpus, None, monkeypatch)
    store = Finished(tmp_path / "finished")
    stopped, first = fixed(corpus, store, monkeypatch, stop=4)
    assert stopped is None
    assert len(first) == 4
    again, rest = fixed(corpus, store, monkeypatch)
    # The winner is fitted on all rows at the end, and nothing is fitted twice before.
    assert first + rest == every
    assert scores(again) == scores(whole)
    texts = corpus.texts[:50]
    np.testing.assert_array_equal(
        again.predictor.predict(texts).probs, whole.predictor.predict(texts).probs
    )


def test_other_data_options_or_seeds_are_measured_anew(corpus, tmp_path, monkeypatch):
    store = Finished(tmp_path / "finished")
    _, every = fixed(corpus, store, monkeypatch)
    for changed in ({"seed": 1}, {"min_documents": 11}):
        _, fits = fixed(corpus, store, monkeypatch, **changed)
        assert len(fits) >= len(every) - 1
    _, fits = fixed(corpus, store, monkeypatch)
    assert len(fits) == 1


def test_a_damaged_store_only_costs_time(corpus, tmp_path, monkeypatch):
    store = Finished(tmp_path / "finished")
    whole, every = fixed(corpus, store, monkeypatch)
    for path in store.folder.iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    again, fits = fixed(corpus, store, monkeypatch)
    assert fits == every
    assert scores(again) == scores(whole)
