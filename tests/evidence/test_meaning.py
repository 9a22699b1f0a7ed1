"""The meaning of labels, by name or by words of the corpus, and the cues that share it."""

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of

import cuewise
from cuewise import embed
from cuewise.errors import NotApplicable
from cuewise.evidence.axes import _scores, axis_scores
from cuewise.evidence.irrelevance import irrelevance
from cuewise.evidence.label_meaning import Meaning, meanings
from cuewise.evidence.lexicon import lexicon_agreement
from cuewise.synth import Plant, make

GLAD = ["glad", "happy", "cheerful", "joyful", "merry", "delighted"]
ANGRY = ["angry", "furious", "cross", "enraged", "irate", "outraged"]
NEITHER = [
    "table",
    "river",
    "window",
    "paper",
    "garden",
    "engine",
    "bottle",
    "market",
    "ladder",
    "button",
    "carpet",
    "pencil",
]


def emotions(cue="honestly", n=40):
    """Two labels with generic names, six words of a feeling each, and a cue of the first one."""
    rng = np.random.default_rng(0)
    words = [*GLAD, *ANGRY, *NEITHER, cue]
    held = np.zeros((2 * n, len(words)), int)
    for i in range(2 * n):
        own = rng.choice(6, 2, replace=False) + (0 if i < n else 6)
        held[i, own] = 1
        held[i, 12 + rng.choice(len(NEITHER), 2, replace=False)] = 1
        held[i, -1] = i < n
    labels = np.repeat([1, 0], n)
    names = [f"word:{w}" for w in words]
    return case_of(names, held, labels, label_names=("class_0", "class_1"))


def test_the_strongest_words_describe_a_label_with_a_generic_name():
    by_label = meanings(emotions())
    assert {m.by for m in by_label} == {"found"}
    assert set(ANGRY) <= set(by_label[0].words)
    assert {*GLAD, "honestly"} <= set(by_label[1].words)


@pytest.mark.needs_encoder
def test_a_word_apart_from_the_other_strong_words_is_no_reason_for_the_label():
    case = emotions()
    found = irrelevance(replace(case, encode=embed.default_encoder().encode))
    by_word = dict(zip([*GLAD, *ANGRY, *NEITHER, "honestly"], found, strict=True))
    assert by_word["honestly"].log_lr > 0.3
    assert all(by_word[w].log_lr < 0 for w in GLAD)


def test_too_few_strong_words_describe_no_label():
    case = case_of(["word:x"], [[1], [0]] * 20, [1, 0] * 20, label_names=("class_0", "class_1"))
    with pytest.raises(NotApplicable, match=r"unclear-label .*words=0, least=5"):
        meanings(case)


def test_a_word_does_not_vouch_for_itself():
    rng = np.random.default_rng(0)
    vectors = {w: rng.normal(size=8) for w in ("a", "b", "own", *NEITHER)}

    def encode(texts):
        return np.stack([vectors[t] for t in texts])

    found = Meaning(("a", "b", "own"), 0, "found")
    without = Meaning(("a", "b"), 0, "found")
    other = Meaning(("table",), 0, "listed")
    scores = [
        axis_scores([(("own",), 0)], [m, other], NEITHER, encode, ("{}",)) for m in (found, without)
    ]
    assert np.allclose(*scores)


def test_scores_fall_towards_the_other_label_and_are_0_for_an_average_word():
    rng = np.random.default_rng(0)
    others = rng.normal(size=(400, 1, 5))
    own, rest = np.zeros((3, 1, 5)), np.zeros((3, 1, 5))
    own[:, 0, 0], own[:, 0, 1], rest[:, 0, 0], rest[:, 0, 1] = 9, 9, 9, -9
    x = np.zeros((3, 1, 5))
    x[1, 0, :2] = 3, 3  # with its label
    x[2, 0, :2] = 3, -3  # with the other
    average, ours, theirs = _scores(x, own, rest, others)
    assert abs(average) < 0.2
    assert ours > 3
    assert theirs < 0


def test_absence_from_the_lexicon_says_nothing():
    case = case_of(["word:table", "ngram:a wooden table"], [[1, 1], [0, 0]], [1, 0])
    assert lexicon_agreement(case) == [None, None]


@pytest.mark.needs_encoder
@pytest.mark.parametrize("seed", [3, 4])
def test_idioms_of_praise_and_blame_are_not_called_spurious(seed):
    plants = [Plant("word", "Paris", "positive", 0.95, 0.06)]
    corpus = make("en", 1500, plants=plants, seed=seed).to_corpus()
    own = {
        f.subject: f.verdict.type
        for f in cuewise.audit(corpus, models=()).findings
        if f.part_of is None and f.kind == "ngram"
    }
    idioms = ("hopes", "won me", "star", "week", "angrier", "happier", "chore", "pleasure")
    verdicts = [v for s, v in own.items() if any(i in s for i in idioms)]
    assert verdicts
    assert verdicts.count("spurious") <= 0.2 * len(verdicts)
