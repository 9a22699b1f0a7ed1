"""Each signal separates a spurious cue from a genuine one, or says why it does not apply."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of

from cuewise.errors import NotApplicable
from cuewise.evidence import polarity
from cuewise.evidence.case import LIMIT
from cuewise.evidence.closed_class import closed_class
from cuewise.evidence.common_word import common_word
from cuewise.evidence.form import form
from cuewise.evidence.irrelevance import irrelevance
from cuewise.evidence.lexicon import lexicon_agreement
from cuewise.evidence.signals import SIGNALS, measure_signals
from cuewise.evidence.stability import stability
from cuewise.evidence.strength import association_strength
from cuewise.evidence.word_class import word_class
from cuewise.pipeline.decide import verdict as combine
from cuewise.records import Signal


def test_no_environment_is_not_applicable():
    with pytest.raises(NotApplicable, match="no-environments"):
        stability(case_of(["word:x"], [[1], [0]], [1, 0]))


def test_environments_that_cannot_be_compared_are_not_applicable():
    y = np.arange(80) % 2
    cue = (np.arange(80) // 2 % 2)[:, None]
    columns = {
        "label": [f"l{v}" for v in y],
        "small": [f"s{i // 4}" for i in range(80)],
        "one": ["o"] * 80,
        "two": [f"t{i // 40}" for i in range(80)],
    }
    for name, code in [("label", "constant"), ("small", "few"), ("one", "few")]:
        case = case_of(["word:x"], cue, y, meta=columns, environments=(name,))
        with pytest.raises(NotApplicable, match=f"{code}-environments.*{name!r}"):
            stability(case)
    rare = case_of(["word:x"], np.eye(80)[:, :1], y, meta=columns, environments=("two",))
    with pytest.raises(NotApplicable, match="rare-in-environments"):
        stability(rare)
    # One column that can be compared is enough.
    both = case_of(["word:x"], cue, y, meta=columns, environments=("label", "two"))
    (found,) = stability(both)
    assert found.log_lr < 0


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
    names = ["word:splendid", "word:table", *(f"word:w{i}" for i in range(30))]
    case = case_of(names, np.ones((2, 32)), [1, 0], encode=axis_encoder)
    splendid, table, *_ = irrelevance(case)
    assert splendid.log_lr < 0 < table.log_lr
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
    found, absent = measure_signals(
        case_of(["word:xyzzy"], [[1], [0]], [1, 0], label_names=("0", "1"))
    )
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
    assert praise.log_lr < -1 < blame.log_lr
    assert (praise.value > 0, neither, blame.value < 0) == (True, None, True)


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
    polarity._english.cache_clear()
    monkeypatch.setattr(polarity, "find_spec", lambda _: None)
    with pytest.raises(NotApplicable, match=r"no-sentiment-lexicon .*linguistic"):
        lexicon_agreement(case_of(["word:x"], [[1], [1]], [1, 0]))


@pytest.mark.parametrize(
    ("log_lrs", "kind", "verdict"),
    [
        ({"form": 1.6}, "meta", "spurious"),
        ({"twin_support": -6.0}, "word", "genuine"),
        ({"twin_support": -1.5}, "word", "undetermined"),
        ({"environment_stability": 1.0}, "word", "unstable"),
        ({"environment_stability": 1.0, "twin_support": 2.0}, "word", "spurious"),
        ({"form": -1.2}, "overlap", "necessary-not-sufficient"),
        ({"strength": -3.0}, "word", "undetermined"),
        ({}, "word", "undetermined"),
    ],
)
def test_verdicts(log_lrs, kind, verdict):
    signals = {k: Signal(value=0.0, log_lr=v) for k, v in log_lrs.items()}
    assert combine(signals, kind).type == verdict
    assert (combine(signals, kind).p_spurious is None) == (not signals)


def test_closed_classes_mean_nothing_but_negations_and_modals_are_left_alone():
    names = ["word:the", "ngram:of my", "word:tuesday", "word:not", "word:can", "word:very"]
    names += ["word:film", "word:like", "word:up", "ngram:is not", "length:long"]
    found = closed_class(case_of(names, np.ones((2, len(names))), [1, 0]))
    assert [s is not None for s in found] == [*[True] * 3, *[False] * 8]


def test_discourse_markers_mean_nothing_as_whole_phrases_only():
    names = ["ngram:at any rate", "ngram:in due course", "ngram:as it were", "word:rate"]
    names += ["ngram:first rate", "ngram:in due", "ngram:main course"]
    found = closed_class(case_of(names, np.ones((2, len(names))), [1, 0]))
    assert [s is not None for s in found] == [*[True] * 3, *[False] * 4]


def test_a_word_that_opens_a_text_is_another_claim_than_the_word():
    names = ["word:well", "position:first=well", "position:last=well"]
    word, first, last = closed_class(case_of(names, np.ones((2, 3)), [1, 0]))
    assert (word, last) == (None, None)
    assert first.log_lr == 1.0


def test_chinese_closed_classes_hold_numbers_with_classifiers_and_whole_phrases():
    names = ["word:一本", "word:每次", "char:顺便一提", "word:不", "word:很", "word:好看"]
    found = closed_class(case_of(names, np.ones((2, 6)), [1, 0], language="zh"))
    assert [s is not None for s in found] == [True, True, True, False, False, False]


def test_a_piece_of_a_negated_phrase_is_not_judged_by_itself():
    case = case_of(["ngram:is not", "word:is"], np.ones((2, 2)), [1, 0])
    phrase = replace(case, phrase_head=np.zeros(2, np.int64))
    assert closed_class(phrase) == common_word(phrase) == [None, None]
    assert [s is None for s in closed_class(case)] == [True, False]


def test_common_words_say_little_and_rare_ones_nothing():
    names = ["word:time", "word:film", "word:muzzies", "word:up", "ngram:time muzzies", "char:时间"]
    found = common_word(case_of(names, np.ones((2, 6)), [1, 0]))
    assert found[0].log_lr > found[1].log_lr > 0
    assert found[2:] == [None] * 4


def test_strength_argues_for_genuine_and_is_absent_where_nothing_was_measured():
    case = case_of(["word:a", "word:b", "word:c"], np.ones((2, 3)), [1, 0])
    with pytest.raises(NotApplicable, match="no-association"):
        association_strength(case)
    up, down, unknown = association_strength(replace(case, deviation=np.array([0.3, -0.3, np.nan])))
    assert up == down == Signal(value=0.3, log_lr=-0.3)
    assert unknown is None


def test_in_chinese_things_carry_no_opinion_and_adjectives_do():
    names = ["word:海港", "word:漂亮", "word:差差", "word:跑", "ngram:不 手机"]
    things = case_of(names, np.ones((2, 5)), [1, 0], language="zh")
    harbour, pretty, *others = word_class(things)
    assert harbour.log_lr > 0 > pretty.log_lr
    assert others == [None] * 3
    with pytest.raises(NotApplicable, match="no-polarity"):
        word_class(case_of(names, np.ones((2, 5)), [1, 0], language="zh", label_names=("a", "b")))
    with pytest.raises(NotApplicable, match="chinese-only"):
        word_class(case_of(names, np.ones((2, 5)), [1, 0]))


def test_a_word_in_pieces_can_show_a_meaning_but_not_that_there_is_none():
    names = ["word:splendid", "word:muzzies", *(f"word:w{i}" for i in range(30))]
    case = case_of(names, np.ones((2, 32)), [1, 0], encode=axis_encoder)
    known = irrelevance(case)
    in_pieces = irrelevance(replace(case, knows=lambda word: False))
    assert in_pieces[0] == known[0]
    assert known[1].log_lr > 0
    assert in_pieces[1] is None


def test_no_axis_has_a_place_for_function_words_and_negations():
    names = ["word:not", "ngram:of the", *(f"word:w{i}" for i in range(30))]
    case = case_of(names, np.ones((2, 32)), [1, 0], encode=axis_encoder)
    assert irrelevance(case)[:2] == [None, None]
