"""What the public API returns, as mypy sees it: this file is checked and never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_type

import numpy as np
import polars as pl

import cuewise
from cuewise.count import count
from cuewise.count.table import CountTable
from cuewise.records import Association, Finding, Reliance, Verdict
from cuewise.records.interval import Interval


class Classifier:
    """Any object with `predict_proba` is a model."""

    def predict_proba(self, texts: list[str]) -> list[list[float]]:
        """Probabilities [n, k]."""
        return [[0.5, 0.5]] * len(texts)


def types_of_the_public_api() -> None:
    """Name the type of everything that users call."""
    corpus = cuewise.load("reviews.csv", text="text", label="label")
    assert_type(corpus, cuewise.Corpus)

    audit = cuewise.audit(corpus, models=["tfidf", Classifier()], seed=0)
    assert_type(audit, cuewise.Audit)
    assert_type(audit.findings, list[Finding])
    assert_type(audit.findings[0].association, Association)
    assert_type(audit.findings[0].verdict, Verdict)
    assert_type(audit.findings[0].reliance, list[Reliance])
    assert_type(audit.findings[0].reliance[0].interval, Interval)
    assert_type(audit.to_polars(), pl.DataFrame)
    assert_type(audit.save("audit.json"), Path)
    assert_type(cuewise.Audit.load("audit.json"), cuewise.Audit)
    assert_type(audit.provenance.config, dict[str, Any])

    fixed = cuewise.fix(corpus, model="tfidf", remedies=["mask"])
    assert_type(fixed, cuewise.Fix)
    assert_type(fixed.chosen, str)
    assert_type(fixed.cues, tuple[str, ...])
    assert_type(fixed.comparison, cuewise.Comparison)
    assert_type(fixed.save("fixed"), Path)

    assert_type(cuewise.compare(audit, audit), cuewise.Comparison)
    assert_type(cuewise.__version__, str)
    assert_type(count(["a film"], np.array([0]), words=(1, 2)), CountTable)
