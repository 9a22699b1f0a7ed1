"""Tables in memory: pandas, polars, pyarrow, Hugging Face."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from cuewise.errors import InputError, MissingExtra
from cuewise.io import load

pd = pytest.importorskip("pandas")
datasets = pytest.importorskip("datasets")

DATA: dict[str, list[Any]] = {"text": ["a", "b", "烂片"], "label": [1, 0, 1], "m": [0.5, None, 2.0]}
EXPECTED = load(pl.DataFrame(DATA), text="text", label="label")


def _classes(**more: Any) -> Any:
    return datasets.Features(
        {
            "text": datasets.Value("string"),
            "label": datasets.ClassLabel(names=["neg", "pos"]),
            **more,
        }
    )


@pytest.mark.parametrize(
    "make",
    [
        pl.DataFrame,
        pl.LazyFrame,
        pa.table,
        pa.RecordBatch.from_pydict,
        pd.DataFrame,
        lambda data: pd.DataFrame(data, dtype=object),
        lambda data: pd.DataFrame(data).convert_dtypes(),
        lambda data: pd.DataFrame(data, index=[7, 7, 7]),
        datasets.Dataset.from_dict,
    ],
)
def test_every_table_gives_the_same_corpus(make: Any) -> None:
    corpus = load(make(DATA), text="text", label="label", meta=["m"])
    assert corpus.fingerprint == EXPECTED.fingerprint
    assert corpus.ids == EXPECTED.ids == ["1", "2", "3"]
    assert corpus.meta == {"m": ["0.5", None, "2"]}


def test_pandas_missing_values_are_missing() -> None:
    frame = pd.DataFrame(
        {
            "text": ["a", None, float("nan"), "d", "e"],
            "label": pd.Series([1, 0, 1, None, 0], dtype="Int64"),
            "when": pd.to_datetime(["2024-01-01", None, None, None, "2024-05-01"]),
            "kind": pd.Categorical(["x", "y", "x", "y", None]),
            "twin": [1, None, 2, 3, 1],
        }
    )
    corpus = load(frame, text="text", label="label", meta=["when", "kind"], twin_id="twin")
    assert corpus.texts == ["a", "e"]
    assert corpus.set_aside.counts == {"missing label": 1, "missing text": 2}
    assert corpus.meta["kind"] == ["x", None]
    assert str(corpus.meta["when"][0]).startswith("2024-01-01")
    assert corpus.pair_id == ["1", "1"]


def test_pandas_columns_of_mixed_types_are_read() -> None:
    frame = pd.DataFrame({"text": ["a", 5, True], "label": ["x", 1, 1.0], 3: [1.5, "q", None]})
    corpus = load(frame, text="text", label="label", meta=["3"])
    assert corpus.texts == ["a", "5", "true"]
    assert corpus.label_names == ("1", "x")
    assert corpus.meta["3"] == ["1.5", "q", None]


def test_lone_surrogates_are_replaced() -> None:
    frame = pd.DataFrame({"text": ["a\ud800b", "\x00c"], "label": [0, 1]}, dtype=object)
    assert load(frame, text="text", label="label").texts == ["a\ufffdb", "\x00c"]


def test_pandas_with_a_name_twice_is_refused() -> None:
    frame = pd.DataFrame([["a", 1, 2]], columns=["text", "label", "label"])
    with pytest.raises(InputError, match="'label' occurs more than once"):
        load(frame, text="text", label="label")


def test_arrow_with_a_name_twice_is_refused() -> None:
    table = pa.table([["a"], [1], [2]], names=["text", "label", "label"])
    with pytest.raises(InputError, match="'label' occurs more than once"):
        load(table, text="text", label="label")


@pytest.mark.parametrize(
    "source", [pl.Series(["a"]), pd.Series(["a"]), pa.array(["a"]), None, 3, ["a"], b"a.csv"]
)
def test_other_objects_are_refused(source: Any) -> None:
    with pytest.raises(InputError, match="is not a source of rows"):
        load(source, text="text", label="label")


def test_a_subclass_of_a_frame_is_a_frame() -> None:
    class Mine(pd.DataFrame):
        pass

    assert load(Mine(DATA), text="text", label="label").fingerprint == EXPECTED.fingerprint


def test_a_lazy_frame_that_fails_is_an_input_error() -> None:
    with pytest.raises(InputError, match="cannot be collected"):
        load(pl.LazyFrame(DATA).select("nope"), text="text", label="label")


def test_class_labels_of_a_dataset_become_names() -> None:
    dataset = datasets.Dataset.from_dict(
        {"text": ["a", "b", "c"], "label": [0, 1, -1]}, features=_classes()
    )
    corpus = load(dataset.select([1, 0, 2]), text="text", label="label")
    assert corpus.texts == ["b", "a"]
    assert corpus.label_names == ("neg", "pos")
    assert corpus.labels.tolist() == [1, 0]
    assert corpus.set_aside.counts == {"missing label": 1}


def test_class_labels_survive_a_parquet_file(tmp_path: Path) -> None:
    dataset = datasets.Dataset.from_dict({"text": ["a", "b"], "label": [0, 1]}, features=_classes())
    table = dataset.with_format("arrow")[:]
    import pyarrow.parquet as pq

    pq.write_table(table, tmp_path / "a.parquet")
    corpus = load(tmp_path / "a.parquet", text="text", label="label", where="label <> 'x'")
    assert corpus.label_names == ("neg", "pos")


@pytest.mark.parametrize("metadata", [b"{", b"[]", b'{"info": {"features": [1]}}', b"\xff"])
def test_damaged_hugging_face_metadata_is_ignored(metadata: bytes) -> None:
    table = pa.table({"text": ["a", "b"], "label": [0, 1]})
    table = table.replace_schema_metadata({b"huggingface": metadata})
    assert load(table, text="text", label="label").label_names == ("0", "1")


def test_a_dataset_dict_brings_its_split() -> None:
    split = {
        "train": datasets.Dataset.from_dict({"text": ["a", "b"], "label": ["x", "y"]}),
        "test": datasets.Dataset.from_dict({"text": ["c"], "label": ["x"]}),
    }
    corpus = load(datasets.DatasetDict(split), text="text", label="label")
    assert corpus.split == ["train", "train", "test"]
    assert corpus.ids == ["1", "2", "3"]
    named = load(datasets.DatasetDict(split), text="text", label="label", split="split")
    assert named.split == corpus.split


def test_a_dataset_dict_keeps_a_split_column_of_its_own() -> None:
    rows = {"text": ["a", "b"], "label": ["x", "y"], "split": ["dev", "dev2"]}
    source = datasets.DatasetDict({"train": datasets.Dataset.from_dict(rows)})
    assert load(source, text="text", label="label").split == ["dev", "dev2"]


def test_a_stream_and_an_empty_dict_are_refused() -> None:
    dataset = datasets.Dataset.from_dict({"text": ["a"], "label": [0]})
    with pytest.raises(InputError, match="IterableDataset, which cannot be read"):
        load(dataset.to_iterable_dataset(), text="text", label="label")
    with pytest.raises(InputError, match="no splits"):
        load(datasets.DatasetDict(), text="text", label="label")


def test_hf_loads_by_name_and_config(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def fake(*given: Any, **options: Any) -> Any:
        asked.append((*given, options))
        return datasets.DatasetDict({"train": datasets.Dataset.from_dict(DATA)})

    monkeypatch.setattr(datasets, "load_dataset", fake)
    corpus = load("hf:org/name:config", text="text", label="label")
    load("hf:name", text="text", label="label")
    assert corpus.fingerprint == EXPECTED.fingerprint
    assert asked == [("org/name", "config", {}), ("name", None, {})]


def test_hf_that_fails_is_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(*_: Any) -> Any:
        raise ConnectionError("no network")

    monkeypatch.setattr(datasets, "load_dataset", fake)
    with pytest.raises(InputError, match="'hf:nope' cannot be loaded: no network"):
        load("hf:nope", text="text", label="label")


def test_hf_without_the_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtra) as caught:
        load("hf:name", text="text", label="label")
    assert caught.value.fix == "pip install 'cuewise[models]'"


def test_nothing_heavy_is_imported_before_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label\na,x\nb,y\n")
    code = (
        "import sys; from cuewise.io import load\n"
        "assert 'polars' not in sys.modules\n"
        f"load({str(path)!r}, text='text', label='label')\n"
        "assert not {'pandas', 'datasets', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
