"""p_spurious against people: words of IMDB reviews that people called causal or not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.metrics import roc_auc_score

from cuewise import Corpus
from cuewise.cues import build
from cuewise.detect.association import tabulate
from cuewise.embed import default_encoder
from cuewise.evidence.parts import Case
from cuewise.evidence.verdict import combine, gather
from cuewise.stats.association import competency_z
from real.rows import Row, frame, load


def imdb_words(data: Path) -> Iterator[Row]:
    """Without twins, then with the revised reviews; candidates by |z| ≥ 2 on the originals."""
    with (data / "lexicons" / "imdb_words_causal_dev.csv").open(encoding="utf-8") as file:
        causal = {r["term"]: int(float(r["causal"])) for r in csv.DictReader(file)}
    d = frame(data, "cad_imdb_sentiment")
    originals = load(d.filter(pl.col("version") == "original"))
    z = strengths(originals)
    for name, corpus, target in (
        ("no twins", originals, 0.75),
        ("all twins", load(d, twin_id="pair_id"), 0.88),
    ):
        auc, n, low, high = _auc(corpus, z, causal)
        text = f"{auc:.3f} [{low:.3f}, {high:.3f}] n={n} words"
        yield Row(f"imdb words, {name}: AUC of p_spurious", text, f"≥ {target}", auc >= target)


def strengths(corpus: Corpus) -> dict[str, float]:
    """z of every word of at least two documents of the corpus, positive for the second label."""
    cues = build(corpus, min_count=2)
    table = tabulate(corpus, cues, np.arange(len(corpus.ids)))
    z = competency_z(table.n_yc[:, 1], table.n_c, table.n_y[1] / table.n)
    return {n[5:]: float(v) for n, v in zip(cues.names, z, strict=True) if n.startswith("word:")}


def _auc(
    corpus: Corpus, z: dict[str, float], causal: dict[str, int]
) -> tuple[float, int, float, float]:
    cues = build(corpus, min_count=2)
    chosen = [
        j
        for j, n in enumerate(cues.names)
        if n.startswith("word:") and n[5:] in causal and abs(z.get(n[5:], 0)) >= 2
    ]
    words = [cues.names[j][5:] for j in chosen]
    label = np.array([int(z[w] > 0) for w in words])
    found, _ = gather(
        Case(
            corpus, cues, np.array(chosen), label, np.arange(len(chosen)), default_encoder().encode
        )
    )
    p = []
    for i in range(len(chosen)):
        own = {k: s for k, v in found.items() if (s := v[i]) is not None}
        p.append(combine(own, "word").p_spurious)
    scores = np.array([0.5 if v is None else v for v in p])
    spurious = np.array([1 - causal[w] for w in words])
    rng = np.random.default_rng(0)
    draws = []
    while len(draws) < 1000:
        i = rng.integers(0, len(words), len(words))
        if 0 < spurious[i].sum() < len(i):
            draws.append(roc_auc_score(spurious[i], scores[i]))
    return roc_auc_score(spurious, scores), len(words), *np.quantile(draws, [0.025, 0.975])
