"""Semantic irrelevance: whether the cue means anything for its label.

The cue stands in short sentences ("it was {cue}"); their embeddings are projected on the axis from
the words that describe the other labels to those that describe this one, and the projection is
standardised against the corpus's own vocabulary. About 0: as meaningless for the label as an
average word. The line log LR = 1.8 − 1.6·score says: an average word is spurious at odds of 6 to
1, one standing two deviations towards the label genuine at 4 to 1. Set by hand; a calibration
fitted on data of its own is to replace it.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.evidence.parts import Case, Encode, Verdicts, signal
from cuewise.types import Signal

TEMPLATES = ("it was {}", "this is {}", "{}")
_KINDS = frozenset({"word", "ngram", "position"})
_GENERIC = re.compile(r"(class|label|category|cat|type|group)?[ _-]*\d*|oos|other|unknown|none")
_BACKGROUND = 300
_JUDGED = 1500
_AT_SPURIOUS, _PER_DEVIATION = 1.8, 1.6
# A bare name describes a label worse than a list of words does.
_NAME_ONLY = 0.6


def irrelevance(case: Case) -> Verdicts:
    """A signal for every word or phrase of single texts; None for the rest."""
    if case.encode is None:
        raise NotApplicable("no encoder for this language, or the 'models' extra is not installed")
    if case.corpus.texts_b is not None:
        raise NotApplicable(
            "the label is a relation between two texts: one word has no meaning for it"
        )
    axes, weights = _axes(case.corpus.label_names, case.encode)
    parsed = [parse(case.cues.names[j]) for j in case.cue]
    # The cues come strongest first; each costs an embedding a template.
    phrases = list(dict.fromkeys(_phrase(k, v) for _, k, v in parsed if k in _KINDS))[:_JUDGED]
    row = {p: i for i, p in enumerate(phrases)}
    scores = _scores(phrases, _background(case), axes, case.encode) if phrases else np.empty((0, 0))
    out: Verdicts = []
    for (_, kind, value), label in zip(parsed, case.label, strict=True):
        if kind not in _KINDS or _phrase(kind, value) not in row:
            out.append(None)
            continue
        score, weight = float(scores[row[_phrase(kind, value)], label]), float(weights[label])
        out.append(signal(score, weight * (_AT_SPURIOUS - _PER_DEVIATION * score)))
    return _shared(out, case.family)


def _shared(signals: Verdicts, family: NDArray[np.int64]) -> Verdicts:
    """Pieces of one phrase mean what its most meaningful piece means: "won me" of "won me over"."""
    strongest: dict[int, Signal] = {}
    for found, head in zip(signals, family.tolist(), strict=True):
        if found is not None and (head not in strongest or found.log_lr < strongest[head].log_lr):
            strongest[head] = found
    return [
        None if s is None else strongest[h] for s, h in zip(signals, family.tolist(), strict=True)
    ]


@cache
def _anchors() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(files("cuewise.evidence").joinpath("anchors.toml").read_text("utf-8"))
    return {name: tuple(entry["words"]) for entry in table.values() for name in entry["names"]}


def _describe(label: str) -> tuple[tuple[str, ...], float]:
    """Words that describe a label and how far to trust them."""
    name = re.sub(r"[_\-\s]+", " ", label).strip().lower()
    if name in _anchors():
        return _anchors()[name], 1.0
    if _GENERIC.fullmatch(name):
        raise NotApplicable(f"the label name {label!r} says nothing of its meaning: rename it")
    return (name,), _NAME_ONLY


def _axes(
    labels: tuple[str, ...], encode: Encode
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """axes[k, template, d] of unit length, from the other labels to each; trust[k]."""
    described = [_describe(label) for label in labels]
    flat = [t.format(w) for words, _ in described for t in TEMPLATES for w in words]
    vectors, at, centres = np.asarray(encode(flat)), 0, []
    for words, _ in described:
        block = vectors[at : at + len(words) * len(TEMPLATES)]
        centres.append(block.reshape(len(TEMPLATES), len(words), -1).mean(axis=1))
        at += len(words) * len(TEMPLATES)
    centre = np.stack(centres)
    rest = (centre.sum(axis=0, keepdims=True) - centre) / max(len(labels) - 1, 1)
    axes = centre - rest
    axes /= np.maximum(np.linalg.norm(axes, axis=2, keepdims=True), 1e-9)
    return axes, np.array([trust for _, trust in described])


def _phrase(kind: str, value: str) -> str:
    return value.partition("=")[2] if kind == "position" else value


def _background(case: Case) -> list[str]:
    words = [
        parse(n)[2] for n, k in zip(case.cues.names, case.cues.kinds, strict=True) if k == "word"
    ]
    step = max(1, len(words) // _BACKGROUND)
    return words[::step][:_BACKGROUND]


def _scores(
    phrases: list[str], background: list[str], axes: NDArray[np.float32], encode: Encode
) -> NDArray[np.float64]:
    """Standard scores [phrases, k], averaged over the templates."""
    total = np.zeros((len(phrases), axes.shape[0]))
    for i, template in enumerate(TEMPLATES):
        vectors = np.asarray(encode([template.format(p) for p in [*phrases, *background]]))
        on_axis = vectors @ axes[:, i].T
        own, other = on_axis[: len(phrases)], on_axis[len(phrases) :]
        total += (own - other.mean(axis=0)) / np.maximum(other.std(axis=0), 1e-9)
    return total / len(TEMPLATES)
