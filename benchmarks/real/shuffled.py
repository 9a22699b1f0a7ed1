"""Permuted labels: no finding may be material."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import csr_array

import cuewise
from cuewise.config import AuditConfig
from cuewise.count.incidence import counts_by_label
from cuewise.cues.collect import collect_cues
from cuewise.cues.counted import CountedCues
from cuewise.cues.source import Population
from cuewise.pipeline import base
from cuewise.plugins.outcomes import Steps
from cuewise.records import Corpus, CueTable, Ints
from real.rows import Row, frame, load
from real.sets import nfl_frame

_PAIRS = {"text": "text_a", "text_b": "text_b"}


def shuffled(data: Path, times: int, jobs: int) -> Iterator[Row]:
    """Per data set, the share of runs on permuted labels with any material finding."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for name in SETS:
            runs = list(pool.map(_run, repeat(name), repeat(data), range(times)))
            material = sum(serious > 0 for serious, _ in runs)
            any_finding = sum(findings > 0 for _, findings in runs)
            yield Row(
                f"shuffled {name}",
                f"{material} of {times} with a material finding, {any_finding} with any",
                "≤ 5% material",
                material <= 0.05 * times,
            )


def _run(name: str, data: Path, i: int) -> tuple[int, int]:
    """Numbers of material and of all findings in one audit with the default model."""
    corpus = _corpus(name, data)
    base.collect_cues = _cues
    labels = np.random.default_rng([17, i]).permutation(np.asarray(corpus.labels))
    audit = cuewise.audit(replace(corpus, labels=labels), seed=i)
    serious = sum(f.severity in {"material", "severe"} for f in audit.findings)
    return serious, len(audit.findings)


def _cues(
    p: Population, options: AuditConfig, models: Sequence[object], seed: int, steps: Steps
) -> CountedCues:
    """The cues of a text do not depend on its label, so one table serves every permutation."""
    if p.corpus.fingerprint not in _TABLES:
        _TABLES.clear()
        _TABLES[p.corpus.fingerprint] = collect_cues(p, options, models, seed, steps).table(
            p.corpus
        )
    table = _TABLES[p.corpus.fingerprint]
    v, row_of = table.values, {name: row for row, name in enumerate(p.corpus.ids)}

    def find(corpus: Corpus, columns: Ints) -> csr_array:
        return csr_array(v[[row_of[name] for name in corpus.ids]][:, columns])

    with steps.run("cues"):
        counts = counts_by_label(v.indptr, v.indices, p.strata, (v.shape[1], p.classes))
        return CountedCues(table.names, table.kinds, table.notes, counts, find)


_TABLES: dict[str, CueTable] = {}


@cache
def _corpus(name: str, data: Path) -> Corpus:
    return SETS[name](data)


def _maze(data: Path) -> Corpus:
    d = frame(data, "shortcut_maze_goemotions")
    return load(d.filter((pl.col("lambda") == "1.0") & (pl.col("shortcut") == "single-word")))


def _snli(data: Path) -> Corpus:
    d = frame(data, "snli_dev_test_hard").filter(pl.col("split") != "train_variable")
    return load(d, **_PAIRS)


def _qqp(data: Path) -> Corpus:
    d = frame(data, "qqp_paws").filter(pl.col("split").is_in(["qqp_dev", "qqp_test"]))
    return load(d, **_PAIRS)


def _imdb(data: Path) -> Corpus:
    return load(frame(data, "cad_imdb_sentiment").filter(pl.col("version") == "original"))


SETS: Mapping[str, Callable[[Path], Corpus]] = {
    "nfl": lambda data: load(nfl_frame(data, "test_biased")),
    "snli": _snli,
    "weibo": lambda data: load(frame(data, "weibo_senti_sample")),
    "hatexplain": lambda data: load(frame(data, "hatexplain"), meta=["source"]),
    "liar": lambda data: load(frame(data, "liar_claims"), meta=["speaker", "party"]),
    "qqp": _qqp,
    "imdb": _imdb,
    "maze": _maze,
    "clinc150": lambda data: load(frame(data, "clinc150")),
    "thucnews": lambda data: load(frame(data, "thucnews_titles")),
}
