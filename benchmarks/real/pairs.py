"""p_spurious against human judgement: words of IMDB reviews that people called causal or not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from cuewise import Corpus
from cuewise.cues import cue_table
from cuewise.detect.association import count_labels
from cuewise.embed import default_encoder
from cuewise.evidence.case import EvidenceCase
from cuewise.evidence.signals import measure_signals
from cuewise.pipeline.decide import verdict as combine
from cuewise.stats.association import competency_z
from real.rows import Row, frame, load

_PAIRS, _DRAWS = 400, 5
# AUC targets: of the first version of the verdict, and of the calibrated one.
_FIRST = {"no": 0.75, "all": 0.88}
_AUC = {"no": 0.85, "some": 0.89, "all": 0.94}
_CALIBRATION = 0.08
_BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class JudgedWords:
    """p_spurious of each candidate word, [n], and whether people called it spurious, [n]."""

    p: NDArray[np.float64]
    spurious: NDArray[np.int64]

    @property
    def auc(self) -> float:
        return float(roc_auc_score(self.spurious, self.p))

    def bins(self) -> list[tuple[int, float, float]]:
        """Per non-empty fifth of the scale: number of words, mean p, share spurious."""
        bin_of = np.clip(np.digitize(self.p, _BINS) - 1, 0, len(_BINS) - 2)
        return [
            (
                int((bin_of == b).sum()),
                float(self.p[bin_of == b].mean()),
                float(self.spurious[bin_of == b].mean()),
            )
            for b in np.unique(bin_of)
        ]

    @property
    def error(self) -> float:
        """The expected calibration error over the bins."""
        return float(sum(n * abs(p - share) for n, p, share in self.bins()) / self.p.size)


def imdb_words(data: Path) -> Iterator[Row]:
    """With no, 400 and all counterfactual pairs; candidates have |z| ≥ 2 on the originals."""
    with (data / "lexicons" / "imdb_words_causal_dev.csv").open(encoding="utf-8") as file:
        causal = {r["term"]: int(float(r["causal"])) for r in csv.DictReader(file)}
    d = frame(data, "cad_imdb_sentiment")
    originals = load(d.filter(pl.col("version") == "original"))
    z = strengths(originals)
    judged = judge(originals, z, causal)
    yield from _auc_rows("no twins", judged, (_FIRST["no"], _AUC["no"]))
    yield _calibration("no twins", judged)
    draws = [judge(with_some_pairs(d, seed), z, causal) for seed in range(_DRAWS)]
    yield _auc_over_draws([words.auc for words in draws], len(draws[0].p))
    judged = judge(load(d, twin_id="pair_id"), z, causal)
    yield from _auc_rows("all twins", judged, (_FIRST["all"], _AUC["all"]))
    yield _calibration("all twins", judged)


def with_some_pairs(d: pl.DataFrame, seed: int) -> Corpus:
    """All originals, and the revised reviews of 400 pairs sampled by `seed`."""
    ids = d.filter(pl.col("version") == "revised")["pair_id"].unique().sort()
    sampled = np.random.default_rng(seed).choice(ids.to_numpy(), _PAIRS, replace=False)
    keep = (pl.col("version") == "original") | pl.col("pair_id").is_in(sampled.tolist())
    return load(d.filter(keep), twin_id="pair_id")


def strengths(corpus: Corpus) -> dict[str, float]:
    """z of every word in at least two documents, positive for the second label."""
    cues = cue_table(corpus, min_count=2)
    table = count_labels(corpus, cues, np.arange(len(corpus.ids)))
    z = competency_z(table.n_yc[:, 1], table.n_c, table.n_y[1] / table.n)
    return {n[5:]: float(v) for n, v in zip(cues.names, z, strict=True) if n.startswith("word:")}


def judge(corpus: Corpus, z: dict[str, float], causal: dict[str, int]) -> JudgedWords:
    """p_spurious of every candidate, .5 without a verdict; the strongest come first."""
    cues = cue_table(corpus, min_count=2)
    chosen = [
        j
        for j, n in enumerate(cues.names)
        if n.startswith("word:") and n[5:] in causal and abs(z.get(n[5:], 0)) >= 2
    ]
    chosen.sort(key=lambda j: (-abs(z[cues.names[j][5:]]), cues.names[j]))
    words = [cues.names[j][5:] for j in chosen]
    label = np.array([int(z[w] > 0) for w in words])
    encode = default_encoder().encode
    case = EvidenceCase(corpus, cues, np.array(chosen), label, np.arange(len(chosen)), encode)
    signals, _ = measure_signals(case)
    p = []
    for i in range(len(chosen)):
        of_word = {k: s for k, v in signals.items() if (s := v[i]) is not None}
        p.append(combine(of_word, "word").p_spurious)
    return JudgedWords(
        np.array([0.5 if v is None else v for v in p]), np.array([1 - causal[w] for w in words])
    )


def _auc_rows(name: str, judged: JudgedWords, targets: tuple[float, ...]) -> Iterator[Row]:
    rng = np.random.default_rng(0)
    draws: list[float] = []
    while len(draws) < 1000:
        i = rng.integers(0, judged.p.size, judged.p.size)
        if 0 < judged.spurious[i].sum() < i.size:
            draws.append(JudgedWords(judged.p[i], judged.spurious[i]).auc)
    low, high = np.quantile(draws, [0.025, 0.975])
    text = f"{judged.auc:.3f} [{low:.3f}, {high:.3f}] n={judged.p.size} words"
    title = f"imdb words, {name}: AUC of p_spurious"
    for target in targets:
        yield Row(f"{title} ≥ {target}", text, f"≥ {target}", judged.auc >= target)


def _auc_over_draws(aucs: list[float], n: int) -> Row:
    mean, target = float(np.mean(aucs)), _AUC["some"]
    text = f"{mean:.3f}, {min(aucs):.3f} to {max(aucs):.3f} in {len(aucs)} draws, n={n} words"
    title = f"imdb words, {_PAIRS} twins: AUC of p_spurious"
    return Row(title, text, f"≥ {target}", mean >= target)


def _calibration(name: str, judged: JudgedWords) -> Row:
    bins = "; ".join(f"{p:.2f}→{share:.2f} ({n})" for n, p, share in judged.bins())
    text = f"{judged.error:.3f}; predicted→observed (words): {bins}"
    title = f"imdb words, {name}: calibration error of p_spurious"
    return Row(title, text, f"≤ {_CALIBRATION}", judged.error <= _CALIBRATION)
