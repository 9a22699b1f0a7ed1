"""The `where` condition: SQL on one row and nothing more."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from cuewise.errors import InputError
from cuewise.io import load
from cuewise.io.where import keep_where

FRAME = pl.DataFrame(
    {
        "text": ["please select; one", "b", "c", "d"],
        "label": ["x", "y", "x", "y"],
        "stars": [1, 2, None, 5],
        "group by": ["g", "h", "g", "h"],
        "from": ["a'b", "", "c", None],
    }
)


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("stars > 1", "bd"),
        ("stars >= 2 AND label = 'y'", "bd"),
        ("NOT stars > 1 OR stars IS NULL", "pc"),
        ("text LIKE '%select; one'", "p"),
        ("\"group by\" = 'g'", "pc"),
        ("\"from\" = 'a''b'", "p"),
        ("stars IN (1, 5)", "pd"),
        ("stars BETWEEN 1 AND 2", "pb"),
        ("LENGTH(text) > 1", "p"),
        ("text = 'DROP TABLE x; --'", ""),
        ("stars > -1", "pbd"),
        ("true", "pbcd"),
        ("1 = 2", ""),
        ("stars > avg(stars)", "d"),
    ],
)
def test_a_condition_keeps_the_rows_for_which_it_holds(condition: str, kept: str) -> None:
    mask = keep_where(FRAME, condition, "the frame")
    assert "".join(text[0] for text in FRAME["text"].filter(pl.Series(mask))) == kept


def test_rows_left_out_are_counted(tmp_path: Path) -> None:
    corpus = load(FRAME, text="text", label="label", where="stars < 5")
    assert corpus.ids == ["1", "2"]
    assert corpus.set_aside.counts == {"left out by where": 2}


def test_columns_of_a_csv_compare_as_numbers_or_as_text(load_bytes) -> None:
    data = "text,label,n,f\na,0,9,1.5\nb,1,10,\nc,1,11,2.5\n"
    assert load_bytes(data, where="n < 10 OR f > 2").texts == ["a", "c"]
    assert load_bytes(data, where="n <> '10'").texts == ["a", "c"]
    with pytest.raises(InputError, match="only the label '1'"):
        load_bytes(data, where="label = '1'")


def test_a_condition_can_name_a_label_of_a_csv_as_text(load_bytes) -> None:
    data = "text,label,n\na,0,9\nb,1,10\nc,2,11\n"
    assert load_bytes(data, where="label = '0' OR label = '1'").texts == ["a", "b"]
    assert load_bytes(data, where="label <= 1").texts == ["a", "b"]


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "stars >",
        "stars > 'x'",
        "stars",
        "stars + 1",
        "stars > 1; DROP TABLE frame",
        "text ~ '('",
        "no_such_function(stars)",
        "*",
        "COLUMNS('.*') IS NOT NULL",
        "unnest(stars) > 1",
        "stars > 1 LIMIT 1",
        "stars > 1, true",
        "(" * 5_000 + "true" + ")" * 5_000,
        "(" * 2_000 + "true" + ")" * 2_000,
        "stars = 1 OR " * 2_000 + "true",
        "'",
        "\x00",
    ],
)
def test_a_bad_condition_is_an_input_error(condition: str) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        keep_where(FRAME, condition, "the frame")


@pytest.mark.parametrize(
    "condition",
    [
        "text IN (SELECT secret FROM read_csv('{file}'))",
        "text in (select/**/secret from read_csv('{file}'))",
        "EXISTS (SELECT 1 FROM read_csv('{file}'))",
        "text IN (FROM read_csv('{file}'))",
        "stars > (WITH t AS (SELECT 1) SELECT * FROM t)",
        "text IN (VALUES ('b'))",
        "text = $$'$$ OR text IN (SELECT secret FROM read_csv('{file}')) OR text = $$'$$",
        "text = '\\' OR text IN (SELECT secret FROM read_csv('{file}')) OR text = '\\''",
        "`'` = 1 OR text IN (SELECT secret FROM read_csv('{file}')) OR `'` = 1",
        "text = 'a' /* ' */ OR text IN (SELECT secret FROM read_csv('{file}')) /* ' */",
        "true -- '\n OR text IN (SELECT secret FROM read_csv('{file}')) -- '",
    ],
)
def test_no_condition_reaches_another_table_or_file(condition: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\nb\n")
    with pytest.raises(InputError, match="is not allowed outside quotes"):
        keep_where(FRAME, condition.replace("{file}", str(secret)), "the frame")


def test_an_unknown_column_in_a_condition_is_named() -> None:
    with pytest.raises(InputError, match="column 'star' is not in the frame") as caught:
        keep_where(FRAME, "star > 1", "the frame")
    assert caught.value.fix.endswith("if it is a column: did you mean 'stars'?")


@pytest.mark.parametrize("condition", ["label = train", 'label = "train"', "label=train"])
def test_a_value_without_single_quotes_is_explained(condition: str) -> None:
    with pytest.raises(InputError, match="column 'train' is not in the frame") as caught:
        keep_where(FRAME, condition, "the frame")
    assert caught.value.fix.startswith("put a value in single quotes: 'train'; if it is a column:")


def test_a_condition_that_keeps_nothing_is_an_error() -> None:
    with pytest.raises(InputError, match=r"no usable row \(left out by where: 4\)"):
        load(FRAME, text="text", label="label", where="stars > 100")


def test_a_condition_on_an_empty_frame_is_an_error_about_rows() -> None:
    with pytest.raises(InputError, match="no usable row"):
        load(FRAME.clear(), text="text", label="label", where="true")
