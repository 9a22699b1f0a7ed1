"""Reviews of 16 domains: words of one domain on the negative reviews of another.

The positive reviews of the second domain are used only at the end. They show which cues have the
same association there and which were transferred wrongly.
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


def rows(data: Path, pairs: int) -> Iterator[Row]:
    """Errors that cues transfer between domains, by their association in the second domain."""
    d = frame(data, "fdu_mtl_reviews_16domains").filter(pl.col("text").str.len_chars() > 0)
    names = sorted(d["domain"].unique().to_list())
    false_transfers: list[tuple[str, Transfer]] = []
    same: list[Transfer] = []
    for i in range(pairs):
        first, second = names[i % len(names)], names[(i + 5) % len(names)]
        of = source(load(d.filter(pl.col("domain") == first)))
        second_rows = d.filter(pl.col("domain") == second)
        whole = load(second_rows)
        negative = rows_of(whole, np.flatnonzero(_labels(whole) != POSITIVE))
        for t, association in _associations(transfer(of, negative, _strongest(of)), whole):
            if association == "same":
                same.append(t)
            elif association == "none":
                false_transfers.append((f"{first}→{second}", t))
    yield _row("mean the same in D2", same)
    yield _row("go with nothing in D2 (wrongly carried)", [t for _, t in false_transfers])
    worst = sorted(
        (x for x in false_transfers if x[1].causes_errors), key=lambda x: -(x[1].reliance.low or 0)
    )
    text = "; ".join(
        f"{where} {t.subject} Δ* {t.reliance.delta:+.3f} [{t.reliance.low:+.3f}, "
        f"{t.reliance.high:+.3f}] n={t.reliance.n}"
        for where, t in worst[:3]
    )
    yield Row("domains: worst false transfers", text or "none", "reported", met=True)


def _labels(corpus: Corpus) -> np.ndarray:
    return np.array(corpus.label_names)[np.asarray(corpus.labels)]


def _row(name: str, transfers: list[Transfer]) -> Row:
    k = sum(t.causes_errors for t in transfers)
    low, high = wilson(k, len(transfers))
    fcs = np.array([t.fcs_raw[0] for t in transfers])
    text = f"{k} of {len(transfers)} move errors [{low:.2f}, {high:.2f}]"
    if transfers:
        text += f"; mean fcs_raw on D2 {np.nanmean(fcs):+.3f}, sd {np.nanstd(fcs):.3f}"
    return Row(f"domains: cues of D1 that {name}", text, "reported", met=True)


def _strongest(of: Source) -> list[str]:
    """Words associated with praise in D1: significant and replicated, strongest first."""
    a = of.association
    q = benjamini_hochberg(a.p)
    good = [
        i
        for i, (subject, label) in enumerate(zip(a.subjects, a.labels, strict=True))
        if subject.startswith("word:") and label == POSITIVE and q[i] <= 0.05
        if a.replicated[i] and a.effect[i] > 0
    ]
    return [a.subjects[i] for i in sorted(good, key=lambda i: -a.low[i])[:_CUES]]


def _associations(transfers: list[Transfer], whole: Corpus) -> Iterator[tuple[Transfer, str]]:
    """Each transfer with the cue's association in all of D2: same, none, or undecided."""
    y = _labels(whole) == POSITIVE
    for t in transfers:
        _, kind, value = parse(t.subject)
        has_cue = np.array([bool(find(kind, value, text)) for text in whole.texts])
        counts = (int((has_cue & y).sum()), int(has_cue.sum()), int(y.sum()), y.size)
        _, low, high = deviation(*counts)
        p = float(independence_p(*counts))
        # "none" needs an interval near zero: a rare cue settles nothing.
        none = low >= -0.05 and high <= 0.05
        yield t, "same" if p <= 0.01 and low > 0 else "none" if none else "undecided"
