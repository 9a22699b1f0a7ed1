"""Rows of the benchmark table: run the tools in turn, take medians and ratios."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from real.cost import AUDIT
from real.rows import Row

from counting import corpora

_SCRIPT = Path(__file__).parent / "methods.py"
_PEERS = ("countvectorizer", "hashingvectorizer", "polars-ids", "polars-strings", "duckdb")
# Methods without exact n-gram counts.
_INEXACT = {"hashingvectorizer", "floor"}
_ALL = {"cuewise", "cuewise-list", *_PEERS}
_BOUND_MB = 2000
_AUDIT_SECONDS, _AUDIT_MB = 30, 3000
# Target for the seconds of compiling.
_COMPILE_SECONDS = 30
_FIRST = """
import time
from cuewise.count import count
began = time.perf_counter()
count(["good film"], [1], chars=(2,))
print(time.perf_counter() - began)
"""
# A name and a number of threads.
Method = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """Rounds of one method: seconds, peak MB, and (distinct n-grams, sum of counts)."""

    seconds: tuple[float, ...]
    peak_mb: float
    counted: tuple[int, int]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        spread = f" ({min(self.seconds):.2f} to {max(self.seconds):.2f})"
        return (
            f"{self.median:.2f} s{spread if len(self.seconds) > 1 else ''}, {self.peak_mb:.0f} MB"
        )


def measure(methods: Sequence[Method], paths: Sequence[Path], rounds: int) -> dict[Method, Result]:
    """Run every method in turn, `rounds` times."""
    by_method: dict[Method, list[list[float]]] = {m: [] for m in methods}
    for _ in range(rounds):
        for method, threads in methods:
            by_method[method, threads].append(_once(method, threads, paths))
    return {
        m: Result(
            tuple(r[0] for r in runs), max(r[1] for r in runs), (int(runs[0][2]), int(runs[0][3]))
        )
        for m, runs in by_method.items()
    }


def _once(method: str, threads: int, paths: Sequence[Path]) -> list[float]:
    done = subprocess.run(
        [sys.executable, str(_SCRIPT), method, str(threads), *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)},
    )
    result: list[float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _table(results: dict[Method, Result], size: str, comparable: set[str]) -> Iterator[Row]:
    """Yield a row for every method; comparable ones must give the counts of cuewise."""
    expected = results["cuewise", 2].counted
    for (method, threads), r in results.items():
        grams = "" if method in _INEXACT else f", {r.counted[0]:,} n-grams"
        name = f"{size}, {method}, {threads} thread{'s' if threads > 1 else ''}"
        compared = method in comparable - _INEXACT
        equal = not compared or r.counted == expected
        yield Row(name, f"{r}{grams}", "equal counts" if compared else "–", equal)


def _at_least(name: str, ratio: float, target: float) -> Row:
    return Row(name, f"{ratio:.2f}", f">= {target}", ratio >= target)


def hundred_thousand(work: Path, rounds: int) -> Iterator[Row]:
    paths = corpora.zipf(work, 100_000)
    methods = [("floor", 2), ("cuewise", 1), ("cuewise", 2), *((p, 2) for p in _PEERS)]
    yield from _table(measure(methods, paths, rounds), "100k", _ALL)


def compiling() -> Iterator[Row]:
    """Time the very first call, and the first of a later process, which loads cached code."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        line = [sys.executable, "-c", _FIRST]
        first, later = (
            float(subprocess.check_output(line, env=environment, text=True)) for _ in range(2)
        )
    yield Row("the first call compiles", f"{first:.1f} s, once", "small", first <= _COMPILE_SECONDS)
    yield Row("the first call of a later process", f"{later:.2f} s", "–", True)


def million(work: Path, rounds: int) -> Iterator[Row]:
    paths = corpora.zipf(work, 1_000_000)
    quick = [("floor", 1), ("floor", 2), ("cuewise", 1), ("cuewise", 2), ("cuewise-list", 2)]
    quick += [("polars-ids", 2), ("duckdb", 2)]
    results = measure(quick, paths, rounds)
    # These take minutes and gigabytes, so run them once.
    slow = [("countvectorizer", 1), ("hashingvectorizer", 1), ("polars-strings", 2)]
    results |= measure(slow, paths, 1)
    yield from _table(results, "1M", _ALL)
    ours, floor = results["cuewise", 2], results["floor", 2]
    peer, fast = (
        results["countvectorizer", 1],
        min(results["polars-ids", 2].median, results["duckdb", 2].median),
    )
    yield _at_least("1M, speed-up over CountVectorizer", peer.median / ours.median, 25)
    yield _at_least("1M, memory of CountVectorizer / cuewise", peer.peak_mb / ours.peak_mb, 3)
    yield _at_least("1M, speed-up over the faster of Polars and DuckDB", fast / ours.median, 2)
    ratio = ours.median / floor.median
    yield Row("1M, time / floor", f"{ratio:.2f}", "<= 4", ratio <= 4)
    ratio = results["cuewise", 1].median / ours.median
    yield _at_least("1M, speed-up of two threads over one", ratio, 1.7)


def real(work: Path, data: Path, rounds: int) -> Iterator[Row]:
    source = data / "nfl_jigsaw_biased_unbiased" / "nfl_jigsaw_biased_unbiased.parquet"
    paths = corpora.repeated(work, source, 300_000)
    methods = [("floor", 2), ("cuewise", 2), ("polars-ids", 2), ("duckdb", 2)]
    # Polars and DuckDB split punctuation and other scripts differently, so do not compare counts.
    yield from _table(measure(methods, paths, rounds), "300k real comments", {"cuewise"})


def ten_million(work: Path, rounds: int) -> Iterator[Row]:
    paths = corpora.zipf(work, 10_000_000)
    one = measure([("cuewise-files", 2)], paths[:1], rounds)["cuewise-files", 2]
    ten = measure([("cuewise-files", 2)], paths, 1)["cuewise-files", 2]
    yield Row("1M from Parquet, bound 2 GB", str(one), "–", True)
    kept = ten.peak_mb <= _BOUND_MB
    yield Row(
        "10M from Parquet, bound 2 GB", f"{ten}, {ten.counted[0]:,} n-grams", "<= 2000 MB", kept
    )
    ratio = ten.median / (10 * one.median)
    yield Row("10M, time / (10 × time of 1M)", f"{ratio:.2f}", "<= 1.3", ratio <= 1.3)


def on_ray(work: Path, rounds: int) -> Iterator[Row]:
    """Audit ten files on Ray, one worker per core, and on threads."""
    folder = work / "ten"
    folder.mkdir(exist_ok=True)
    paths = corpora.zipf(folder, 1_000_000, size=100_000)
    methods = [("audit-threads", 2), ("audit-ray", 2)]
    threads, ray = measure(methods, paths, rounds).values()
    yield Row("audit of 1M in ten files, threads", str(threads), "–", True)
    yield Row("audit of 1M in ten files, Ray (MB of the driver)", str(ray), "–", True)
    ratio = ray.median / threads.median
    yield Row("Ray, 2 workers, time / threads", f"{ratio:.2f}", "<= 1.5", ratio <= 1.5)
    figure = f"{ray.counted[0]:,} cues, {ray.counted[1]:,} hypotheses"
    equal = threads.counted == ray.counted
    yield Row("Ray and threads test the same", figure, "equal", equal)


def audit(work: Path, rounds: int) -> Iterator[Row]:
    """Time a whole audit without a model, from the file to the findings."""
    (path,) = corpora.zipf(work, 1_000_000)
    runs = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            runs.append(_audited(path, cache))
    result = Result(tuple(r[0] for r in runs), max(r[1] for r in runs), (int(runs[0][2]), 0))
    met = result.median <= _AUDIT_SECONDS and result.peak_mb <= _AUDIT_MB
    figure = f"{result}, {result.counted[0]} findings"
    yield Row("audit of 1M documents, data only", figure, "<= 30 s, <= 3000 MB", met)


def _audited(path: Path, cache: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", AUDIT, str(path), "none"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CUEWISE_CACHE": cache},
    )
    took, peak, _, findings = json.loads(done.stdout.splitlines()[-1])
    return [took, peak, findings]
