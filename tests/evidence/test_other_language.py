"""A corpus in a language that no resource covers: English evidence is absent and says so."""

from __future__ import annotations

import numpy as np
import pytest

import cuewise
from cuewise import models
from cuewise.cues.taggers import tagger
from cuewise.errors import InputError, NotApplicable
from cuewise.models.repairable import check_repairable
from cuewise.records import Audit, Corpus

N = 300


@pytest.fixture(scope="module")
def german() -> Corpus:
    y = np.arange(N, dtype=np.int32) % 2
    texts = [f"der Film {i} war {'wunderbar' if k else 'schlecht'}" for i, k in enumerate(y)]
    ids = [str(i) for i in range(N)]
    names = ("negative", "positive")
    return Corpus(ids, texts, y, names, "x", "other", language_name="German")


@pytest.fixture(scope="module")
def audit(german: Corpus) -> Audit:
    return cuewise.audit(german, models=["reference"], config={"cues_probed": 5})


def test_evidence_that_reads_english_is_absent_and_names_the_language(audit: Audit) -> None:
    assert audit.provenance.corpus.language_name == "German"
    reasons = audit.outcomes["verdict"].reason
    for signal in ("semantic_irrelevance", "static_irrelevance", "lexicon", "word_class"):
        assert "German" in reasons.split(f"{signal}: ")[1].split("; ")[0]
    for code in ("cues.linguistic", "cues.field", "cues.cluster"):
        assert "German" in audit.outcomes[code].reason
    assert "corpus is German" in audit.outcomes["model:reference"].reason
    used = {name for f in audit.findings for name in f.verdict.signals}
    assert not used & {"semantic_irrelevance", "static_irrelevance", "lexicon", "word_class"}


def test_the_report_names_the_language(audit: Audit) -> None:
    assert "- Language: German" in cuewise.report.markdown(audit)
    assert "德语" in cuewise.report.markdown(audit, "zh")


def test_the_reference_has_no_encoder_head(german: Corpus) -> None:
    assert "corpus is German" in (models.notes("reference", german) or "")
    with pytest.raises(InputError, match="corpus is German"):
        check_repairable("reference", german)


def test_only_a_named_tagger_reads_another_language() -> None:
    with pytest.raises(NotApplicable, match="no tagger for German"):
        tagger("default", "other", "German")
