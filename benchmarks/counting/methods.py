"""Methods that count, for each word and word pair, the documents of every class.

    python benchmarks/counting/methods.py METHOD THREADS PATH...

Prints JSON: seconds from texts in memory, in the form the tool needs, to the counts; peak MB of the
process; distinct n-grams; sum of the counts. The last two must agree between methods.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

WORD = r"\w+(?:['’]\w+)*"
Counted = tuple[int, int]


def _lists(paths: Sequence[Path]) -> tuple[list[str], np.ndarray]:
    table = pq.read_table(paths)
    return table["text"].to_pylist(), table["label"].to_numpy()


def _cuewise(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    from cuewise.count import count

    table = pq.read_table(paths)
    texts, labels = table["text"], table["label"].to_numpy()
    count(texts[:2], labels[:2])
    return partial(_counts, texts, labels, threads)


def _cuewise_list(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    from cuewise.count import count

    texts, labels = _lists(paths)
    count(texts[:2], labels[:2])
    return partial(_counts, texts, labels, threads)


def _counts(texts: Any, labels: np.ndarray, threads: int) -> Counted:
    from cuewise.count import count

    counts = count(texts, labels, words=(1, 2), threads=threads).counts
    return len(counts), int(counts.sum())


def _cuewise_files(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    """Count Parquet files without loading them all; the time includes reading."""
    from cuewise.count.blocks import count_batches
    from cuewise.count.ngrams import Job
    from cuewise.count.text import BATCH_DOCUMENTS, WORD_RULE, TextBatch

    def batches(files: Sequence[Path]) -> Iterator[TextBatch]:
        for path in files:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(BATCH_DOCUMENTS, columns=["text", "label"]):
                    yield TextBatch(batch["text"], batch["label"].to_numpy().astype(np.uint32))

    def run(memory: int = 2_000_000_000, files: Sequence[Path] = paths) -> Counted:
        job = Job(3, (1, 2), 1, threads, " ")
        trie = count_batches(batches(files), WORD_RULE, job, memory)
        return sum(map(len, trie.levels)), int(sum(level.counts.sum() for level in trie.levels))

    run(files=())
    return run


def _audit(engine: str, paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    """Audit the shards of a folder with an engine, data only; the time includes starting Ray."""
    from cuewise.scale import audit_shards

    def run() -> Counted:
        config = {"tagger": "none", "cluster_documents": 0}
        with tempfile.TemporaryDirectory() as work:
            audit = audit_shards(
                paths[0].parent / "*.parquet",
                text="text",
                label="label",
                models=("none",),
                config=config,
                engine=engine,
                work=work,
            )
        tested = audit.outcomes["association"].reasons[0].facts
        return tested["cues"], tested["hypotheses"]

    return run


def _floor(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    """Split the same texts into lower-case words, without counting."""
    from concurrent.futures import ThreadPoolExecutor

    from cuewise.count.stream import Reader
    from cuewise.count.text import WORD_RULE, text_batches

    table = pq.read_table(paths)
    texts, labels = table["text"], table["label"].to_numpy().astype(np.uint32)
    Reader(WORD_RULE).split_only(next(text_batches(texts[:2], labels[:2])))

    def run() -> Counted:
        readers = [Reader(WORD_RULE) for _ in range(threads)]
        source = list(text_batches(texts, labels))
        parts = [(reader, source[i::threads]) for i, reader in enumerate(readers)]
        with ThreadPoolExecutor(threads) as pool:
            sums = pool.map(lambda part: [part[0].split_only(p).sum() for p in part[1]], parts)
            return 0, int(sum(map(sum, sums)))

    return run


def _countvectorizer(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    from sklearn.feature_extraction.text import CountVectorizer

    texts, labels = _lists(paths)

    def run() -> Counted:
        vectorizer = CountVectorizer(ngram_range=(1, 2), token_pattern=WORD, binary=True)
        return _product(vectorizer.fit_transform(texts), labels)

    return run


def _hashing(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    from sklearn.feature_extraction.text import HashingVectorizer

    texts, labels = _lists(paths)

    def run() -> Counted:
        vectorizer = HashingVectorizer(
            n_features=1 << 22,
            ngram_range=(1, 2),
            token_pattern=WORD,
            binary=True,
            norm=None,
            alternate_sign=False,
        )
        return _product(vectorizer.fit_transform(texts), labels)

    return run


def _product(x: Any, labels: np.ndarray) -> Counted:
    one_hot = np.eye(3, dtype=np.int64)[labels]
    counts = x.T @ one_hot
    return int((counts.sum(axis=1) > 0).sum()), int(counts.sum())


def _polars(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    """Encode words as numbers, and word pairs as 64-bit numbers."""
    import polars as pl

    corpus = pl.read_parquet(paths).with_row_index("document")

    def run() -> Counted:
        tokens = pl.col("text").str.to_lowercase().str.extract_all(WORD)
        words = corpus.lazy().with_columns(tokens.alias("word")).explode("word").drop("text")
        words = words.with_columns(
            pl.col("word").cast(pl.Categorical).to_physical().cast(pl.UInt64)
        )
        occurrences = words.collect()
        after = pl.col("word").shift(-1)
        pair = pl.col("word") * 2**32
        pairs = occurrences.lazy().with_columns(
            pl.when(pl.col("document").shift(-1) == pl.col("document"))
            .then(pair + after)
            .alias("word")
        )
        total = features = 0
        for table in (occurrences.lazy(), pairs.drop_nulls("word")):
            counts = table.unique(["document", "word"]).group_by("word", "label").len().collect()
            total += int(counts["len"].sum())
            features += counts["word"].n_unique()
        return features, total

    return run


def _polars_strings(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    import polars as pl

    corpus = pl.read_parquet(paths).with_row_index("document")

    def run() -> Counted:
        tokens = pl.col("text").str.to_lowercase().str.extract_all(WORD)
        words = (
            corpus.lazy().with_columns(tokens.alias("gram")).explode("gram").drop("text").collect()
        )
        same = pl.col("document").shift(-1) == pl.col("document")
        pairs = words.with_columns(
            pl.when(same).then(pl.col("gram") + " " + pl.col("gram").shift(-1)).alias("gram")
        ).drop_nulls("gram")
        grams = pl.concat([words, pairs]).lazy().unique(["document", "gram"])
        counts = grams.group_by("gram", "label").len().collect()
        return counts["gram"].n_unique(), int(counts["len"].sum())

    return run


def _duckdb(paths: Sequence[Path], threads: int) -> Callable[[], Counted]:
    import duckdb

    database = duckdb.connect()
    database.execute(f"SET threads TO {threads}")
    database.execute("SET preserve_insertion_order = false")
    database.execute(
        "CREATE TABLE corpus AS SELECT * FROM read_parquet($1)", [[str(p) for p in paths]]
    )
    sql = """
        WITH split AS (
            SELECT label, regexp_extract_all(lower(text), $1) AS w FROM corpus
        ), grams AS (
            SELECT label, unnest(list_distinct(list_concat(
                w, list_transform(range(1, len(w)), lambda i: w[i] || ' ' || w[i + 1])
            ))) AS gram FROM split
        ), counted AS (
            SELECT gram, label, count(*) AS n FROM grams GROUP BY ALL
        )
        SELECT count(DISTINCT gram), sum(n) FROM counted
    """

    def run() -> Counted:
        features, total = database.execute(sql, [WORD]).fetchall()[0]
        return int(features), int(total)

    return run


METHODS: dict[str, Callable[[Sequence[Path], int], Callable[[], Counted]]] = {
    "floor": _floor,
    "cuewise": _cuewise,
    "cuewise-list": _cuewise_list,
    "cuewise-files": _cuewise_files,
    "audit-threads": partial(_audit, "threads"),
    "audit-ray": partial(_audit, "ray"),
    "countvectorizer": _countvectorizer,
    "hashingvectorizer": _hashing,
    "polars-ids": _polars,
    "polars-strings": _polars_strings,
    "duckdb": _duckdb,
}


def main() -> None:
    from cuewise.bench.cost import peak_mb

    method, threads, *paths = sys.argv[1:]
    run = METHODS[method](list(map(Path, paths)), int(threads))
    began = time.perf_counter()
    features, total = run()
    print(json.dumps([time.perf_counter() - began, peak_mb(), features, total]))


if __name__ == "__main__":
    main()
