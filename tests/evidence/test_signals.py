"""Each signal separates a spurious cue from a genuine one, or says why it does not apply."""

from __future__ import annotations

import numpy as np
import pytest
from evidence_cases import case_of

from cuewise.errors import NotApplicable
from cuewise.evidence import lexicon
from cuewise.evidence.case import LIMIT
from cuewise.evidence.form import form
from cuewise.evidence.irrelevance import irrelevance
from cuewise.evidence.lexicon import lexicon_agreement
from cuewise.evidence.signals import SIGNALS, measure_signals
from cuewise.evidence.stability import stability
from cuewise.evidence.word_class import word_class
from cuewise.pipeline.decide import verdict as combine
from cuewise.records import Signal


def test_no_environment_is_not_applicable():
    with pytest.raises(NotApplicable, match="no-environments"):
        stability(case_of(["word:x"], [[1], [0]], [1, 0]))


def test_form_has_a_prior_for_what_carries_no_meaning():
    names = ["meta:source=app", "word:great", "b/word:nobody", "length:long"]
    meta, word, one_field, length = form(case_of(names, np.ones((2, 4)), [1, 0]))
    assert word is None
    assert meta.log_lr == length.log_lr == one_field.log_lr > 1.39


def axis_encoder(texts):
    """A stand-in: two dimensions, how good and how bad the words of a text are."""
    good, bad = {"good", "great", "excellent", "splendid"}, {"bad", "terrible", "awful", "boring"}
    rows = []
    for i, text in enumerate(texts):
        words = set(text.split())
        rows.append([bool(words & good), bool(words & bad), 0.1 + 0.001 * (i % 7)])
    v = np.asarray(rows, np.float32)
    return v / np.linalg.norm(v, axis=1, keepdims=True)


def test_irrelevance_separates_a_meaningful_word_from_a_meaningless_one():
    names = ["word:splendid", "word:tuesday", *(f"word:w{i}" for i in range(30))]
    case = case_of(names, np.ones((2, 32)), [1, 0], encode=axis_encoder)
    splendid, tuesday, *_ = irrelevance(case)
    assert splendid.log_lr < 0 < tuesday.log_lr
    assert abs(splendid.log_lr) <= LIMIT


@pytest.mark.parametrize(
    ("label_names", "more", "why"),
    [
        (("class_0", "class_1"), {}, "unclear-label"),
        (("0", "1"), {}, "unclear-label"),
        (("negative", "positive"), {"texts_b": ["", ""]}, "label-relates-texts"),
    ],
)
def test_irrelevance_says_why_it_does_not_apply(label_names, more, why):
    case = case_of(["word:x"], [[1], [1]], [1, 0], axis_encoder, label_names, **more)
    with pytest.raises(NotApplicable, match=why):
        irrelevance(case)


def test_absent_signals_are_named_with_their_reason():
    found, absent = measure_signals(case_of(["word:x"], [[1], [0]], [1, 0], label_names=("0", "1")))
    # The signals that apply say nothing about a word in one document.
    assert {name: v for name, v in found.items() if v != [None]} == {}
    assert set(found) | set(absent) == set(SIGNALS)
    assert {"semantic_irrelevance", "lexicon", "twin_support", "knowledge"} <= set(absent)
    assert {name: reason.about for name, reason in absent.items()} == {n: n for n in absent}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("superb", "tuesday", "dreadful")), ("zh", ("出色", "周二", "糟糕"))],
)
def test_a_lexicon_separates_praise_from_other_words(language, words):
    names = [f"word:{w}" for w in words]
    praise, neither, blame = lexicon_agreement(
        case_of(names, np.ones((2, 3)), [1, 0], language=language)
    )
    assert praise.log_lr < -1 < 0 < neither.log_lr
    assert (praise.value > 0, neither.value, blame.value < 0) == (True, 0, True)


def test_a_lexicon_knows_the_words_of_a_phrase_and_of_a_position():
    names = ["ngram:a superb film", "position:last=superb", "punct:!"]
    phrase, last, mark = lexicon_agreement(case_of(names, np.ones((2, 3)), [1, 0]))
    assert phrase.value == last.value > 0
    assert mark is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"label_names": ("sports", "science")}, "no-polarity"),
        ({"texts_b": ["", ""]}, "label-relates-texts"),
    ],
)
def test_a_lexicon_says_why_it_does_not_apply(more, why):
    with pytest.raises(NotApplicable, match=why):
        lexicon_agreement(case_of(["word:x"], [[1], [1]], [1, 0], **more))


def test_a_lexicon_that_is_not_installed_names_its_extra(monkeypatch):
    lexicon._english.cache_clear()
    monkeypatch.setattr(lexicon, "find_spec", lambda _: None)
    with pytest.raises(NotApplicable, match=r"no-sentiment-lexicon .*linguistic"):
        lexicon_agreement(case_of(["word:x"], [[1], [1]], [1, 0]))


def test_names_and_days_carry_no_opinion_and_adjectives_do():
    names = ["word:tuesday", "ngram:for the record", "word:dreadful", "word:ran", "punct:!"]
    day, phrase, adjective, verb, mark = word_class(case_of(names, np.ones((2, 5)), [1, 0]))
    assert day.log_lr == phrase.log_lr > 0 > adjective.log_lr
    assert verb is mark is None


def test_word_class_needs_labels_of_praise_or_blame():
    with pytest.raises(NotApplicable, match="no-polarity"):
        word_class(case_of(["word:x"], [[1], [1]], [1, 0], label_names=("sports", "science")))


@pytest.mark.parametrize(
    ("log_lrs", "kind", "verdict"),
    [
        ({"form": 1.6}, "meta", "spurious"),
        ({"twin_support": -3.0}, "word", "genuine"),
        ({"twin_support": 0.3}, "word", "undetermined"),
        ({"environment_stability": 1.0}, "word", "unstable"),
        ({"environment_stability": 1.0, "twin_support": 2.0}, "word", "spurious"),
        ({"form": 0.3}, "overlap", "necessary-not-sufficient"),
        ({}, "word", "undetermined"),
    ],
)
def test_verdicts(log_lrs, kind, verdict):
    signals = {k: Signal(value=0.0, log_lr=v) for k, v in log_lrs.items()}
    assert combine(signals, kind).type == verdict
    assert (combine(signals, kind).p_spurious is None) == (not signals)
