"""The evaluation sets load as their notes say, where they are at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cuewise.io import load

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the sets for evaluation are not shipped")

PAIR = {"text": "text_a", "text_b": "text_b"}


@pytest.mark.parametrize(
    ("name", "options", "rows", "labels", "language"),
    [
        ("cad_imdb_sentiment", {"twin_id": "pair_id"}, 4880, 2, "en"),
        ("chnsenticorp", {}, 12000, 2, "zh"),
        ("clinc150", {"meta": ["domain"]}, 23700, 151, "en"),
        ("ocnli", PAIR, 12935, 3, "zh"),
        ("fdu_mtl_reviews_16domains", {"environments": ["domain"]}, 31779, 2, "en"),
        ("toxicity_identity_madlibs", {}, 22984, 2, "mixed"),
    ],
)
def test_a_real_set_loads(
    name: str, options: dict[str, Any], rows: int, labels: int, language: str
) -> None:
    path = DATA / name / f"{name}.parquet"
    corpus = load(path, **{"text": "text", "label": "label", "split": "split", **options})
    assert len(corpus.texts) == rows
    assert len(corpus.label_names) == labels
    assert corpus.language == language
    assert rows + sum(corpus.set_aside.counts.values()) in (rows, rows + 1)
