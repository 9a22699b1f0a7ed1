"""Embedding beside sentence-transformers: same encoder, same texts, one run, in turn.

    python benchmarks/embedding.py [--texts 10000] [--rounds 3] [--only CASE]... [--data FOLDER]

Every measurement is a process of its own, timed from texts in memory to vectors. The model is
loaded and warm, and nothing is cached. sentence-transformers has its own defaults. Ratios are taken
round by round. Both have one thread: on a busy machine, threads inside one product wait for each
other, which would flatter us.
Writes benchmarks/results/embedding.json and docs/reference/embedding.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from real.rows import Row
from real.table import Page, run, write

_FASTER, _NEAR = 2.0, 0.999
_WARM = 64  # texts embedded before the clock starts
_ANY = "any"
_ONE_THREAD = os.environ | {"OMP_NUM_THREADS": "1"}

PAGE = Page(
    HERE / "results" / "embedding.json",
    HERE.parent / "docs" / "reference" / "embedding.md",
    "Embedding",
    (
        "Made by `python benchmarks/embedding.py`; the rows on real text need the evaluation sets.",
        "",
        "Seconds from texts in memory to vectors, by the default encoder, its longest text 256",
        "tokens for both; model loaded, no cache, one thread each. Both take turns, round after",
        "round. Seconds are medians (least to most), ratios the median over rounds (least to",
        "most). Cosines are those of single texts to sentence-transformers' vectors.",
    ),
    "python benchmarks/embedding.py",
)


def _cuewise() -> Callable[[Sequence[str]], np.ndarray]:
    from cuewise import embed

    return embed.load_encoder(embed.default_encoder().path).encode


def _peer() -> Callable[[Sequence[str]], np.ndarray]:
    from sentence_transformers import SentenceTransformer

    from cuewise import embed

    return SentenceTransformer(str(embed.default_encoder().path)).encode


TOOLS: Mapping[str, Callable[[], Callable[[Sequence[str]], np.ndarray]]] = {
    "sentence-transformers": _peer,
    "cuewise": _cuewise,
}


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of every round, and the vectors of the last."""

    seconds: tuple[float, ...]
    vectors: np.ndarray

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{statistics.median(self.seconds):.1f} s ({low:.1f} to {high:.1f})"


def one(tool: str, work: Path) -> None:
    """Embed the texts in `work` by one tool, in a process of its own."""
    texts = json.loads((work / "texts.json").read_text("utf-8"))
    encode = TOOLS[tool]()
    os.environ["CUEWISE_CACHE"] = "off"
    encode(texts[:_WARM])
    began = time.perf_counter()
    vectors = encode(texts)
    print(time.perf_counter() - began)
    np.save(work / "vectors.npy", vectors)


def measure(tools: Sequence[str], texts: Sequence[str], rounds: int) -> dict[str, Result]:
    """Run every tool in turn, `rounds` times."""
    seconds: dict[str, list[float]] = {tool: [] for tool in tools}
    vectors: dict[str, np.ndarray] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "texts.json").write_text(json.dumps(list(texts)), "utf-8")
        for _ in range(rounds):
            for tool in tools:
                command = [sys.executable, __file__, "--one", tool, "--work", folder]
                ran = subprocess.run(
                    command, stdout=subprocess.PIPE, text=True, check=True, env=_ONE_THREAD
                )
                seconds[tool].append(float(ran.stdout.split()[-1]))
                vectors[tool] = np.load(work / "vectors.npy")
    return {tool: Result(tuple(seconds[tool]), vectors[tool]) for tool in tools}


def case(name: str, texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """Rows of one set of texts."""
    peer, own = measure(list(TOOLS), texts, rounds).values()
    about = f"{name}, {len(texts)} texts, {len(set(texts))} of them distinct"
    yield Row(f"{about}: sentence-transformers", str(peer), _ANY, True)
    ratios = [a / b for a, b in zip(peer.seconds, own.seconds, strict=True)]
    ratio = statistics.median(ratios)
    figure = f"{own}; {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f}) times as fast"
    yield Row(f"{about}: cuewise", figure, f"≥ {_FASTER:g} times", ratio >= _FASTER)
    yield _cosines(f"{about}: cuewise, cosine", own.vectors, peer.vectors)


def _cosines(name: str, ours: np.ndarray, theirs: np.ndarray) -> Row:
    cosines = (ours * theirs).sum(axis=1)
    low, high = np.quantile(cosines, [0.025, 0.975])
    figure = (
        f"{cosines.min():.5f} at least; median {np.median(cosines):.5f},"
        f" 95% of texts {low:.5f} to {high:.5f}"
    )
    return Row(name, figure, f"≥ {_NEAR:g} for every text", bool(cosines.min() >= _NEAR))


def sentences(data: Path, n: int) -> list[str]:
    """Different sentences of film reviews."""
    import polars as pl

    reviews = pl.read_parquet(data / "cad_imdb_sentiment" / "cad_imdb_sentiment.parquet")["text"]
    parted = (re.split(r"(?<=[.!?])\s+|<br ?/><br ?/>", review) for review in reviews)
    distinct = sorted({one.strip() for some in parted for one in some} - {""})
    return _drawn(distinct, n)


def short(data: Path, n: int) -> list[str]:
    """Short texts and phrases as in their corpora, repeats included."""
    import polars as pl

    name = "sentiment_short_sst_mr_cr_mpqa"
    return _drawn(pl.read_parquet(data / name / f"{name}.parquet")["text"].to_list(), n)


def reviews(data: Path, n: int) -> list[str]:
    """Whole film reviews, most of them longer than the encoder reads."""
    import polars as pl

    texts = pl.read_parquet(data / "cad_imdb_sentiment" / "cad_imdb_sentiment.parquet")["text"]
    return _drawn(texts.unique(maintain_order=True).to_list(), n)


def made_up(_: Path, n: int) -> list[str]:
    """Sentences that we generate; no evaluation set is needed."""
    from cuewise.synth import make

    return list(make("en", n, seed=0).to_corpus().texts)


def _drawn(texts: Sequence[str], n: int) -> list[str]:
    order = np.random.default_rng(0).permutation(len(texts))[:n]
    return [texts[i] for i in order]


CASES = {
    "film sentences": sentences,
    "short texts": short,
    "film reviews": reviews,
    "made-up reviews": made_up,
}


def main() -> None:
    """Run the cases, print each row as it comes, write them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=list(CASES), default=None)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    parser.add_argument("--one", choices=list(TOOLS), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.work)
        return
    there = list(CASES) if options.data.is_dir() else ["made-up reviews"]
    for name in options.only or there:
        rows = partial(case, name, CASES[name](options.data, options.texts), options.rounds)
        found = list(run({name: rows}))
        if not options.dry:
            write(found, PAGE, list(CASES))


if __name__ == "__main__":
    main()
