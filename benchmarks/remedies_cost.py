"""The cost of repair: seconds of every remedy on 10,000 documents of 384 features, on one core.

    OMP_NUM_THREADS=1 python benchmarks/remedies_cost.py [--documents 10000] [--only CODE]...

Prints a table (code, seconds, the cue's effect on the log-odds before and after) and writes
benchmarks/results/remedies_cost.json. Targets: 5 s each, 60 s in total. The features are generated:
a tenth of them predict the label weakly, and one is a cue that agrees with it in 90% of the
documents. The first use of a library does not count. Remedies that edit texts are left out: they
take as long as their model.
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

_EACH, _ALL = 5.0, 60.0
_WIDTH = 384
_RESULTS = Path(__file__).parent / "results" / "remedies_cost.json"
# Remedies that average several heads instead of fitting one.
_AVERAGED = {"dropout", "dpe"}


@dataclass(frozen=True)
class TableHead:
    """A linear head on the rows of a table; the text of a document is its row number."""

    table: Floats
    logistic: Logistic
    label_names: tuple[str, ...] = ("no", "yes")
    model_id: str = "numbers"
    cost: str = "low"
    c: float = 0.03

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Floats:
        """The feature rows of these texts."""
        return self.table[[int(t) for t in texts]]

    def with_head(self, logistic: Logistic, by: str) -> TableHead:
        """The same table with another head."""
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The probabilities of these texts."""
        return Predictions(self.logistic.probs(self.features(texts)), self.model_id, len(texts))


@dataclass(frozen=True)
class CostRow:
    """One remedy: its seconds, and the effect of the cue alone on the log-odds of its label."""

    code: str
    seconds: float | None
    before: float
    after: float | None
    reason: str = ""

    def line(self) -> str:
        """The printed row."""
        if self.seconds is None or self.after is None:
            return f"{self.code:15}  not applicable: {self.reason}"
        miss = "" if self.seconds <= _EACH else f"  MISS (target {_EACH:.0f})"
        return f"{self.code:15}{self.seconds:8.2f} s {self.before:+8.2f} {self.after:+8.2f}{miss}"


def generate(n: int, seed: int) -> tuple[Corpus, CueTable, TableHead]:
    """The documents, the table of their one cue, and the model to repair."""
    rng = np.random.default_rng(seed)
    y = rng.integers(2, size=n).astype(np.int32)
    x = np.where(rng.random(n) < 0.9, y, 1 - y)
    table = rng.normal(size=(n, _WIDTH))
    table[:, 1 : _WIDTH // 10] += 0.15 * (2 * y - 1)[:, None]
    table[:, 0] += 3.0 * x
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    texts = [str(i) for i in range(n)]
    cues = CueTable(("word:cue",), ("word",), csr_array(x[:, None].astype(np.int8)), ("",))
    corpus = Corpus(texts, texts, y, ("no", "yes"), "made")
    first = TableHead(table, Logistic(np.zeros((_WIDTH, 2), np.float32), np.zeros(2)))
    return corpus, cues, first.with_head(task_of(corpus, cues, first, rng).fit(), "erm")


def cue_effect(model: Any, table: Floats) -> float:
    """How much the feature of the cue raises the log-odds of "yes"."""
    heads = getattr(model, "heads", None) or (model.logistic,)
    with_cue = table[:1000].copy()
    with_cue[:, 0] += 2.0
    odds = []
    for rows in (table[:1000], with_cue):
        probs = np.mean([head.probs(rows) for head in heads], axis=0)
        odds.append(np.log(probs[:, 1]) - np.log(probs[:, 0]))
    return float((odds[1] - odds[0]).mean())


def timed(entry: Any, data: tuple[Corpus, CueTable, TableHead], warm_up: Any) -> CostRow:
    """Run one remedy on small data to load its libraries, then time it."""
    model = data[2]
    before, rng = cue_effect(model, model.table), np.random.default_rng(0)
    with suppress(NotApplicable):
        entry.plugin()(*warm_up, rng=np.random.default_rng(0))
    began = time.perf_counter()
    try:
        repaired = entry.plugin()(*data, rng=rng)
    except NotApplicable as why:
        return CostRow(entry.code, None, before, None, str(why))
    seconds = time.perf_counter() - began
    return CostRow(entry.code, round(seconds, 3), before, cue_effect(repaired, model.table))


def main() -> None:
    """Time every remedy, print its row, write all rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--only", action="append", default=None, help="a code")
    options = parser.parse_args()
    remedies = [
        e for e in entries("remedies") if issubclass(e.plugin, Refit) or e.code in _AVERAGED
    ]
    chosen = [e for e in remedies if not options.only or e.code in options.only]
    with threadpool_limits(1):
        data, warm_up = generate(options.documents, 0), generate(300, 1)
        rows = []
        for entry in chosen:
            rows.append(timed(entry, data, warm_up))
            print(rows[-1].line(), flush=True)
    total = sum(row.seconds or 0 for row in rows)
    print(f"{'all':15}{total:8.2f} s  target {_ALL:.0f}{'' if total <= _ALL else '  MISS'}")
    if not options.only:
        write(rows, total, options.documents)


def write(rows: list[CostRow], total: float, documents: int) -> None:
    """The results file."""
    record = {
        "command": f"OMP_NUM_THREADS=1 python benchmarks/remedies_cost.py --documents {documents}",
        "load": round(os.getloadavg()[0], 2),
        "seconds": round(total, 2),
        "targets": {"each": _EACH, "all": _ALL},
        "rows": [asdict(row) for row in rows],
    }
    _RESULTS.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
