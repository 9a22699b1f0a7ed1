"""A real language model, small enough for tests, as encoder of Chinese and as annotator."""

import os
from pathlib import Path

import numpy as np
import pytest

from cuewise import embed
from cuewise.embed.choice import usable_encoder
from cuewise.evidence.annotator.causal_lm import CausalAnnotator
from cuewise.evidence.annotator.questions import CueQuestion, Questionnaire
from cuewise.evidence.whitening import whitened
from cuewise.models.causal_lm import load_causal_lm

pytestmark = pytest.mark.needs_small_lm
FRUIT = ["苹果", "香蕉", "橙子", "葡萄", "西瓜"]
HOTEL = ["酒店", "宾馆", "房间", "前台", "大堂"]


@pytest.fixture(scope="module")
def folder():
    return Path(os.environ["CUEWISE_SMALL_LM"])


@pytest.fixture(scope="module")
def encoder(folder):
    return usable_encoder(str(folder))


def test_it_is_read_as_a_language_model(folder, encoder):
    assert encoder == embed.load_encoder(folder)
    assert (encoder.language_model, encoder.width, encoder.max_tokens) == (True, 640, 512)


def test_its_whitened_vectors_tell_two_chinese_topics_apart(encoder):
    vectors = whitened(encoder.encode)([*FRUIT, *HOTEL])
    # The strongest components, of which each is a contrast of words.
    near = vectors[:, :3] @ vectors[:, :3].T
    own = (near[:5, :5].mean() + near[5:, 5:].mean()) / 2
    assert own > near[:5, 5:].mean()


def test_its_tokenizer_holds_chinese_words_and_neither_slurs_nor_rare_characters(encoder):
    assert [w for w in ("很好", "洗发水", "superb", "beaners", "龘龘") if encoder.knows(w)] == [
        "很好",
        "洗发水",
        "superb",
    ]


def test_it_answers_as_annotator(folder):
    cues = [CueQuestion(word, "positive", "") for word in ("很好", "的")]
    labels = {"negative": "", "positive": ""}
    answers = CausalAnnotator(load_causal_lm(str(folder)))(Questionnaire(labels, cues), None)
    assert np.isfinite(np.array(answers.scores, dtype=float)).all()
