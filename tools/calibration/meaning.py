"""Signals of meaning: the axes and the lexicon."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from calibration.words import Task, logistic
from cuewise.cues.source import Encode
from cuewise.evidence.axes import axis_scores
from cuewise.evidence.irrelevance import SENTENCES
from cuewise.evidence.label_meaning import Meaning, meaning
from cuewise.evidence.polarity import polarities, polarity_of
from cuewise.records import Language

# People called 389 of 2,448 words of IMDB reviews causal (Wang and Culotta 2021). We assume that
# they disagree about as many.
CAUSAL = 389 / 2448
# If the name of a label is uninformative, its strongest words describe it. We assume that every
# other one is a reason: sample this many words of either kind, this many times.
_SAMPLED, _SAMPLES = 10, 5
Floats = NDArray[np.float64]
# The meanings of the labels of a task, in one or several versions.
LabelMeanings = Callable[[Task], Iterator[list[Meaning]]]


def listed_words(task: Task) -> Iterator[list[Meaning]]:
    """Labels described by the word lists of cuewise."""
    yield [meaning(label) for label in task.labels]


def bare_names(task: Task) -> Iterator[list[Meaning]]:
    """Labels described by their names."""
    yield [Meaning((label.replace("_", " "),), 0, "named") for label in task.labels]


def found_words(task: Task) -> Iterator[list[Meaning]]:
    """Labels described by words like the strongest ones of a corpus."""
    for seed in range(_SAMPLES):
        rng = np.random.default_rng([11, seed])
        meanings = []
        for label in task.labels:
            kinds = (task.genuine.get(label, ()), task.neutral)
            sampled = [w for k in kinds for w in rng.permutation(np.array(k))[:_SAMPLED].tolist()]
            meanings.append(Meaning(tuple(dict.fromkeys(sampled)), 0, "found"))
        yield meanings


def axis(
    task: Task,
    label_meanings: LabelMeanings,
    encode: Encode,
    templates: tuple[str, ...] = SENTENCES,
) -> list[Floats]:
    """Standard scores of `task.of(label)` for each label, relative to words of every kind."""
    out: list[list[Floats]] = [[] for _ in labels(task)]
    for meanings in label_meanings(task):
        for scores, label in zip(out, labels(task), strict=True):
            cues = [((w,), task.labels.index(label)) for w, _ in task.of(label)]
            scores.append(axis_scores(cues, meanings, _vocabulary(task), encode, templates))
    return [np.concatenate(scores) for scores in out]


def labels(task: Task) -> list[str]:
    """The labels with genuine words."""
    return [label for label in task.labels if label in task.genuine]


def _vocabulary(task: Task) -> list[str]:
    """The reference of the standard scores: words of each kind in the shares of a corpus."""
    mixed = [w for words in task.mixed.values() for w in words]
    genuine = [w for words in task.genuine.values() for w in words]
    n = round(len(task.neutral) * CAUSAL / (1 - 2 * CAUSAL))
    words = [*task.neutral, *_evenly(mixed, n), *_evenly(genuine, n)]
    # In an order that does not depend on the kind, since `place` sets every other one aside.
    return sorted(dict.fromkeys(words), key=lambda w: w[::-1])


def _evenly(words: list[str], n: int) -> list[str]:
    """At most n words, at equal steps."""
    rows = np.linspace(0, len(words) - 1, min(n, len(words))).astype(int)
    return [words[i] for i in np.unique(rows)]


def line(scored: list[tuple[Task, list[Floats]]]) -> tuple[float, float, int, int]:
    """Intercept and slope of the log likelihood ratio, and the numbers of genuine and spurious."""
    score = np.concatenate([s for _, scores in scored for s in scores])
    kinds = [
        np.resize([t for _, t in task.of(label)], of_label.size)
        for task, scores in scored
        for label, of_label in zip(labels(task), scores, strict=True)
    ]
    target = np.concatenate(kinds)
    intercept, slope = logistic(-score[:, None], target)
    return intercept, float(slope[0]), int((target == 0).sum()), int((target == 1).sum())


def agreed(language: Language, task: Task) -> float:
    """The log likelihood ratio of being listed with the label's polarity."""
    table, counts = polarities(language), np.ones((2, 2))
    for label, pole in (("negative", -1), ("positive", 1)):
        for word, target in task.of(label):
            agrees = polarity_of(word, table) * pole > 0
            counts[int(agrees)] += (1 - target, target)
    genuine, spurious = (counts / counts.sum(axis=0))[1]
    return math.log(spurious / genuine)
