"""What mending costs: seconds of every remedy on 10,000 documents of 384 features, on one core.

    OMP_NUM_THREADS=1 python benchmarks/remedies_cost.py [--documents 10000] [--only CODE]...

Prints a table (code, seconds, the cue's rise in log-odds before and after) and writes
benchmarks/results/remedies_cost.json. Targets: 5 s each, 60 s all together. Features are made: a
tenth of them tell the label weakly, one tells a cue that goes with it in nine documents of ten. The
first use of a library is not counted. Remedies that edit texts are left out: they take as long as
their model does.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import entries
from cuewise.records import Corpus, CueTable, Floats, Predictions
from cuewise.remedy.plugin import Refit
from cuewise.remedy.task import task_of

EACH, ALL = 5.0, 60.0
WIDTH = 384
RESULTS = Path(__file__).parent / "results" / "remedies_cost.json"
# Of heads that are averaged and not fitted to be one.
AVERAGED = {"dropout", "dpe"}


@dataclass(frozen=True)
class Numbers:
    """A head on the rows of a table; a text is the number of its row."""

    table: Floats
    logistic: Logistic
    label_names: tuple[str, ...] = ("no", "yes")
    model_id: str = "numbers"
    cost: str = "low"
    c: float = 0.03

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Floats:
        """The rows of these numbers."""
        return self.table[[int(t) for t in texts]]

    def with_head(self, logistic: Logistic, by: str) -> Numbers:
        """The same table with another head."""
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities of these numbers."""
        return Predictions(self.logistic.probs(self.features(texts)), self.model_id, len(texts))


@dataclass(frozen=True)
class Row:
    """One remedy: seconds, and what the cue alone adds to the log-odds of its label."""

    code: str
    seconds: float | None
    before: float
    after: float | None
    reason: str = ""

    def line(self) -> str:
        """The row as it is printed."""
        if self.seconds is None or self.after is None:
            return f"{self.code:15}  not applicable: {self.reason}"
        miss = "" if self.seconds <= EACH else f"  MISS (target {EACH:.0f})"
        return f"{self.code:15}{self.seconds:8.2f} s {self.before:+8.2f} {self.after:+8.2f}{miss}"


def made(n: int, seed: int) -> tuple[Corpus, CueTable, Numbers]:
    """Documents, who holds the cue, and the model to mend."""
    rng = np.random.default_rng(seed)
    y = rng.integers(2, size=n).astype(np.int32)
    x = np.where(rng.random(n) < 0.9, y, 1 - y)
    table = rng.normal(size=(n, WIDTH))
    table[:, 1 : WIDTH // 10] += 0.15 * (2 * y - 1)[:, None]
    table[:, 0] += 3.0 * x
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    texts = [str(i) for i in range(n)]
    cues = CueTable(("word:cue",), ("word",), csr_array(x[:, None].astype(np.int8)), ("",))
    corpus = Corpus(texts, texts, y, ("no", "yes"), "made")
    first = Numbers(table, Logistic(np.zeros((WIDTH, 2), np.float32), np.zeros(2)))
    return corpus, cues, first.with_head(task_of(corpus, cues, first).fit(), "erm")


def rise(model: Any, table: Floats) -> float:
    """How much the log-odds of "yes" rise with the feature of the cue."""
    heads = getattr(model, "heads", None) or (model.logistic,)
    more = table[:1000].copy()
    more[:, 0] += 2.0
    odds = []
    for rows in (table[:1000], more):
        probs = np.mean([head.probs(rows) for head in heads], axis=0)
        odds.append(np.log(probs[:, 1]) - np.log(probs[:, 0]))
    return float((odds[1] - odds[0]).mean())


def timed(entry: Any, made_of: tuple[Corpus, CueTable, Numbers], warm: Any) -> Row:
    """The row of one remedy."""
    model = made_of[2]
    before, rng = rise(model, model.table), np.random.default_rng(0)
    with suppress(NotApplicable):
        entry.plugin()(*warm, rng=np.random.default_rng(0))
    began = time.perf_counter()
    try:
        mended = entry.plugin()(*made_of, rng=rng)
    except NotApplicable as why:
        return Row(entry.code, None, before, None, str(why))
    seconds = time.perf_counter() - began
    return Row(entry.code, round(seconds, 3), before, rise(mended, model.table))


def main() -> None:
    """Time every remedy, print it, write all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--only", action="append", default=None, help="a code")
    options = parser.parse_args()
    known = [e for e in entries("remedies") if issubclass(e.plugin, Refit) or e.code in AVERAGED]
    asked = [e for e in known if not options.only or e.code in options.only]
    with threadpool_limits(1):
        data, warm = made(options.documents, 0), made(300, 1)
        rows = []
        for entry in asked:
            rows.append(timed(entry, data, warm))
            print(rows[-1].line(), flush=True)
    total = sum(row.seconds or 0 for row in rows)
    print(f"{'all':15}{total:8.2f} s  target {ALL:.0f}{'' if total <= ALL else '  MISS'}")
    if not options.only:
        write(rows, total, options.documents)


def write(rows: list[Row], total: float, documents: int) -> None:
    """The results file."""
    record = {
        "command": f"OMP_NUM_THREADS=1 python benchmarks/remedies_cost.py --documents {documents}",
        "load": round(os.getloadavg()[0], 2),
        "seconds": round(total, 2),
        "targets": {"each": EACH, "all": ALL},
        "rows": [asdict(row) for row in rows],
    }
    RESULTS.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
