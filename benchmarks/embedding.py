"""Embedding compared with sentence-transformers: same encoder, same texts, one run, in turn.

    python benchmarks/embedding.py [--texts 10000] [--rounds 3] [--only CASE]... [--data FOLDER]
                                   [--dry] [--redraw]

Every measurement has its own process. It is timed from texts in memory to vectors, with the model
loaded and warm and no cache; sentence-transformers has its own defaults. Ratios are computed per
round. Writes benchmarks/results/embedding.json and docs/reference/embedding.md. --redraw draws the
page from the results file.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from real.rows import Row
from real.table import Page, redraw, run, write

_FASTER, _NEAR = 2.0, 0.999
_WARM_UP = 64  # texts embedded before the clock starts
_ANY = "any"

PAGE = Page(
    HERE / "results" / "embedding.json",
    HERE.parent / "docs" / "reference" / "embedding.md",
    "Embedding",
    (
        "Made by `python benchmarks/embedding.py`; the rows on real text need the evaluation sets.",
        "",
        "Seconds from texts in memory to vectors, with the default encoder and at most 256 tokens",
        "per text. The model is loaded; there is no cache; all cores work. Tools take turns, round",
        "after round. Seconds and ratios are medians over rounds (minimum to maximum). Cosines",
        "compare the vectors of single texts with those of sentence-transformers. int8 is an",
        "option, and static vectors are a different method: their rows have no target.",
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


def _int8() -> Callable[[Sequence[str]], np.ndarray]:
    from cuewise import embed

    encoder = embed.load_encoder(embed.default_encoder().path)
    fast, _ = embed.quantised(encoder, ["a text"])
    return fast.encode


def _static() -> Callable[[Sequence[str]], np.ndarray]:
    from cuewise import embed

    return embed.static_of(embed.default_encoder()).encode


TOOLS = {
    "sentence-transformers": _peer,
    "cuewise": _cuewise,
    "cuewise int8": _int8,
    "cuewise static": _static,
}
_NEEDS = {"cuewise int8": ("onnx", "onnxruntime")}


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of every round, and the vectors of the last."""

    seconds: tuple[float, ...]
    vectors: np.ndarray

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{statistics.median(self.seconds):.1f} s ({low:.1f} to {high:.1f})"


def one(tool: str, work: Path) -> None:
    """Embed the texts in `work` with one tool; this is the whole of its process."""
    texts = json.loads((work / "texts.json").read_text("utf-8"))
    encode = TOOLS[tool]()
    # Set this after loading, which may use the cache: the vectors must be computed.
    os.environ["CUEWISE_CACHE"] = "off"
    encode(texts[:_WARM_UP])
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
                ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                seconds[tool].append(float(ran.stdout.split()[-1]))
                vectors[tool] = np.load(work / "vectors.npy")
    return {tool: Result(tuple(seconds[tool]), vectors[tool]) for tool in tools}


def case(name: str, texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """The rows of one set of texts."""
    from cuewise.embed import runtime

    tools = [t for t in TOOLS if runtime.missing(*_NEEDS.get(t, ())) is None]
    results = measure(tools, texts, rounds)
    about = f"{name}, {len(texts)} texts, {len(set(texts))} of them distinct"
    peer = results["sentence-transformers"]
    yield Row(f"{about}: sentence-transformers", str(peer), _ANY, True)
    for tool in tools[1:]:
        result = results[tool]
        ratios = [a / b for a, b in zip(peer.seconds, result.seconds, strict=True)]
        ratio = statistics.median(ratios)
        figure = f"{result}; {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f}) times as fast"
        targeted = tool == "cuewise"
        target = f"≥ {_FASTER:g} times" if targeted else _ANY
        yield Row(f"{about}: {tool}", figure, target, not targeted or ratio >= _FASTER)
        if result.vectors.shape == peer.vectors.shape:
            yield _cosines(f"{about}: {tool}, cosine", result.vectors, peer.vectors, targeted)


def _cosines(name: str, ours: np.ndarray, theirs: np.ndarray, targeted: bool) -> Row:
    cosines = (ours * theirs).sum(axis=1)
    low, high = np.quantile(cosines, [0.025, 0.975])
    figure = (
        f"{cosines.min():.5f} at least; median {np.median(cosines):.5f},"
        f" 95% of texts {low:.5f} to {high:.5f}"
    )
    target = f"≥ {_NEAR:g} for every text" if targeted else _ANY
    return Row(name, figure, target, not targeted or bool(cosines.min() >= _NEAR))


def sentences(data: Path, n: int) -> list[str]:
    """Distinct sentences of film reviews."""
    import polars as pl

    reviews = pl.read_parquet(data / "cad_imdb_sentiment" / "cad_imdb_sentiment.parquet")["text"]
    split = (re.split(r"(?<=[.!?])\s+|<br ?/><br ?/>", review) for review in reviews)
    distinct = sorted({one.strip() for parts in split for one in parts} - {""})
    return _sampled(distinct, n)


def short(data: Path, n: int) -> list[str]:
    """Short texts and phrases as in their corpora, some of them twice."""
    import polars as pl

    name = "sentiment_short_sst_mr_cr_mpqa"
    return _sampled(pl.read_parquet(data / name / f"{name}.parquet")["text"].to_list(), n)


def generated(_: Path, n: int) -> list[str]:
    """Generated sentences; they need no evaluation set."""
    from cuewise.synth import make

    return list(make("en", n, seed=0).to_corpus().texts)


def _sampled(texts: Sequence[str], n: int) -> list[str]:
    order = np.random.default_rng(0).permutation(len(texts))[:n]
    return [texts[i] for i in order]


CASES = {"film sentences": sentences, "short texts": short, "made-up reviews": generated}


def main() -> None:
    """Run the cases, print each row, write all rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=list(CASES), default=None)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    parser.add_argument("--one", choices=list(TOOLS), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw(PAGE)
        return
    if options.one:
        one(options.one, options.work)
        return
    possible = list(CASES) if options.data.is_dir() else ["made-up reviews"]
    for name in options.only or possible:
        rows = partial(case, name, CASES[name](options.data, options.texts), options.rounds)
        finished = list(run({name: rows}))
        if not options.dry:
            write(finished, PAGE, list(CASES))


if __name__ == "__main__":
    main()
