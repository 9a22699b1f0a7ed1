"""Whatever the texts hold, every format gives them back."""

from __future__ import annotations

import contextlib
import csv
import json
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuewise.errors import InputError
from cuewise.io import load
from cuewise.records import Corpus

HOSTILE = [
    '=cmd()|"/C calc"!A0',
    "<script>alert(1)</script>",
    "line\r\nbreaks\rof\nall kinds\u2028\u2029\x85\x0b\x0c",
    '"""quotes""", and, commas',
    "\x00nul\x00",
    "\ufeffmark",
    "\ufffd",
    "\U0001f600 e\u0301 \u202ertl",
    "..\\..\\etc/passwd",
    "null",
    "NaN",
    "-1.0",
    "true",
    "'; DROP TABLE frame; --",
    "\x1a\x1b[31m",
    "{{7*7}} ${x} %s {0}",
]

TEXTS = st.lists(st.one_of(st.text(max_size=30), st.sampled_from(HOSTILE)), min_size=1, max_size=12)


def _csv(path: Path, rows: list[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])


def _jsonl(path: Path, rows: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"text": text, "label": label}, ensure_ascii=False) for text, label in rows]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _ascii_jsonl(path: Path, rows: list[tuple[str, str]]) -> None:
    path.write_text("\n".join(json.dumps({"text": t, "label": y}) for t, y in rows), newline="\n")


def _parquet(path: Path, rows: list[tuple[str, str]]) -> None:
    pl.DataFrame(rows, schema={"text": pl.String, "label": pl.String}, orient="row").write_parquet(
        path
    )


WRITERS: dict[str, Callable[[Path, list[tuple[str, str]]], None]] = {
    "a.csv": _csv,
    "a.jsonl": _jsonl,
    "b.jsonl": _ascii_jsonl,
    "a.parquet": _parquet,
}


def _load(path: Path) -> Corpus | str:
    try:
        return load(path, text="text", label="label")
    except InputError as error:
        return error.what.replace(str(path), "FILE")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_texts_come_back_the_same_from_every_format(texts: list[str]) -> None:
    rows = [(text, "ab"[at % 2]) for at, text in enumerate([*texts, "last", "one"])]
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, write in WRITERS.items():
            write(Path(folder) / name, rows)
            found.append(_load(Path(folder) / name))
    first = found[0]
    if isinstance(first, str):
        assert all(other == first for other in found)
        return
    kept = [text for text, _ in rows if pl.Series([text]).str.strip_chars()[0]]
    for corpus in found:
        assert isinstance(corpus, Corpus)
        assert corpus.texts == kept
        assert corpus.fingerprint == first.fingerprint
        assert corpus.labels.tolist() == first.labels.tolist()
        assert corpus.ids == first.ids
        assert corpus.set_aside.counts == first.set_aside.counts


def test_hostile_texts_come_back_untouched(tmp_path: Path) -> None:
    rows = [(text, "ab"[at % 2]) for at, text in enumerate(HOSTILE)]
    for name, write in WRITERS.items():
        write(tmp_path / name, rows)
        corpus = load(tmp_path / name, text="text", label="label")
        assert corpus.texts == HOSTILE
        assert corpus.set_aside.counts == {}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20).filter(lambda text: "\t" not in text), max_size=8))
def test_quoted_tab_separated_texts_come_back(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tsv"
        frame = pl.DataFrame(
            {"text": [*texts, "x", "y"], "label": ["a"] * (len(texts) + 1) + ["b"]}
        )
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL)
            writer.writerows([frame.columns, *frame.rows()])
        found = load(path, text="text", label="label")
        assert found.fingerprint == load(frame, text="text", label="label").fingerprint


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.parquet", "a.arrow"])
)
def test_arbitrary_bytes_load_or_raise_an_input_error(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(b"text,label\n" * name.endswith("v") + data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.suppress(InputError):
                load(path, text="text", label="label")
