"""What the user says of a label anchors its meaning, in any language."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of

import cuewise
from cuewise.errors import InputError, NotApplicable
from cuewise.evidence.axes import axis_scores
from cuewise.evidence.described import described
from cuewise.evidence.label_meaning import Meaning, describing, meaning_of, poles_of
from cuewise.evidence.lexicon import lexicon_agreement
from cuewise.synth import demo_corpus

SENTENCES = {
    "negative": "The buyer sends the product back: it is broken or useless.",
    "positive": "The buyer keeps the product and praises it.",
}


def case(names, describe, label_names=("negative", "positive"), **more):
    found = case_of(names, np.ones((2, len(names))), [1, 0], label_names=label_names, **more)
    return replace(found, describe=describe)


def test_only_words_of_one_description_describe_a_label():
    found = case(["word:x"], SENTENCES)
    assert describing(found, 0) == ("sends", "back", "broken", "useless")
    assert describing(found, 1) == ("keeps", "praises")


def test_a_description_stands_beside_a_name_and_replaces_a_name_that_says_nothing():
    found = case(["word:x"], SENTENCES)
    assert meaning_of(found, 1).words
    assert meaning_of(found, 1).described == ("keeps", "praises")
    stars = case(["word:x"], {"1": "Awful and broken.", "5": "Excellent."}, ("1", "5"))
    assert meaning_of(stars, 0).all_words == ("awful", "broken")
    with pytest.raises(NotApplicable, match="generic-label"):
        meaning_of(case(["word:x"], {}, ("1", "2")), 0)


def test_clear_words_of_a_description_give_a_numeric_label_its_pole():
    stars = case(["word:superb"], {"1": "Awful.", "2": "Excellent."}, ("1", "2"))
    assert poles_of(stars) == [-1, 1]
    assert lexicon_agreement(stars)[0].log_lr < -1
    mixed = case(["word:superb"], {"1": "Awful or excellent.", "2": "A kayak."}, ("1", "2"))
    with pytest.raises(NotApplicable, match="no-polarity"):
        poles_of(mixed)


def test_a_cue_of_its_labels_description_is_evidence_for_genuine():
    names = ["word:praises", "word:broken", "ngram:praises kayak", "word:tuesday", "punct:!"]
    own, other, half, neither, mark = described(case(names, SENTENCES))
    assert own.log_lr == -1
    assert half.log_lr == -0.5
    assert other is neither is mark is None


def test_a_word_of_its_labels_name_needs_no_description():
    names = ["word:refund", "word:refunds", "word:fee"]
    found = described(case(names, {}, ("transferFee", "request_refund")))
    assert [s is not None for s in found] == [True, True, False]


def test_chinese_words_are_compared_within_each_other():
    names = ["word:球员", "word:高考生", "word:人"]
    describe = {"体育": "比赛和球员", "教育": "高考和老师"}
    found = described(case(names, describe, ("教育", "体育"), language="zh"))
    assert [s is not None for s in found] == [True, False, False]


def test_name_and_description_count_alike_on_an_axis():
    at = {"a": [1, 0], "b": [1, 0], "c": [0, 1], "x": [-1, 0]}

    def encode(texts):
        return np.array([at.get(t, [0.1 * len(t), 0.0]) for t in texts], float)

    cues = [(("c",), 0)]
    others = [f"w{'w' * i}" for i in range(40)]
    rest = Meaning(("x",), 0, "listed")
    both, one = (
        axis_scores(cues, [Meaning(words, 0, "listed", ("c",)), rest], others, encode, ("{}",))
        for words in (("a", "b"), ("a",))
    )
    assert both == pytest.approx(one)


def test_a_description_of_a_label_that_does_not_occur_is_an_error_before_the_audit():
    corpus = demo_corpus("en", seed=0, n=200).to_corpus()
    with pytest.raises(InputError, match="'postive', which does not occur") as caught:
        cuewise.audit(corpus, models=("none",), describe={"postive": "Praise."})
    assert caught.value.fix == "did you mean 'positive'?"


def test_an_audit_keeps_the_descriptions_that_it_used():
    corpus = demo_corpus("en", seed=0, n=200).to_corpus()
    config = {"describe": {"positive": "Praise."}}
    found = cuewise.audit(corpus, models=("none",), config=config)
    assert found.provenance.config["describe"] == {"positive": "Praise."}
