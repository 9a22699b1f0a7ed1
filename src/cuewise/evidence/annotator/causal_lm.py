"""A causal language model on this machine as annotator.

The model sorts words into the labels and "other", after eight words of each of two other tasks. The
answer is log P(label) - log P(other), less the same for words that mean nothing ("N/A", "the"): so
calibrated, a label that is likely in itself gains nothing (Zhao et al. 2021, "Calibrate before
use"). A small model says "other" too rarely or too often, so the middle answer counts as unsure.
What counts is which cues it finds more meaningful than others. Labels are described by the user's
sentences, else by the words that cuewise lists for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.evidence.annotator.questions import AnnotatorAnswers, Questionnaire
from cuewise.evidence.label_meaning import meaning
from cuewise.models.causal_lm import CausalLM
from cuewise.plugins.outcomes import Progress, unwatched
from cuewise.records import Floats, Reason
from cuewise.text.scripts import has_han

# Questions between two steps of the progress.
_AT_ONCE = 64
_LISTED_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wordings:
    """The prompt in one language: examples, then the task, its categories and the word."""

    examples: str
    task: str
    describing: str
    categories: str
    between: str
    word: str
    other: str
    free: tuple[str, ...]


_ENGLISH = Wordings(
    examples="""\
Task: sort words from hotel complaints.
Categories: noise, dirt, other
Word: loud = noise
Word: stains = dirt
Word: the = other
Word: Tuesday = other
Word: drilling = noise
Word: filthy = dirt
Word: Berlin = other
Word: they = other

Task: sort words from weather reports.
Categories: rain, sunshine, other
Word: drizzle = rain
Word: report = other
Word: bright = sunshine
Word: umbrella = rain
Word: seven = other
Word: on the = other
Word: cloudless = sunshine
Word: Peter = other

""",
    task="Task: sort words from texts.\n",
    describing="{label}: {text}\n",
    categories="Categories: {labels}, other\n",
    between=", ",
    word="Word: ",
    other="other",
    free=("N/A", "...", "the", "it", "one"),
)
_CHINESE = Wordings(
    examples="""\
任务：给酒店投诉中的词分类。
类别：噪音、脏污、其他
词：吵闹 = 噪音
词：污渍 = 脏污
词：的 = 其他
词：周二 = 其他
词：施工声 = 噪音
词：肮脏 = 脏污
词：北京 = 其他
词：我们 = 其他

任务：给天气预报中的词分类。
类别：下雨、晴天、其他
词：毛毛雨 = 下雨
词：报告 = 其他
词：明媚 = 晴天
词：雨伞 = 下雨
词：七 = 其他
词：在 = 其他
词：万里无云 = 晴天
词：小明 = 其他

""",
    task="任务：给文本中的词分类。\n",
    describing="{label}：{text}\n",
    categories="类别：{labels}、其他\n",
    between="、",
    word="词：",
    other="其他",
    free=("无", "……", "的", "一个", "它"),
)


@dataclass(frozen=True, slots=True)
class CausalAnnotator:
    """Asks a causal language model about every cue."""

    lm: CausalLM

    def __call__(self, asked: Questionnaire, progress: Progress | None) -> AnnotatorAnswers:
        """Answer every question; the answers are never missing."""
        chinese = sum(has_han(q.words) for q in asked.questions) * 2 > len(asked.questions)
        wording = _CHINESE if chinese else _ENGLISH
        prefix = _prefix(wording, asked.labels)
        names = {label: _shown(label) for label in asked.labels}
        level = {label: self._ratio(prefix, wording, wording.free, name).mean()
                 for label, name in names.items()}  # fmt: skip
        ratios = np.zeros(len(asked.questions))
        bar = progress.stage(f"asking {self.lm.name}", len(ratios)) if progress else None
        with bar or nullcontext(unwatched) as advance:
            for label, name in names.items():
                rows = [i for i, q in enumerate(asked.questions) if q.label == label]
                for k in range(0, len(rows), _AT_ONCE):
                    some = rows[k : k + _AT_ONCE]
                    words = tuple(asked.questions[i].words for i in some)
                    ratios[some] = self._ratio(prefix, wording, words, name) - level[label]
                    advance(len(some))
        scores = _centred(ratios).tolist()
        n = len(scores)
        summary = Reason.of("annotator-asked", model=self.lm.name, calls=n, cues=n, answered=n)
        return AnnotatorAnswers(scores, [summary])

    def _ratio(self, prefix: str, wording: Wordings, words: tuple[str, ...], name: str) -> Floats:
        """log P(label) - log P(other) of every word [n]."""
        asked = [(f"{w} =", f" {answer}") for answer in (name, wording.other) for w in words]
        found = self.lm.log_likelihood(prefix, asked)
        return np.asarray(found[: len(words)] - found[len(words) :])


def _centred(ratios: Floats) -> Floats:
    """Scores [n] within ±1 from log ratios, 0 at their median; half of them are beyond ±.46."""
    if not ratios.size:
        return ratios
    off = ratios - np.median(ratios)
    return np.asarray(-np.tanh(off / (2 * max(float(np.median(np.abs(off))), 1e-9))))


def _prefix(wording: Wordings, labels: Mapping[str, str]) -> str:
    described = {_shown(label): text or _listed(label) for label, text in labels.items()}
    lines = [wording.describing.format(label=k, text=v) for k, v in described.items() if v]
    categories = wording.categories.format(labels=wording.between.join(described))
    return "".join([wording.examples, wording.task, *lines, categories, wording.word])


def _listed(label: str) -> str:
    try:
        found = meaning(label)
    except NotApplicable:
        return ""
    return ", ".join(found.words[:_LISTED_WORDS]) if found.by == "listed" else ""


def _shown(label: str) -> str:
    return " ".join(label.replace("_", " ").split())
