"""A corpus in a language that no resource covers: English evidence is absent and says so."""

from __future__ import annotations

import numpy as np
import pytest

import cuewise
from cuewise import models
from cuewise.cues.taggers import tagger
from cuewise.errors import InputError, NotApplicable
from cuewise.models.repairable import check_repairable
from cuewise.records import Audit, Corpus, Reason

N = 300
# The signals whose resources read English.
ENGLISH = {
    *("semantic_irrelevance", "static_irrelevance", "lexicon"),
    *("closed_class", "common_word"),
}


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
    reasons = {r.about: r.facts.get("language") for r in audit.outcomes["verdict"].reasons}
    assert {name for name, language in reasons.items() if language == "German"} == ENGLISH
    for code in ("cues.linguistic", "cues.field", "cues.cluster"):
        assert "German" in audit.outcomes[code].reason
    assert "corpus is German" in audit.outcomes["model:reference"].reason
    used = {name for f in audit.findings for name in f.verdict.signals}
    assert not used & ENGLISH


def test_the_report_names_the_language(audit: Audit) -> None:
    assert "- Language: German" in cuewise.report.markdown(audit)
    assert "德语" in cuewise.report.markdown(audit, "zh")


def test_the_reference_has_no_encoder_head(german: Corpus) -> None:
    assert models.notes("reference", german) == Reason.of("head-language", language="German")
    with pytest.raises(InputError, match="corpus is German"):
        check_repairable("reference", german)


def test_only_a_named_tagger_reads_another_language() -> None:
    with pytest.raises(NotApplicable, match=r"no-tagger-language .*German"):
        tagger("default", "other", "German")
