"""Make src/cuewise/evidence/calibration.toml: from raw signals to log likelihood ratios.

    python tools/calibrate.py

Words that we sorted by hand (tools/calibration/words.toml) are scored by each signal, and the two
kinds are told apart with balanced weights. The targets are soft: people disagree about a word in
twelve, and a list made by one hand is cleaner than any corpus. Nothing here is used to judge.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cuewise.embed import default_encoder
from cuewise.evidence.anchors import meaning
from cuewise.evidence.irrelevance import label_axes, standing
from cuewise.evidence.lexicon import log_ratio, polarity_of
from cuewise.evidence.parts import LIMIT
from cuewise.evidence.polarity import polarities
from cuewise.synth.lexicon import lexicon as synth_lexicon
from cuewise.types import Language

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src" / "cuewise" / "evidence" / "calibration.toml"
DISAGREE = 0.08
# Of 2,448 words of IMDB reviews 389 were called causal by people (Wang and Culotta 2021), of those
# that go with a label some 30%: odds of 7 to 3 for spurious.
PRIOR = math.log(7 / 3)


Words = tuple[dict[str, list[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores for one label: words that are a reason for it, and words that are not."""

    by: str
    genuine: NDArray[np.float64]
    spurious: NDArray[np.float64]


def main() -> None:
    """Fit every signal and write the table."""
    text = (ROOT / "tools" / "calibration" / "words.toml").read_text("utf-8")
    tasks = tomllib.loads(text)["task"]
    judged = [j for task in tasks for j in semantic(task)]
    lines = {by: line([j for j in judged if j.by == by]) for by in ("listed", "named")}
    tables = {"en": listed("en", *english(tasks[0])), "zh": listed("zh", *chinese())}
    # Both signals speak of meaning, so together they say less than their sum; in Chinese the list
    # stands alone.
    both = together(semantic(tasks[0]), english(tasks[0]), lines["listed"], tables["en"])
    tables["en"] = {k: both[1] * v for k, v in tables["en"].items()}
    out = [
        "# Made by tools/calibrate.py from tools/calibration/words.toml; do not edit by hand.",
        "# log LR(spurious) = intercept - slope x score; n: words called genuine, spurious.",
        "",
        "[prior]",
        f"log_odds = {PRIOR:.3f}",
    ]
    for by, (intercept, slope, genuine, spurious) in lines.items():
        out += ["", f"[{by}]", f"intercept = {both[0] * intercept:.3f}"]
        out += [f"slope = {both[0] * slope:.3f}", f"n = [{genuine}, {spurious}]"]
    for language, table in tables.items():
        out += ["", f"[lexicon.{language}]", *(f"{k} = {v:.3f}" for k, v in table.items())]
    TARGET.write_text("\n".join([*out, ""]), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}:", *out[2:], sep="\n")


def together(
    judged: list[Judged], words: Words, of: tuple[float, float, int, int], table: dict[str, float]
) -> tuple[float, float]:
    """Weights of the two signals of meaning beside each other, both at least 0."""
    rows, spurious = [], []
    for j, (label, pole) in zip(judged, (("negative", -1), ("positive", 1)), strict=True):
        for group, scores in ((words[0][label], j.genuine), (words[1], j.spurious)):
            for word, score in zip(group, scores, strict=True):
                agreement = polarity_of(word, polarities("en")) * pole
                rows.append((of[0] - of[1] * score, log_ratio(agreement, table)))
                spurious.append(scores is j.spurious)
    x = np.clip(np.array(rows), -LIMIT, LIMIT)
    weight, target = _soft(np.array(spurious))

    def loss(at: NDArray[np.float64]) -> float:
        logit = at[0] + x @ at[1:]
        return float(np.sum(weight * (np.logaddexp(0, logit) - target * logit)))

    best = minimize(loss, [0.0, 1.0, 1.0], bounds=[(None, None), (0, None), (0, None)]).x
    return float(best[1]), float(best[2])


def _soft(spurious: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights that give both kinds the same say, and targets that allow for disagreement."""
    weight = np.where(spurious, 0.5 / spurious.sum(), 0.5 / (~spurious).sum())
    return weight, np.where(spurious, 1 - DISAGREE, DISAGREE)


def semantic(task: dict[str, object]) -> list[Judged]:
    """Scores of the words of one task, by label."""
    labels = [str(v) for v in _list(task["labels"])]
    meanings = [meaning(label) for label in labels]
    encode = default_encoder().encode
    neutral = str(task["neutral"]).split()
    groups = {k: str(v).split() for k, v in _table(task["genuine"]).items()}
    # The background of a corpus holds words of every kind, most of them neutral.
    background = [*neutral, *(w for group in groups.values() for w in group)]
    background = background[:: max(1, len(background) // 300)]
    axes = label_axes(meanings, encode)
    plain = standing(neutral, background, axes, encode)
    return [
        Judged(
            meanings[i].by,
            standing(groups[label], background, axes, encode)[:, i],
            plain[:, i],
        )
        for i, label in enumerate(labels)
        if label in groups
    ]


def line(judged: list[Judged]) -> tuple[float, float, int, int]:
    """Intercept and slope of the log likelihood ratio, by logistic loss with soft targets."""
    score = np.concatenate([np.concatenate([j.genuine, j.spurious]) for j in judged])
    spurious = np.concatenate(
        [np.repeat([False, True], [j.genuine.size, j.spurious.size]) for j in judged]
    )
    weight, target = _soft(spurious)

    def loss(at: NDArray[np.float64]) -> float:
        logit = at[0] - at[1] * score
        return float(np.sum(weight * (np.logaddexp(0, logit) - target * logit)))

    best = minimize(loss, [1.0, 1.0], bounds=[(None, None), (0, None)]).x
    return float(best[0]), float(best[1]), int((~spurious).sum()), int(spurious.sum())


def english(task: dict[str, object]) -> Words:
    """Words of praise and blame, and words that say neither."""
    groups = {k: str(v).split() for k, v in _table(task["genuine"]).items()}
    return groups, str(task["neutral"]).split()


def chinese() -> Words:
    """The same from the words that made-up Chinese corpora are made of."""
    words = synth_lexicon("zh")
    pairs = [pair for pool in words.pairs.values() for pair in pool]
    groups = {"positive": [p.positive for p in pairs], "negative": [p.negative for p in pairs]}
    return groups, sorted(words.neutral_words())


def listed(
    language: Language, groups: dict[str, list[str]], neutral: list[str]
) -> dict[str, float]:
    """Log likelihood ratios of being listed on the label's side, on the other, or not at all."""
    table = polarities(language)
    on_side = [
        np.sign(table.get(w, 0.0)) * pole
        for name, pole in (("positive", 1), ("negative", -1))
        for w in groups[name]
    ]
    # A neutral word goes with either label by chance: each counts once on each side.
    off = [s * np.sign(table.get(w, 0.0)) for w in neutral for s in (1, -1)]
    shares = [
        [(np.sum(np.equal(group, side)) + 1) / (len(group) + 3) for side in (1, -1, 0)]
        for group in (on_side, off)
    ]
    soft = [
        [(1 - DISAGREE) * a + DISAGREE * b for a, b in zip(own, other, strict=True)]
        for own, other in (shares, shares[::-1])
    ]
    ratios = [math.log(s / g) for g, s in zip(*soft, strict=True)]
    # A word of praise that goes with blame is no sign of meaning, however rare in these lists.
    return {"agrees": ratios[0], "disagrees": max(0.0, ratios[1]), "unlisted": ratios[2]}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


if __name__ == "__main__":
    main()
