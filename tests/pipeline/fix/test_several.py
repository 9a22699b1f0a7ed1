"""Several models: the cues are judged once, and each model is repaired as by itself."""

from __future__ import annotations

import numpy as np
import polars as pl

import cuewise
from cuewise.pipeline import begin as beginning
from cuewise.pipeline.several import folder_names, write_several
from cuewise.records.several import Several
from cuewise.report import several_html
from cuewise.synth import Plant, make

LEAN = {"cues_probed": 25, "cluster_documents": 0}


def test_each_model_is_repaired_as_by_itself_and_the_corpus_is_examined_once(tmp_path, monkeypatch):
    planted = Plant("word", "harbour", "positive", 0.95, 0.3)
    rows = pl.DataFrame(make("en", 1200, plants=[planted], seed=4).rows())
    corpus = cuewise.load(rows.sample(fraction=1, shuffle=True, seed=2), text="text", label="label")
    asked = {"config": LEAN, "max_loss": 1.0, "remedies": ["mask", "rwg"]}
    alone = cuewise.fix(corpus, model="tfidf", **asked)
    examined, plain = [], beginning.examine
    monkeypatch.setattr(beginning, "examine", lambda *given: examined.append(1) or plain(*given))
    # The same model by two names stands for two models: the default encoder may be absent.
    fixes = cuewise.fix_models(corpus, models=["tfidf"], **asked)
    assert examined == [1]
    assert list(fixes) == ["tfidf"]
    both = fixes["tfidf"]
    assert (both.chosen, both.cues) == (alone.chosen, alone.cues)
    np.testing.assert_array_equal(
        both.predictor.predict(corpus.texts[:30]).probs,
        alone.predictor.predict(corpus.texts[:30]).probs,
    )
    several = write_several({"tfidf": both, "hf:<b>x</b>": both}, tmp_path, lang="en")
    assert [m.folder for m in several.models] == ["tfidf", "hf-b-x-b"]
    assert several.models[0].as_is_after == both.comparison.repair.after.as_is
    saved = Several.model_validate_json((tmp_path / "several.json").read_text("utf-8"))
    assert saved == several
    for lang in ("en", "zh"):
        page = several_html(several, lang)
        assert "<b>x</b>" not in page
        assert "://" not in page
    assert (tmp_path / "hf-b-x-b" / "model" / "model.skops").exists()


def test_folder_names_are_safe_and_distinct():
    models = ["hf:../../etc/passwd", "hf:CON", "TFIDF", "tfidf", "...", "a" * 300, "模型"]
    names = folder_names(models)
    assert len({name.lower() for name in names}) == len(models)
    assert all(name.isascii() and "/" not in name and not name.startswith(".") for name in names)
    assert max(map(len, names)) <= 62
