"""Words and phrases sorted by hand: reasons, no reasons, and those that people dispute."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cuewise.records import Language
from cuewise.synth.lexicon import load_lexicon

WORDS, PHRASES = (Path(__file__).parent / f"{name}.toml" for name in ("words", "phrases"))
# The share of people who would call a word of each kind spurious.
TARGET = {"genuine": 0.0, "mixed": 0.5, "neutral": 1.0}


@dataclass(frozen=True, slots=True)
class Task:
    """Labels, and words by kind and label; the neutral words belong to no label."""

    labels: tuple[str, ...]
    genuine: dict[str, tuple[str, ...]]
    mixed: dict[str, tuple[str, ...]]
    neutral: tuple[str, ...]

    def of(self, label: str) -> list[tuple[str, float]]:
        """Each word that may be associated with a label, and its target."""
        kinds = {
            "genuine": self.genuine.get(label, ()),
            "mixed": self.mixed.get(label, ()),
            "neutral": self.neutral,
        }
        return [(w, TARGET[kind]) for kind, words in kinds.items() for w in words]


def tasks() -> list[Task]:
    """The tasks of words.toml."""
    return [_task(entry, str.split) for entry in tomllib.loads(WORDS.read_text("utf-8"))["task"]]


def phrases(language: Language) -> Task:
    """The task of phrases.toml in a language."""
    entries = tomllib.loads(PHRASES.read_text("utf-8"))["task"]
    return next(_task(e, _lines) for e in entries if e["language"] == language)


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _task(entry: dict[str, Any], split: Callable[[str], list[str]]) -> Task:
    genuine, mixed = (
        {label: tuple(dict.fromkeys(split(text))) for label, text in entry.get(kind, {}).items()}
        for kind in ("genuine", "mixed")
    )
    neutral = tuple(dict.fromkeys(split(entry["neutral"])))
    return Task(tuple(entry["labels"]), genuine, mixed, neutral)


def chinese() -> Task:
    """A task from the words of generated Chinese corpora; none of them is mixed."""
    words = load_lexicon("zh")
    pairs = [pair for pool in words.pairs.values() for pair in pool]
    genuine = {
        "positive": tuple(p.positive for p in pairs),
        "negative": tuple(p.negative for p in pairs),
    }
    return Task(("negative", "positive"), genuine, {}, tuple(sorted(words.neutral_words())))


def logistic(
    x: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Intercept a and slopes b ≥ 0 of log-odds(target) = a + x·b, with equal weight for both kinds.

    x is [n, p]; targets, [n], lie between 0 and 1. With equal weights, the log-odds are a log
    likelihood ratio.
    """
    weight = target / target.sum() + (1 - target) / (1 - target).sum()

    def loss(b: NDArray[np.float64]) -> float:
        logit = b[0] + x @ b[1:]
        return float(np.sum(weight * (np.logaddexp(0, logit) - balanced * logit)))

    # Split a mixed word between both kinds; each part has the weight of its kind.
    balanced = target / target.sum() / weight
    start = np.concatenate([[0.0], np.ones(x.shape[1])])
    bounds = [(None, None), *[(0, None)] * x.shape[1]]
    best = minimize(loss, start, bounds=bounds).x
    return float(best[0]), np.asarray(best[1:])
