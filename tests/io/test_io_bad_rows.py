"""Rows that cannot be used are set aside, counted and written down."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from cuewise.errors import InputError
from cuewise.io import load


def _written(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_ragged_rows_are_set_aside_with_their_line(load_bytes, tmp_path: Path) -> None:
    out = tmp_path / "aside.jsonl"
    corpus = load_bytes(
        'text,label\n"two\nlines",x\ntoo,many,fields\nfew\nfine,y\n', set_aside_to=out
    )
    assert corpus.texts == ["two\nlines", "fine"]
    assert corpus.ids == ["1", "4"]
    assert corpus.set_aside.counts == {"ragged row": 2}
    assert corpus.set_aside.path == str(out)
    source = str(tmp_path / "data.csv")
    assert _written(out) == [
        {
            "source": source,
            "row": 2,
            "line": 4,
            "reason": "ragged row",
            "original": ["too", "many", "fields"],
        },
        {"source": source, "row": 3, "line": 5, "reason": "ragged row", "original": ["few"]},
    ]


def test_a_quote_that_is_never_closed_costs_one_row(load_bytes) -> None:
    corpus = load_bytes('text,label\na,x\n"open,x\nb,y\nc,y\n')
    assert corpus.texts == ["a", "b", "c"]
    assert corpus.set_aside.counts == {"unclosed quote": 1}


def test_each_line_with_an_open_quote_costs_one_row(load_bytes, tmp_path: Path) -> None:
    out = tmp_path / "aside.jsonl"
    corpus = load_bytes('text,label\na,x\nx","\nb,y\n\ny","\nq,w,e\nc,x\n', set_aside_to=out)
    assert corpus.texts == ["a", "b", "c"]
    assert corpus.ids == ["1", "3", "6"]
    assert [(r["row"], r["line"], r["reason"], r["original"]) for r in _written(out)] == [
        (2, 3, "unclosed quote", ['x","']),
        (4, 6, "unclosed quote", ['y","']),
        (5, 7, "ragged row", ["q", "w", "e"]),
    ]


def test_a_quote_that_opens_after_a_line_break_costs_the_lines_of_its_row(load_bytes) -> None:
    corpus = load_bytes('text,label\n"one\ntwo","x\nb,y\nc,x\n')
    assert corpus.texts == ["b", "c"]
    assert corpus.set_aside.counts == {"unclosed quote": 2}


def test_an_open_quote_in_the_header_is_an_error(load_bytes) -> None:
    with pytest.raises(InputError, match="line 1: the header opens a quote"):
        load_bytes('text,"label\na,x\nb,y\n')


def test_bad_json_lines_are_set_aside_with_their_line(load_bytes, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "aside.jsonl"
    lines = ['{"text": "a", "label": 1}', "", "{broken", "[1, 2]", '{"text": "b", "label": 0}']
    corpus = load_bytes("\n".join(lines), "a.jsonl", set_aside_to=out)
    assert corpus.texts == ["a", "b"]
    assert corpus.ids == ["1", "4"]
    assert corpus.set_aside.counts == {"bad JSON line": 2}
    assert [(r["row"], r["line"], r["original"]) for r in _written(out)] == [
        (2, 3, "{broken"),
        (3, 4, "[1, 2]"),
    ]


@pytest.mark.parametrize("bad", ["[" * 100_000, '{"a": ' + "1" * 5000 + "}", '"\\ud800', "nul"])
def test_a_hostile_json_line_is_only_a_bad_line(load_bytes, bad: str) -> None:
    corpus = load_bytes(
        '{"text": "a", "label": 1}\n' + bad + '\n{"text": "b", "label": 0}\n', "a.jsonl"
    )
    assert corpus.set_aside.counts == {"bad JSON line": 1}


def test_an_array_element_that_is_no_object_is_set_aside(load_bytes) -> None:
    corpus = load_bytes('[{"text": "a", "label": 1}, 7, {"text": "b", "label": 0}]', "a.json")
    assert corpus.ids == ["1", "3"]
    assert corpus.set_aside.counts == {"bad JSON line": 1}


def test_missing_and_empty_texts_and_labels_are_counted_apart(tmp_path: Path) -> None:
    out = tmp_path / "aside.jsonl"
    frame = pl.DataFrame(
        {
            "text": ["a", None, "  \t\u3000\n", "b", "c", None],
            "label": ["x", "x", "y", None, "y", None],
            "when": [1, 2, 3, 4, 5, 6],
        }
    )
    corpus = load(frame, text="text", label="label", set_aside_to=out)
    assert corpus.texts == ["a", "c"]
    assert corpus.ids == ["1", "5"]
    assert corpus.set_aside.counts == {"empty text": 1, "missing label": 1, "missing text": 2}
    assert [(r["row"], r["reason"]) for r in _written(out)] == [
        (2, "missing text"),
        (3, "empty text"),
        (4, "missing label"),
        (6, "missing text"),
    ]
    assert _written(out)[0]["original"] == {"text": None, "label": "x", "when": 2}


def test_a_pair_needs_both_texts() -> None:
    frame = pl.DataFrame({"a": ["p", "q", "r", "s"], "b": ["1", " ", None, "2"], "y": [0, 1, 0, 1]})
    corpus = load(frame, text="a", text_b="b", label="y")
    assert corpus.texts_b == ["1", "2"]
    assert corpus.set_aside.counts == {"empty second text": 1, "missing second text": 1}


def test_an_empty_or_blank_label_is_a_missing_label(load_bytes) -> None:
    corpus = load_bytes("text,label\na,\nb, \nc,x\nd,y\n")
    assert corpus.set_aside.counts == {"missing label": 2}


def test_rows_of_a_glob_are_traced_to_their_file(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("text,label\na,x\n,x\nq,w,e\n")
    (tmp_path / "2.csv").write_text("text,label\nb,y\nc\n,y\n")
    out = tmp_path / "aside.jsonl"
    corpus = load(tmp_path / "*.csv", text="text", label="label", set_aside_to=out)
    assert corpus.ids == ["1", "4"]
    assert [(Path(str(r["source"])).name, r["row"], r["reason"]) for r in _written(out)] == [
        ("1.csv", 2, "empty text"),
        ("1.csv", 3, "ragged row"),
        ("2.csv", 2, "ragged row"),
        ("2.csv", 3, "empty text"),
    ]


def test_an_earlier_set_aside_file_is_replaced_even_when_nothing_is_wrong(tmp_path: Path) -> None:
    out = tmp_path / "aside.jsonl"
    out.write_text("old")
    frame = pl.DataFrame({"text": ["a", "b"], "label": [0, 1]})
    assert load(frame, text="text", label="label", set_aside_to=out).set_aside.path == str(out)
    assert out.read_text() == ""


def test_without_a_file_the_rows_are_still_counted(load_bytes) -> None:
    corpus = load_bytes("text,label\na,x\nb,y\n,y\n")
    assert corpus.set_aside.path is None
    assert corpus.set_aside.counts == {"empty text": 1}


def test_a_set_aside_file_that_cannot_be_written_is_an_error(load_bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written to"):
        load_bytes("text,label\na,x\nb,y\n", set_aside_to=tmp_path)


def test_nested_and_odd_values_are_written_as_they_were(load_bytes, tmp_path: Path) -> None:
    out = tmp_path / "aside.jsonl"
    lines = [
        '{"text": "a", "label": 1, "\\ud800": 1}',
        '{"text": "", "label": 1, "tags": ["x", {"y": "\\ud800"}]}',
        '{"text": "b", "label": 0}',
    ]
    load_bytes("\n".join(lines), "a.jsonl", set_aside_to=out)
    assert _written(out)[0]["original"] == {
        "text": "",
        "label": 1,
        "\ufffd": None,
        "tags": ["x", {"y": "\ufffd"}],
    }


@pytest.mark.parametrize("column", ["text", "label"])
def test_json_lists_and_records_are_no_text_and_no_label(load_bytes, column: str) -> None:
    rows = [{"text": "a", "label": 1}, {"text": "b", "label": 0, column: [1]}]
    with pytest.raises(InputError, match=f"column '{column}' of .* holds Object"):
        load_bytes("\n".join(map(json.dumps, rows)), "a.jsonl")


def test_no_row_left_is_an_error_that_counts_and_still_writes(load_bytes, tmp_path: Path) -> None:
    out = tmp_path / "aside.jsonl"
    with pytest.raises(InputError, match=r"no usable row \(empty text: 1, ragged row: 1\)"):
        load_bytes("text,label\n,x\nq\n", set_aside_to=out)
    assert len(_written(out)) == 2


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_without_rows_is_an_error(load_bytes, name: str) -> None:
    data = {"a.csv": "text,label\n", "a.jsonl": "{broken\n{again\n"}[name]
    with pytest.raises(InputError, match=r"no usable row|holds no JSON object"):
        load_bytes(data, name)


def test_every_row_is_accounted_for(load_bytes) -> None:
    corpus = load_bytes('text,label\na,x\n,x\nb,\nc,y,z\nd,y\ne,x\n"f,y\n', where="text <> 'e'")
    assert corpus.set_aside.counts == {
        "empty text": 1,
        "left out by where": 1,
        "missing label": 1,
        "ragged row": 1,
        "unclosed quote": 1,
    }
    assert len(corpus.texts) + sum(corpus.set_aside.counts.values()) == 7
