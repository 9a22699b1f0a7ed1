"""Run `fix` on one case, on training texts alone, and score what it ships on the tests."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import cuewise
from cuewise import models
from cuewise.finished import Finished
from cuewise.pipeline.base import base_of
from cuewise.pipeline.examine import examine
from cuewise.pipeline.plan import plan_of
from cuewise.plugins.outcomes import Steps
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus
from cuewise.records.comparison import NO_CHANGE
from cuewise.selection.crossfit import attempted
from cuewise.selection.portfolio import candidates_to_try, remedies_named
from cuewise.selection.prepared import Wish, prepare
from cuewise.selection.search import Search, search
from repair.cases import RepairCase, inserted, is_chinese, tokens_for
from repair.tuned import fine_tuned

# Words inserted in place of the planted one, as placebos.
_PLACEBOS = {False: ("window", "morning", "paper"), True: ("窗户", "早晨", "纸张")}
# Texts into which the planted word is inserted.
_INSERTIONS = 300


def run(case: RepairCase, model: str, seed: int, folder: Path) -> dict[str, Any]:
    """One case, model and seed: by default, with consent, and every remedy by itself.

    `fix` runs by default, and with the user's consent to any loss, nothing else told. Then every
    remedy is fitted once for each set of cues and tested, whether it is in the portfolio or not.
    """
    began = time.perf_counter()
    corpus = _load(case.rows(case.train, model), case)
    spec = f"hf:{fine_tuned(case, seed, folder)}" if model == "fine-tuned" else model
    with tempfile.TemporaryDirectory() as store:
        # Both runs measure the same candidates: the second takes them over from the first.
        fix = partial(cuewise.fix, corpus, model=spec, seed=seed, finished=Finished(Path(store)))
        by_default, consented = fix(), fix(max_loss=1.0)
    seconds = time.perf_counter() - began
    searched = _search(corpus, spec, seed)
    plain = None
    if case.plain is not None:
        erm = _erm(case, case.rows(case.plain, model), spec, searched, seed)
        plain = _whole(case, erm, seed)
    return {
        "cues": list(consented.cues),
        "first": _whole(case, consented.original, seed),
        "default": _outcome(by_default) | _whole(case, by_default.predictor, seed),
        "outcome": _outcome(consented),
        "chosen": _whole(case, consented.predictor, seed),
        "plain": plain,
        "candidates": list(_every_remedy(case, searched, consented)),
        "documents": len(corpus.ids),
        "seconds": round(seconds, 1),
    }


def _outcome(fixed: cuewise.Fix) -> dict[str, Any]:
    """What became of a fix: the remedy that is shipped, and why one was refused."""
    return {"remedy": fixed.chosen, "refused": fixed.refused.code if fixed.refused else None}


def _search(corpus: Corpus, spec: str, seed: int) -> Search:
    """The model as it is and the sets of cues to repair, without any candidate."""
    plan, steps = plan_of([spec], seed, None, {}), Steps()
    study, _ = examine(base_of(corpus, plan, steps), plan, steps)
    wish = Wish([], default=False)
    prepared = prepare(
        study, lambda rows: models.fit_repairable(spec, study.corpus, rows, seed=seed), wish, None
    )
    return search(prepared, wish.limits, None)


def _every_remedy(
    case: RepairCase, searched: Search, fixed: cuewise.Fix
) -> Iterator[dict[str, Any]]:
    """Every remedy for every set of cues, fitted once, with its standing in the fix if it has one.

    The model as it was comes first. A remedy without a standing is not in the portfolio.
    """
    standings = {(c.code, c.scope): c.standing for c in fixed.comparison.repair.candidates}
    yield {
        "code": NO_CHANGE,
        "scope": None,
        "standing": standings.get((NO_CHANGE, None)),
        "reason": None,
        "tests": _tests(case, fixed.original),
    }
    crossfit = searched.crossfit
    every = remedies_named(["all"], {})
    for one in candidates_to_try(every, crossfit.scopes, crossfit.study.cues, default=False):
        key = one.remedy.code, one.scope.name
        repaired = partial(
            crossfit.repaired, one.remedy, one.scope, searched.baseline, searched.rows
        )
        predictor, row = attempted(crossfit.bare(one.remedy, one.scope), repaired)
        yield {
            "code": one.remedy.code,
            "scope": one.scope.name,
            "standing": standings.get(key),
            "reason": row.reason.code if row.reason else None,
            "tests": _tests(case, predictor) if predictor else None,
        }


def _erm(case: RepairCase, rows: pl.DataFrame, spec: str, searched: Search, seed: int) -> Predictor:
    """The model fitted on other versions of the very texts that `first` was fitted on."""
    corpus, study_corpus = _load(rows, case), searched.crossfit.study.corpus
    ids = {study_corpus.ids[i] for i in searched.rows}
    fit_rows = np.array([i for i, name in enumerate(corpus.ids) if name in ids])
    return models.fit_repairable(spec, corpus, fit_rows, seed=seed)


def _load(rows: pl.DataFrame, case: RepairCase) -> Corpus:
    return cuewise.load(rows, **case.columns)


def _tests(case: RepairCase, predictor: Predictor) -> dict[str, Any]:
    """Accuracy on every test as [right, n], and by group if the test has groups."""
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


def _whole(case: RepairCase, predictor: Predictor, seed: int) -> dict[str, Any]:
    """The tests, and the reliance on a planted word."""
    more = {"reliance": reliance(case, predictor, seed)} if case.word else {}
    return _tests(case, predictor) | more


def _right(case: RepairCase, rows: pl.DataFrame, predictor: Predictor) -> np.ndarray:
    second = case.columns.get("text_b")
    texts_b = rows[second].to_list() if second else None
    probs = predictor.predict(rows[case.columns["text"]].to_list(), texts_b).probs
    # A text without an answer is not right; argmax of a row of NaN would give the first label.
    decided = np.where(np.isfinite(probs).all(axis=1), probs.argmax(axis=1), -1)
    names = {label: i for i, label in enumerate(predictor.label_names)}
    return np.array([names[y] for y in rows[case.columns["label"]].cast(pl.String)]) == decided


def reliance(case: RepairCase, predictor: Predictor, seed: int) -> float:
    """How far the planted word, inserted into texts without it, moves decisions to its label.

    The mean change in "the decision is the first label" over texts, as many of each label, minus
    the same for placebo words at the same place. Placebos have an effect too, so compare with the
    value of a model that never saw the word.
    """
    rng = np.random.default_rng([seed, 5])
    rows = case.tests["unplanted"]
    chosen = [
        rng.permutation(np.flatnonzero((rows["label"] == label).to_numpy()))[: _INSERTIONS // 2]
        for label in sorted(rows["label"].unique())
    ]
    texts = rows["text"][np.sort(np.concatenate(chosen))].to_list()
    places = [int(rng.integers(1, len(tokens_for(text, case.word)) + 1)) for text in texts]

    def decided_first(word: str) -> np.ndarray:
        edited = [inserted(text, word, at) for text, at in zip(texts, places, strict=True)]
        probs = predictor.predict(edited).probs
        return np.isfinite(probs).all(axis=1) & (probs.argmax(axis=1) == 0)

    placebos = [decided_first(word).mean() for word in _PLACEBOS[is_chinese(case.word)]]
    return float(decided_first(case.word).mean() - np.mean(placebos))
