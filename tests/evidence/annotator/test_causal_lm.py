"""A causal language model as annotator: its prompt, its calibration, its answers."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.evidence.annotator.causal_lm import CausalAnnotator
from cuewise.evidence.annotator.questions import CueQuestion, Questionnaire


class Model:
    """Finds every label as likely as the words of `liked` are in its favour."""

    name = "stand-in"

    def __init__(self, liked, level=0.0):
        self.liked, self.level, self.prefixes = liked, level, []

    def log_likelihood(self, prefix, pairs):
        self.prefixes.append(prefix)
        return np.array([self._one(text.removesuffix(" ="), more.strip()) for text, more in pairs])

    def _one(self, word, answer):
        if answer in ("other", "其他"):
            return -2.0
        return self.level - 2.0 + self.liked.get((word, answer), 0.0)


def asked(*words, labels=None, label="spam"):
    labels = {"spam": "", "ham": ""} if labels is None else labels
    return Questionnaire(labels, [CueQuestion(w, label, "") for w in words])


@pytest.mark.parametrize("level", [-5.0, 0.0, 5.0])
def test_a_label_that_is_likely_in_itself_gains_nothing(level):
    model = Model({("free", "spam"): 4.0, ("dear", "spam"): -4.0}, level)
    free, table, dear = CausalAnnotator(model)(asked("free", "table", "dear"), None).scores
    assert -free == dear == pytest.approx(np.tanh(1 / 2))
    assert table == pytest.approx(0.0)


def test_the_middle_answer_is_unsure_whatever_the_model_prefers():
    model = Model({("a", "spam"): 9.0, ("b", "spam"): 8.0, ("c", "spam"): 7.0})
    a, b, c = CausalAnnotator(model)(asked("a", "b", "c"), None).scores
    assert a < b == 0 < c


def test_no_question_has_no_answer():
    assert CausalAnnotator(Model({}))(asked(), None).scores == []


def test_labels_are_described_by_the_user_or_by_the_words_that_are_listed():
    model = Model({})
    CausalAnnotator(model)(asked("x", labels={"spam": "Sold.", "request_refund": ""}), None)
    assert "spam: Sold.\nCategories: spam, request refund, other\nWord: " in model.prefixes[0]
    CausalAnnotator(model)(asked("x", labels={"positive": "", "spam": ""}, label="positive"), None)
    assert "positive: good, great" in model.prefixes[-1]


def test_chinese_cues_are_asked_about_in_chinese():
    model = Model({("免费", "spam"): 3.0})
    found = CausalAnnotator(model)(asked("免费", "桌子", "的"), None)
    assert "类别：spam、ham、其他" in model.prefixes[0]
    assert found.scores[0] < -0.5
    assert found.reasons[0].facts["answered"] == 3
