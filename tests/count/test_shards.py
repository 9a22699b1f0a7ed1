"""Counting files equals counting all their documents together."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cuewise.count import count
from cuewise.count.shards import count_shards
from cuewise.errors import InputError

TEXTS = ["Good film", "bad film", "Ähnlich 好评", "so so good", ""]
LABELS = [1, 0, 2, 1, 0]


def lines(path, rows):
    path.write_text("".join(json.dumps({"n": 1, "t": t, "y": y}) + "\n" for t, y in rows))
    return path


@pytest.mark.parametrize("memory", [2_000_000_000, 100])
def test_json_lines_and_parquet_count_together(tmp_path, memory):
    rows = list(zip(TEXTS, LABELS, strict=True))
    first = lines(tmp_path / "a.jsonl", rows[:2])
    pq.write_table(pa.table({"t": TEXTS[2:], "y": LABELS[2:]}), tmp_path / "b.parquet")
    empty = lines(tmp_path / "c.jsonl", [])
    orders = {"words": (1, 2), "chars": (1, 2), "memory": memory}
    paths = [first, tmp_path / "b.parquet", empty]
    counts = count_shards(paths, text="t", label="y", work=tmp_path / "work", **orders)
    whole = count(TEXTS, LABELS, words=(1, 2), chars=(1, 2))
    assert counts.table.names() == whole.names()
    assert (counts.table.counts == whole.counts).all()
    assert not counts.set_aside


@pytest.mark.parametrize(
    "line",
    ["no json", '{"t": "a"}', '{"t": "a", "y": -1}', '{"t": "a", "y": "x"}', '{"y": 1}', "[1]"],
)
def test_an_invalid_line_sets_its_file_aside(tmp_path, line):
    good = lines(tmp_path / "a.jsonl", [("good", 1)])
    bad = tmp_path / "b.jsonl"
    bad.write_text(line + "\n")
    counts = count_shards([good, bad], text="t", label="y", work=tmp_path / "work")
    assert list(counts.set_aside) == [str(bad)], line
    assert counts.table.names() == ("good",)


def test_a_missing_column_is_named(tmp_path):
    pq.write_table(pa.table({"t": ["a"], "y": [0]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match=r'no shard could be counted.*"x"'):
        count_shards([tmp_path / "a.parquet"], text="x", label="y", work=tmp_path / "work")
