"""The loop closed: what is found is repaired, and the same probes show it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array

import cuewise
import cuewise.embed
from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.models.external.sklearn_file import load_sklearn
from cuewise.pipeline.fix import fix
from cuewise.plugins.runner import Plugin
from cuewise.records import Corpus, CueTable
from cuewise.records.comparison import NO_CHANGE
from cuewise.selection.crossfit import CrossFit, Evaluated, Fold, attempted
from cuewise.selection.scope import Scope
from cuewise.synth import Plant, make

LEAN = {"cues_probed": 25, "cluster_documents": 0}
WORD = {"en": "harbour", "zh": "海港"}


def corpus_of(lang, plants):
    rows = make(lang, 1200, plants=plants, seed=4).rows()
    frame = pl.DataFrame(rows).sample(fraction=1, shuffle=True, seed=2)
    return cuewise.load(frame, text="text", label="label")


@pytest.fixture(scope="module", params=["en", "zh"])
def fixed(request):
    planted = Plant("word", WORD[request.param], "positive", 0.95, 0.3)
    some = ["mask", "flips", "rwg", "jtt", "leace"]
    corpus = corpus_of(request.param, [planted])
    return request.param, fix(corpus, model="tfidf", remedies=some, config=LEAN, max_loss=1.0)


def test_reliance_on_a_planted_word_is_found_and_gone(fixed):
    lang, found = fixed
    subject = f"word:{WORD[lang]}"
    assert subject in found.cues
    assert found.chosen != NO_CHANGE
    before, after = (
        next(f for f in audit.findings if f.subject == subject).reliance[0]
        for audit in (found.before, found.after)
    )
    assert before.low > 0.02
    assert abs(after.delta) < 0.25 * before.delta
    # Idioms that are judged spurious beside it have words that other texts give meaning to, so the
    # rate over all cues repaired is no test of this one.
    assert found.confirmed_after.sdr.estimate < found.confirmed_before.sdr.estimate


def test_what_was_tried_is_told_with_what_it_needs(fixed):
    _, found = fixed
    codes = [t.code for t in found.candidates]
    assert codes[0] == NO_CHANGE
    assert set(codes) == {NO_CHANGE, "mask", "flips", "rwg", "jtt", "leace"}
    for t in found.candidates:
        assert (t.score is None) == bool(t.reason), t.code
        assert t.needs in {"none", "class", "group in training", "group in validation"}


def test_the_choice_loses_no_accuracy_where_the_cue_is_ablated(fixed):
    _, found = fixed
    assert found.confirmed_after.ablated.estimate >= found.confirmed_before.ablated.estimate - 0.01
    assert found.predictor.model_id == f"tfidf+{found.chosen}"


def test_both_audits_say_the_same_of_the_data(fixed):
    _, found = fixed

    def data(audit):
        return {f.subject: (f.association, f.verdict, f.support) for f in audit.findings}

    assert data(found.before) == data(found.after)
    assert found.before.provenance.models == ["tfidf"]


def test_labels_at_random_are_nothing_to_repair():
    rows = pl.DataFrame(make("en", 1200, seed=4).rows())
    shuffled = rows.with_columns(label=rows["label"].shuffle(seed=1))
    found = fix(cuewise.load(shuffled, text="text", label="label"), model="tfidf", config=LEAN)
    assert (found.chosen, found.cues, found.candidates) == (NO_CHANGE, (), ())
    assert found.confirmed_after is None
    assert found.before.findings == found.after.findings


def test_the_same_seed_gives_the_same_model():
    corpus = corpus_of("en", [Plant("word", "harbour", "positive", 0.95, 0.3)])
    one, two = (fix(corpus, model="tfidf", remedies=["mask", "rwg"], config=LEAN) for _ in range(2))
    texts = corpus.texts[:50]
    np.testing.assert_array_equal(
        one.predictor.predict(texts).probs, two.predictor.predict(texts).probs
    )
    assert one.after.findings == two.after.findings


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"model": "none"}, "'none' cannot be repaired"),
        ({"model": "tfidf", "remedies": ["mas"]}, "remedy 'mas' is unknown"),
        ({"model": "tfdif"}, "unknown model 'tfdif'"),
        ({"model": "python:json:dumps"}, "'python:json:dumps' cannot be repaired"),
        ({"model": "openai:some"}, "served by an endpoint"),
    ],
)
def test_what_cannot_be_done_is_refused(asked, said):
    with pytest.raises(InputError, match=said):
        fix(corpus_of("en", []), **asked)


def test_a_label_with_too_few_documents_is_refused_by_name():
    rows = pl.DataFrame(make("en", 200, seed=4).rows())
    few = rows.head(200).with_columns(
        label=pl.when(pl.int_range(pl.len()) < 6).then(pl.lit("rare")).otherwise("label")
    )
    with pytest.raises(InputError, match="the label 'rare' has 6 documents, 1 in one") as refused:
        fix(cuewise.load(few, text="text", label="label"), model="tfidf")
    assert "--where" in refused.value.fix


def test_an_encoder_that_is_missing_is_refused_and_not_replaced(monkeypatch):
    monkeypatch.setattr("cuewise.embed.choice.unavailable", lambda: "torch")
    with pytest.raises(InputError, match="'torch'") as refused:
        fix(corpus_of("en", []), model="reference")
    assert "pip install 'cuewise[models]'" in refused.value.what
    assert refused.value.fix == "pass --model tfidf"


def test_the_encoder_is_none_for_chinese():
    with pytest.raises(InputError, match="reads English"):
        fix(corpus_of("zh", []), model="reference")


def test_what_was_fixed_can_be_saved_and_asked_again(fixed, tmp_path):
    lang, found = fixed
    out = found.save(tmp_path / "out", lang=lang)
    texts = [*corpus_of(lang, []).texts[:20], WORD[lang]]
    model = load_sklearn(
        str(out / "model" / "model.skops"), found.predictor.label_names, pairs=False
    )
    np.testing.assert_allclose(
        model.predict(texts).probs, found.predictor.predict(texts).probs, atol=1e-6
    )
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f"{WORD[lang]}" in page
    candidates = found.comparison.repair.candidates
    assert [c.code for c in candidates if c.standing == "chosen"] == [found.chosen]
    assert {c.standing for c in candidates if c.code == "leace"} == {"not-applicable"}


def test_a_remedy_that_breaks_or_lacks_a_package_does_not_take_the_others_along():
    @dataclass(frozen=True)
    class Odd:
        error: Exception
        needs = "none"

        def __call__(self, corpus, groups, predictor, *, rng):
            raise self.error

    for error, code, broke in (
        (ValueError("x"), "error", True),
        (MissingExtra("no torch", "models"), "missing-extra", False),
        (NotApplicable("no-cues"), "no-cues", False),
    ):
        bare = Evaluated("odd", "none", "relied-on")
        repaired = partial(one_fold(SCOPE).repaired, Plugin("odd", Odd(error)), SCOPE, None, ROWS)
        made, tried = attempted(bare, repaired)
        assert (made, tried.reason.code, tried.failed) == (None, code, broke)
        assert tried.scope == "relied-on"


SCOPE, ROWS = Scope("relied-on", (0,)), np.arange(4)


def one_fold(scope):
    """A single fold of four documents and one cue."""
    corpus = Corpus(["1", "2", "3", "4"], ["a", "b", "c", "d"], np.array([0, 1, 0, 1], np.int32),
                    ("x", "y"), "made")  # fmt: skip
    cues = CueTable(("word:a",), ("word",), csr_array(np.eye(4, 1, dtype=np.int8)), ("",))
    study = SimpleNamespace(seed=0, corpus=corpus, cues=cues)
    return CrossFit(study, [Fold(None, ROWS, ROWS)], [scope], [])
