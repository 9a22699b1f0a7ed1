"""Reviews of 16 domains: words of one domain on the negative reviews of another.

The positive reviews of the second domain are kept aside and used only at the end, to say which cues
mean the same there and which were wrongly carried over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from real.rows import Row, frame, load

from cuewise.cues.spans import find, parse
from cuewise.records import Corpus
from cuewise.split.rows import rows_of
from cuewise.stats.association import independence_p
from cuewise.stats.intervals import deviation, wilson
from cuewise.stats.multiplicity import benjamini_hochberg
from transfer.measure import POSITIVE, Source, Transfer, source, transfer

_CUES = 40  # the strongest positive words of D1
_NOTHING = 0.10  # an association under this is not material by the data alone


def rows(data: Path, pairs: int) -> Iterator[Row]:
    """Over pairs of domains: errors that cues carry over, by whether they mean the same there."""
    d = frame(data, "fdu_mtl_reviews_16domains").filter(pl.col("text").str.len_chars() > 0)
    names = sorted(d["domain"].unique().to_list())
    carried: list[tuple[str, Transfer]] = []
    same: list[Transfer] = []
    for i in range(pairs):
        first, second = names[i % len(names)], names[(i + 5) % len(names)]
        of = source(load(d.filter(pl.col("domain") == first)))
        there = d.filter(pl.col("domain") == second)
        whole = load(there)
        negative = rows_of(whole, np.flatnonzero(_labels(whole) != POSITIVE))
        for t, meant in _judged(transfer(of, negative, _strongest(of)), whole):
            if meant == "same":
                same.append(t)
            elif meant == "none":
                carried.append((f"{first}→{second}", t))
    yield _row("mean the same in D2", same)
    yield _row("go with nothing in D2 (wrongly carried)", [t for _, t in carried])
    worst = sorted((x for x in carried if x[1].found), key=lambda x: -(x[1].reliance.low or 0))
    shown = "; ".join(
        f"{where} {t.subject} Δ* {t.reliance.delta:+.3f} [{t.reliance.low:+.3f}, "
        f"{t.reliance.high:+.3f}] n={t.reliance.n}"
        for where, t in worst[:3]
    )
    yield Row("domains: worst false transfers", shown or "none", "reported", met=True)


def _labels(corpus: Corpus) -> np.ndarray:
    return np.array(corpus.label_names)[np.asarray(corpus.labels)]


def _row(name: str, found: list[Transfer]) -> Row:
    k = sum(t.found for t in found)
    low, high = wilson(k, len(found))
    fcs = np.array([t.fcs_raw[0] for t in found])
    text = f"{k} of {len(found)} move errors [{low:.2f}, {high:.2f}]"
    if found:
        text += f"; mean fcs_raw on D2 {np.nanmean(fcs):+.3f}, sd {np.nanstd(fcs):.3f}"
    return Row(f"domains: cues of D1 that {name}", text, "reported", met=True)


def _strongest(of: Source) -> list[str]:
    """Words that go with praise in D1: found, replicated, strongest first."""
    a = of.association
    q = benjamini_hochberg(a.p)
    good = [
        i
        for i, (subject, label) in enumerate(zip(a.subjects, a.labels, strict=True))
        if subject.startswith("word:") and label == POSITIVE and q[i] <= 0.05
        if a.replicated[i] and a.effect[i] > 0
    ]
    return [a.subjects[i] for i in sorted(good, key=lambda i: -a.low[i])[:_CUES]]


def _judged(found: list[Transfer], whole: Corpus) -> Iterator[tuple[Transfer, str]]:
    """Each transfer with what the cue does in all of D2: same, none, or undecided."""
    y = _labels(whole) == POSITIVE
    for t in found:
        _, kind, value = parse(t.subject)
        held = np.array([bool(find(kind, value, text)) for text in whole.texts])
        counts = (int((held & y).sum()), int(held.sum()), int(y.sum()), y.size)
        _, low, high = deviation(*counts)
        p = float(independence_p(*counts))
        # "none" needs its interval near zero: a rare cue says nothing either way.
        none = low >= -0.05 and high <= 0.05
        yield t, "same" if p <= 0.01 and low > 0 else "none" if none else "undecided"
