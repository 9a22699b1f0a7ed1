"""Style clusters: learned without labels, found in any documents and in hostile text."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.cues.style import StyleClusters, style_features, style_rates
from cuewise.errors import NotApplicable

PLAIN = ("I'm glad you didn't go, it's just not that good.", "He's got a dog and it's so big.")
FORMAL = (
    "The examination of the aforementioned particulars demonstrates considerable difficulties.",
    "Consideration of the administrative requirements, in accordance with the regulations.",
)
ZH = ("我觉得这个还可以吧。", "该方案对于相关部门的要求进行了详细说明；同时，亦有不足。")


def written(styles, n, seed=0):
    """n texts of each style, made of its sentences and words of no style."""
    draw = np.random.default_rng(seed)
    topic = "river window yellow paper garden engine bottle market"
    return [
        " ".join([*draw.permutation(list(style)), *draw.choice(topic.split(), 6)])
        + " ".join(draw.choice(topic.split(), 3))
        for style in styles
        for _ in range(n)
    ]


@pytest.fixture(scope="module")
def style_of(corpus_of):
    """The style cues of some texts."""

    def find(texts, learned_on=None, language="en"):
        finder = StyleClusters()(corpus_of(learned_on or texts, language=language), 10)
        (part,) = finder(corpus_of(list(texts), language=language))
        return part

    return find


def test_two_styles_are_one_cue(style_of):
    part = style_of(written((PLAIN, FORMAL), 80))
    assert part.names == ("style:1",)
    own = part.values.toarray().ravel()
    agree = (own == np.repeat([0, 1], 80)).mean()
    assert max(agree, 1 - agree) >= 0.99
    assert "letters≥8" in part.notes[0]


def test_the_cluster_of_a_text_follows_from_that_text_alone(style_of):
    texts = written((PLAIN, FORMAL), 80)
    whole = style_of(texts).values.toarray()
    some = style_of(texts[40:120:3], learned_on=texts).values.toarray()
    assert np.array_equal(some, whole[40:120:3])


def test_topics_are_no_styles(style_of):
    draw = np.random.default_rng(1)
    words = {t: f"{t}ball {t}team {t}coach {t}stadium".split() for t in ("foot", "base")}
    texts = [
        " ".join([*draw.permutation(list(PLAIN)), *draw.choice(words[t], 5)])
        for t in words
        for _ in range(80)
    ]
    with pytest.raises(NotApplicable, match="one-style"):
        # Nothing but the order of the sentences differs.
        style_of(texts)


def test_chinese_has_function_words_too(style_of):
    part = style_of(written(tuple((z, z[:4]) for z in ZH), 60), language="zh")
    own = part.values.toarray()[:, 0]
    assert {own[:60].mean(), own[60:].mean()} == {0.0, 1.0}


def test_features_are_counted_a_word():
    assert style_features("It's") == ["'", "\0word", "it's", "A-Z"]
    found = style_rates(["the the dog", "", "!!"], ["the", "!"])
    assert np.allclose(found, [[np.sqrt(2 / 3), 0], [0, 0], [0, np.sqrt(2)]])


@pytest.mark.parametrize(
    "odd", ["", "\0", "\ud800", "<script>", "=cmd()", "a" * 100_000, "😀" * 50]
)
def test_hostile_text_has_a_style(style_of, odd):
    texts = written((PLAIN, FORMAL), 80)
    part = style_of([odd, *texts], learned_on=texts)
    assert part.values.shape[0] == 161


def test_too_few_texts_are_not_applicable(style_of):
    with pytest.raises(NotApplicable, match=r"few-texts-for-styles .texts=20"):
        style_of(written((PLAIN, FORMAL), 10))
