"""Every remedy on one case: chosen by `cuewise` on training texts alone, judged on the tests."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import cuewise
from cuewise import models
from cuewise.errors import NotApplicable
from cuewise.pipeline.base import base_of
from cuewise.pipeline.examine import examine
from cuewise.pipeline.plan import plan_of
from cuewise.plugins.outcomes import Steps
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus
from cuewise.selection.candidates import remedies_to_try, reported
from cuewise.selection.search import Search, search
from mending.cases import Case, chinese, parts_of
from mending.tuned import fine_tuned

# Words put in beside a planted one, to tell it from any other.
_PLACEBOS = {False: ("window", "morning", "paper"), True: ("窗户", "早晨", "纸张")}
_PUT_IN = 300


@dataclass(frozen=True, slots=True)
class Share:
    """Right answers among n."""

    right: int
    n: int


def run(case: Case, model: str, seed: int, folder: Path) -> dict[str, Any]:
    """All candidates of one case, model and seed: what each gives on every test."""
    began = time.perf_counter()
    corpus = _load(case.rows(case.train, model), case)
    spec = _spec(case, model, seed, folder)
    found = _searched(corpus, spec, seed)
    seconds = time.perf_counter() - began
    taken, mended, tried = found.keep()
    told = reported(tried, taken)
    rows = []
    for place, own in enumerate(told):
        predictor = mended if place == taken else _mended(found, place, own.standing)
        rows.append(
            own.model_dump(exclude={"code"})
            | {"code": own.code}
            | {"tests": _tests(case, predictor) if predictor else None}
        )
    plain = (
        None
        if case.plain is None
        else _whole(case, _erm(case, case.rows(case.plain, model), spec, found, seed), seed)
    )
    return {
        "cues": list(found.cues(taken)),
        "first": _whole(case, found.baseline, seed),
        "taken": taken,
        "chosen": _whole(case, mended, seed),
        "plain": plain,
        "candidates": rows,
        "documents": len(corpus.ids),
        "seconds": round(seconds, 1),
    }


def _searched(corpus: Corpus, spec: str, seed: int) -> Search:
    plan, steps = plan_of([spec], seed, None), Steps()
    study, _ = examine(base_of(corpus, plan, steps), plan, steps)
    return search(
        study,
        lambda rows: models.fit_repairable(spec, study.corpus, rows, seed=seed),
        remedies_to_try(None, {}),
        None,
    )


def _mended(found: Search, place: int, standing: str) -> Predictor | None:
    if standing in {"failed", "not-applicable"}:
        return None
    try:
        return found.repaired(place)
    except NotApplicable:
        return None


def _spec(case: Case, model: str, seed: int, folder: Path) -> str:
    return f"hf:{fine_tuned(case, seed, folder)}" if model == "fine-tuned" else model


def _erm(case: Case, rows: pl.DataFrame, spec: str, found: Search, seed: int) -> Predictor:
    """The model fitted on other forms of the very texts that `first` was fitted on."""
    corpus, own = _load(rows, case), found.crossfit.study.corpus
    kept = {own.ids[i] for i in found.rows}
    at = np.array([i for i, name in enumerate(corpus.ids) if name in kept])
    return models.fit_repairable(spec, corpus, at, seed=seed)


def _load(rows: pl.DataFrame, case: Case) -> Corpus:
    return cuewise.load(rows, **case.columns)


def _tests(case: Case, predictor: Predictor) -> dict[str, Any]:
    """Accuracy on every test as [right, n], by group where there are some."""
    out: dict[str, Any] = {}
    for name, rows in case.tests.items():
        right = _right(case, rows, predictor)
        out[name] = [int(right.sum()), right.size]
        if "group" in rows.columns:
            group = rows["group"].to_numpy()
            out[f"{name} by group"] = {
                g: [int(right[group == g].sum()), int((group == g).sum())] for g in np.unique(group)
            }
    return out


def _whole(case: Case, predictor: Predictor, seed: int) -> dict[str, Any]:
    """The tests, and what a planted word does."""
    more = {"reliance": reliance(case, predictor, seed)} if case.word else {}
    return _tests(case, predictor) | more


def _right(case: Case, rows: pl.DataFrame, predictor: Predictor) -> np.ndarray:
    texts, second = _texts(case, rows)
    probs = predictor.predict(texts, second).probs
    # What gets no answer is not right; of NaN alone argmax makes the first label.
    decided = np.where(np.isfinite(probs).all(axis=1), probs.argmax(axis=1), -1)
    names = {label: i for i, label in enumerate(predictor.label_names)}
    return np.array([names[y] for y in rows[case.columns["label"]].cast(pl.String)]) == decided


def _texts(case: Case, rows: pl.DataFrame) -> tuple[Sequence[str], Sequence[str] | None]:
    second = case.columns.get("text_b")
    return rows[case.columns["text"]].to_list(), rows[second].to_list() if second else None


def reliance(case: Case, predictor: Predictor, seed: int) -> float:
    """By how much the planted word, put into texts without it, moves decisions to its label.

    The mean over texts, as many of each label, of the change in "is given the first label", less
    that of other words put at the same place. Other words do something too, so what a model has
    that never saw the word is to be taken off.
    """
    rng = np.random.default_rng([seed, 5])
    rows = case.tests["unplanted"]
    some = [
        rng.permutation(np.flatnonzero((rows["label"] == label).to_numpy()))[: _PUT_IN // 2]
        for label in sorted(rows["label"].unique())
    ]
    parts = [parts_of(t, case.word) for t in rows["text"][np.sort(np.concatenate(some))]]
    cuts = [int(rng.integers(1, len(own) + 1)) for own in parts]

    def given(word: str) -> np.ndarray:
        gap = "" if chinese(word) else " "
        edited = [
            gap.join([*own[:at], word, *own[at:]]) for own, at in zip(parts, cuts, strict=True)
        ]
        probs = predictor.predict(edited).probs
        return np.isfinite(probs).all(axis=1) & (probs.argmax(axis=1) == 0)

    others = [given(word).mean() for word in _PLACEBOS[chinese(case.word)]]
    return float(given(case.word).mean() - np.mean(others))
