"""What benchmarks/remedies.py counts as right."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from cuewise.types import Predictions

_BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


class Silent:
    """Knows the first label and says nothing of texts with "?"."""

    label_names = ("bad", "good")
    model_id = "silent"

    def predict(self, texts, texts_b=None):
        probs = np.array([[np.nan, np.nan] if "?" in text else [0.9, 0.1] for text in texts])
        return Predictions(probs, self.model_id, len(texts))


def test_no_answer_is_not_right_for_any_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    from mending.measure import _right

    rows = pl.DataFrame({"text": ["a", "b", "c?", "d?"], "label": ["bad", "good", "bad", "good"]})
    case = SimpleNamespace(columns={"text": "text", "label": "label"})
    assert _right(case, rows, Silent()).tolist() == [True, False, False, False]
