"""Columns and labels: found, named, and refused when they are no such thing."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from cuewise.errors import InputError
from cuewise.io import load

GOOD: dict[str, list[Any]] = {"text": ["a", "b", "c"], "label": ["x", "y", "x"], "m": [1, 2, 3]}


def _load(data: dict[str, list[Any]], **options: Any) -> Any:
    return load(pl.DataFrame(data), **{"text": "text", "label": "label", **options})


@pytest.mark.parametrize(
    "options",
    [
        {"text": "txt"},
        {"label": "Lable"},
        {"text_b": "text_b"},
        {"split": "splt"},
        {"meta": ["mm"]},
        {"environments": ["env"]},
        {"twin_id": "pair"},
    ],
)
def test_a_missing_column_is_named_beside_those_there(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="is not in the polars frame") as caught:
        _load(GOOD, **options)
    assert caught.value.allowed == "text, label, m"


def test_a_misspelt_column_gets_a_suggestion() -> None:
    with pytest.raises(InputError) as caught:
        _load(GOOD, label="LABLE")
    assert caught.value.fix == "did you mean 'label'?"


def test_a_file_without_a_header_says_so(load_bytes) -> None:
    with pytest.raises(InputError, match="column 'text' is not in") as caught:
        load_bytes("a nice film,pos\na bad one,neg\n")
    assert "header row" in caught.value.fix


def test_hostile_column_names_are_shown_short_and_printable(load_bytes) -> None:
    with pytest.raises(InputError) as caught:
        load_bytes("\x1b[31mred," + "x" * 500 + "\na,b\n")
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "text,label,text\na,x,b\n"),
        ("a.csv", "text,label, label\na,x,b\n"),
    ],
)
def test_a_header_with_a_name_twice_is_refused(load_bytes, name: str, data: str) -> None:
    with pytest.raises(InputError, match=r"occurs more than once in the header of .*a\.csv"):
        load_bytes(data, name)


@pytest.mark.parametrize(
    "options",
    [
        {"text": "label"},
        {"text_b": "text"},
        {"text_b": "label"},
        {"split": "label"},
        {"meta": ["label"]},
        {"environments": ["text"]},
        {"twin_id": "text"},
        {"meta": ["m", "m"]},
        {"environments": ["m", "m"]},
    ],
)
def test_a_column_named_twice_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="is named twice"):
        _load(GOOD, **options)


@pytest.mark.parametrize("options", [{"label": ""}, {"text": None}, {"label": None}])
def test_a_column_without_a_name_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="names no column"):
        _load(GOOD, **options)


def test_an_environment_may_be_the_split_and_metadata_too() -> None:
    corpus = _load(GOOD, split="m", environments=["m"], meta=["m"])
    assert corpus.environments == ("m",)
    assert corpus.split == corpus.meta["m"] == ["1", "2", "3"]


def test_one_metadata_column_may_be_given_as_a_string() -> None:
    assert list(_load(GOOD, meta="m").meta) == ["m"]


@pytest.mark.parametrize(
    ("labels", "names", "codes"),
    [
        (["b", "a", "b"], ("a", "b"), [1, 0, 1]),
        ([10, 9, 10], ("9", "10"), [1, 0, 1]),
        ([-1, 1, 0], ("-1", "0", "1"), [0, 2, 1]),
        ([3.0, 1.0, 3.0], ("1", "3"), [1, 0, 1]),
        (["3.0", "1.0", "3"], ("1", "3"), [1, 0, 1]),
        ([True, False, True], ("false", "true"), [1, 0, 1]),
        (["True", "false", "TRUE"], ("false", "true"), [1, 0, 1]),
        (["01", "1", "01"], ("01", "1"), [0, 1, 0]),
        ([" a", "b ", "a"], ("a", "b"), [0, 1, 0]),
        ([0.5, 1.5, 0.5], ("0.5", "1.5"), [0, 1, 0]),
        (["坏", "好", "坏"], ("坏", "好"), [0, 1, 0]),
        (["nan", "inf", "nan"], ("inf", "nan"), [1, 0, 1]),
    ],
)
def test_labels_become_names_in_a_stable_order(labels, names, codes) -> None:
    corpus = _load({"text": ["a", "b", "c"], "label": labels})
    assert corpus.label_names == names
    assert corpus.labels.tolist() == codes
    assert corpus.labels.dtype == "int32"


def test_a_float_label_that_is_nan_is_missing() -> None:
    corpus = _load({"text": ["a", "b", "c"], "label": [1.0, float("nan"), 0.0]})
    assert corpus.label_names == ("0", "1")
    assert corpus.set_aside.counts == {"missing label": 1}


def test_one_label_is_refused() -> None:
    with pytest.raises(InputError, match="only the label 'x' in 3 rows"):
        _load({"text": ["a", "b", "c"], "label": ["x"] * 3})


@pytest.mark.parametrize("kind", [float, str])
def test_continuous_labels_are_refused_with_advice_to_bin(kind: type) -> None:
    data = {"text": ["a"] * 100, "label": [kind(at / 7) for at in range(100)]}
    with pytest.raises(InputError, match="continuous numbers: 100 distinct") as caught:
        _load(data)
    assert "bin" in caught.value.fix


def test_labels_nearly_all_distinct_are_refused() -> None:
    data = {"text": ["a"] * 300, "label": [f"free text {at}" for at in range(300)]}
    with pytest.raises(InputError, match="300 distinct values in 300 rows"):
        _load(data)


def test_many_labels_that_recur_are_fine() -> None:
    data = {"text": ["a"] * 1000, "label": [f"intent {at % 300}" for at in range(1000)]}
    assert len(_load(data).label_names) == 300


@pytest.mark.parametrize("column", ["text", "label"])
@pytest.mark.parametrize("value", [["a", "b"], {"a": "b"}, b"bytes"])
def test_a_column_of_lists_records_or_bytes_is_refused(column: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"column '{column}' of .* holds"):
        _load({**GOOD, column: [value] * 3})


def test_numbers_and_booleans_can_be_texts() -> None:
    assert _load({"text": [1, 2], "label": ["a", "b"]}).texts == ["1", "2"]
    assert _load({"text": [True, False], "label": ["a", "b"]}).texts == ["true", "false"]


def test_categories_and_enums_are_strings() -> None:
    frame = pl.DataFrame(
        {
            "text": pl.Series(["a", "b"], dtype=pl.Categorical),
            "label": pl.Series(["x", "y"], dtype=pl.Enum(["y", "x"])),
        }
    )
    assert load(frame, text="text", label="label").label_names == ("x", "y")
