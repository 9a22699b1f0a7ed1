"""Every file format gives the same corpus."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from cuewise.errors import InputError
from cuewise.io import load

FRAME = pl.DataFrame(
    {
        "text": ["great film", 'a "quoted", line\nand another', "烂片", "so-so"],
        "label": ["pos", "neg", "neg", "pos"],
        "site": ["x", "y", "x", None],
    }
)


def _stream(path: Path) -> None:
    table = FRAME.to_arrow()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


WRITERS = {
    "a.csv": FRAME.write_csv,
    "A.CSV": FRAME.write_csv,
    "semicolon.csv": lambda path: FRAME.write_csv(path, separator=";"),
    "pipe.csv": lambda path: FRAME.write_csv(path, separator="|"),
    "a.tsv": lambda path: FRAME.write_csv(path, separator="\t"),
    "tab.csv": lambda path: FRAME.write_csv(path, separator="\t"),
    "windows.csv": lambda path: FRAME.write_csv(path, line_terminator="\r\n"),
    "a.jsonl": FRAME.write_ndjson,
    "a.ndjson": FRAME.write_ndjson,
    "lines.json": FRAME.write_ndjson,
    "array.json": lambda path: path.write_text(json.dumps(FRAME.to_dicts(), indent=2)),
    "a.parquet": FRAME.write_parquet,
    "a.arrow": FRAME.write_ipc,
    "a.ipc": FRAME.write_ipc,
    "a.feather": FRAME.write_ipc,
    "stream.arrow": _stream,
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_corpus(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    corpus = load(path, text="text", label="label", meta=["site"])
    expected = load(FRAME, text="text", label="label", meta=["site"])
    assert list(corpus.texts) == FRAME["text"].to_list()
    assert corpus.labels.tolist() == [1, 0, 0, 1]
    assert corpus.label_names == ("neg", "pos")
    assert corpus.meta == {"site": ["x", "y", "x", None]}
    assert corpus.ids == ["1", "2", "3", "4"]
    assert corpus.fingerprint == expected.fingerprint
    assert corpus.set_aside.counts == {}


def test_a_string_path_works(tmp_path: Path) -> None:
    FRAME.write_csv(tmp_path / "a.csv")
    assert len(load(str(tmp_path / "a.csv"), text="text", label="label").texts) == 4


def test_a_glob_joins_files_in_order_of_name(tmp_path: Path) -> None:
    FRAME.head(2).write_csv(tmp_path / "1.csv")
    FRAME.tail(2).write_csv(tmp_path / "2.csv")
    corpus = load(tmp_path / "*.csv", text="text", label="label")
    assert corpus.ids == ["1", "2", "3", "4"]
    assert corpus.fingerprint == load(FRAME, text="text", label="label").fingerprint


def test_a_glob_joins_files_of_several_formats(tmp_path: Path) -> None:
    frame = FRAME.with_columns(label=pl.Series([1, 0, 0, 1]))
    frame.head(2).write_csv(tmp_path / "1.csv")
    frame.tail(2).write_parquet(tmp_path / "2.parquet")
    corpus = load(str(tmp_path / "[12].*"), text="text", label="label")
    assert corpus.label_names == ("0", "1")
    assert corpus.fingerprint == load(frame, text="text", label="label").fingerprint


def test_files_of_a_glob_that_clash_in_type_are_named(tmp_path: Path) -> None:
    FRAME.with_columns(x=pl.Series([[1]] * 4)).write_parquet(tmp_path / "1.parquet")
    FRAME.with_columns(x=pl.Series([{"a": 1}] * 4)).write_parquet(tmp_path / "2.parquet")
    with pytest.raises(InputError, match=r"1\.parquet and .*2\.parquet cannot be joined"):
        load(tmp_path / "*.parquet", text="text", label="label")


def test_a_glob_with_brackets_in_a_real_name_is_the_file(tmp_path: Path) -> None:
    FRAME.write_csv(tmp_path / "a[1].csv")
    assert len(load(tmp_path / "a[1].csv", text="text", label="label").texts) == 4


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("*.csv", "no file matches"),
        ("rewiews.csv", "does not exist"),
        ("", "is a directory"),
        ("notes.txt", "ends in '.txt'"),
    ],
)
def test_a_path_that_cannot_be_read_says_why(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(InputError, match=message):
        load(tmp_path / name, text="text", label="label")


def test_a_misspelt_path_gets_a_suggestion(tmp_path: Path) -> None:
    FRAME.write_csv(tmp_path / "reviews.csv")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "rewiews.csv", text="text", label="label")
    assert caught.value.fix.endswith("reviews.csv?")


@pytest.mark.parametrize("path", ["x" * 5000 + ".csv", "a\0b.csv", "/dev/null"])
def test_a_path_that_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(InputError, match=r"no path|does not exist|not an ordinary file"):
        load(path, text="text", label="label")


def test_an_unknown_kind_of_source_is_refused() -> None:
    with pytest.raises(InputError, match="a set is not a source of rows"):
        load({1, 2}, text="text", label="label")


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.feather"])
@pytest.mark.parametrize("keep", [0, 3, 40, -30])
def test_a_truncated_binary_file_is_named(name: str, keep: int, tmp_path: Path) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match=rf"a\.{path.suffix[1:]} is not readable as"):
        load(path, text="text", label="label")


def test_a_parquet_with_damaged_pages_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    FRAME.write_parquet(path)
    data = bytearray(path.read_bytes())
    data[8:60] = b"\xff" * 52
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.parquet"):
        load(path, text="text", label="label")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_an_empty_file_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        load(tmp_path / name, text="text", label="label")


def test_a_broken_json_array_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "a", "label": 1},\n {"text": "b", "label')
    with pytest.raises(InputError, match=r"a\.json, line 2, column \d+: not JSON"):
        load(path, text="text", label="label")


def test_a_parquet_in_a_hive_folder_gets_no_extra_column(tmp_path: Path) -> None:
    folder = tmp_path / "label=oops"
    folder.mkdir()
    FRAME.write_parquet(folder / "a.parquet")
    corpus = load(folder / "a.parquet", text="text", label="label")
    assert corpus.label_names == ("neg", "pos")


def test_values_of_a_csv_stay_as_they_are_written(load_bytes) -> None:
    texts = ["\ufeffmark", "007", "10.50", "null", "NA", " 1e5 ", "TRUE", "2024-01-31"]
    corpus = load_bytes("text,label\n" + "".join(f"{t},{at % 2}\n" for at, t in enumerate(texts)))
    assert corpus.texts == texts


def test_blank_lines_are_not_rows(load_bytes) -> None:
    corpus = load_bytes("\n\ntext,label\n\na,x\n\n\nb,y\n\n")
    assert corpus.texts == ["a", "b"]
    assert corpus.ids == ["1", "2"]
    assert corpus.set_aside.counts == {}


def test_the_delimiter_is_the_one_that_shows_the_columns(load_bytes) -> None:
    corpus = load_bytes("text;label;a,b,c,d,e\none, two;x;1\nthree;y;2\n")
    assert corpus.texts == ["one, two", "three"]


def test_spaces_around_column_names_do_not_matter(load_bytes) -> None:
    assert load_bytes("text , label\na,x\nb, y\n").label_names == ("x", "y")


def test_tab_separated_quotes_that_quote_nothing_are_kept(load_bytes) -> None:
    corpus = load_bytes('text\tlabel\n"Hello there\tx\nso he said" she said\ty\n', "a.tsv")
    assert corpus.texts == ['"Hello there', 'so he said" she said']


def test_tab_separated_quotes_that_quote_are_taken_off(load_bytes) -> None:
    corpus = load_bytes('text\tlabel\n"one\ttwo\nthree"\tx\n"a ""b"""\ty\n', "a.tsv")
    assert corpus.texts == ["one\ttwo\nthree", 'a "b"']


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_text_of_a_million_characters_is_kept_whole(name: str, tmp_path: Path) -> None:
    texts = ["x, " * 400_000, "长" * 1_000_000, "short"]
    frame = pl.DataFrame({"text": texts, "label": ["a", "b", "a"]})
    write = {"a.csv": frame.write_csv, "a.jsonl": frame.write_ndjson}
    write.get(name, frame.write_parquet)(tmp_path / name)
    assert load(tmp_path / name, text="text", label="label").texts == texts


def test_reading_csv_leaves_the_field_size_limit_alone(load_bytes) -> None:
    import csv

    before = csv.field_size_limit()
    load_bytes("text,label\na,x\nb,y\n")
    assert csv.field_size_limit() == before
