"""The targets of mending, each from the finished cases of several seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from real.rows import Row
from scipy.stats import t

Found = Mapping[tuple[str, str, int], Mapping[str, Any]]
# From so many on a row is judged.
SEEDS = 5
# What is looked at in the tests of a case: the higher the better.
_BY_WORST = {"planted cad_imdb", "planted synthetic en", "planted synthetic zh", "mnli negation"}
_TEST = {"nfl_jigsaw": "broken", "cad_imdb revised": "revised"}
# Where they stand in a candidate: standing, what its case looks at, the worst group.
LOOKED_AT, WORST = 1, 2
_MAZE = {"single-word": 0.8, "category": 0.6, "tone": 0.4, "author": 0.3}


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over seeds with a t interval; `low` and `high` are NaN of a single seed."""

    value: float
    low: float
    high: float
    seeds: int

    def text(self, places: int = 3) -> str:
        """As it is printed: value, interval, seeds; of a single seed there is no interval."""
        if self.seeds == 1:
            return f"{self.value:.{places}f}, one seed"
        bounds = f"[{self.low:.{places}f}, {self.high:.{places}f}]"
        return f"{self.value:.{places}f} {bounds} over {self.seeds} seeds"


def mean(values: Sequence[float]) -> Mean:
    """The mean of some seeds and its 95% interval by Student's t.

    Examples
    --------
    >>> mean([1.0, 2.0, 3.0]).text(1)
    '2.0 [-0.5, 4.5] over 3 seeds'
    """
    own = np.asarray(values, float)
    half = float("nan")
    if own.size > 1:
        half = float(t.ppf(0.975, own.size - 1) * own.std(ddof=1) / own.size**0.5)
    return Mean(float(own.mean()), float(own.mean()) - half, float(own.mean()) + half, own.size)


def ratio(tops: Sequence[float], bottoms: Sequence[float]) -> Mean:
    """The ratio of two means over the same seeds, and its 95% interval (Cochran 1977, ch. 6).

    Not the mean of ratios: a seed with hardly a gap would be most of it.

    Examples
    --------
    >>> ratio([1.0, 2.0, 3.0], [2.0, 4.0, 6.5]).text(2)
    '0.48 [0.42, 0.54] over 3 seeds'
    """
    top, bottom = np.asarray(tops, float), np.asarray(bottoms, float)
    value = float(top.mean() / bottom.mean()) if bottom.mean() else float("nan")
    left = mean(((top - value * bottom) / abs(bottom.mean() or 1.0)).tolist())
    half = left.high - left.value
    return Mean(value, value - half, value + half, top.size)


def accuracy(tests: Mapping[str, Any], name: str) -> float:
    """The share of right answers on a test."""
    right, n = tests[name]
    return float(right / n)


def worst(tests: Mapping[str, Any]) -> float:
    """The least accuracy of a group of any test."""
    return min(right / n for own in _by_group(tests) for right, n in own.values())


def _by_group(tests: Mapping[str, Any]) -> list[Mapping[str, Sequence[int]]]:
    """The counts of every test that is told by group."""
    return [tests[name] for name in tests if name.endswith(" by group")]


def judged(case: str) -> Callable[[Mapping[str, Any]], float]:
    """What a case is judged by, of the tests of a model."""
    if case in _BY_WORST:
        return worst
    name = _TEST.get(case, "anti")
    return lambda tests: accuracy(tests, name)


def rows(found: Found) -> list[Row]:
    """The table: every target that there are cases for."""
    out: list[Row] = []
    for (case, model), own in sorted(grouped(found).items()):
        out += _rows(case, model, own)
    return out + list(_hindsight(grouped(found)))


def grouped(found: Found) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """What was found by case and model, seed by seed."""
    out: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for (case, model, _), own in found.items():
        out.setdefault((case, model), []).append(own)
    return out


def _rows(case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    kind = case.partition(" ")[0]
    return _KINDS[kind](f"{case}, {model}", case, model, own)


def _pairs(
    own: Sequence[Mapping[str, Any]], get: Callable[[Mapping[str, Any]], float]
) -> tuple[list[float], list[float]]:
    return [get(o["first"]) for o in own], [get(o["chosen"]) for o in own]


def _told(before: Sequence[float], after: Sequence[float]) -> str:
    return f"{np.mean(before):.3f} to {np.mean(after):.3f}"


def _row(name: str, own: Mean, target: float | None, told: str, *, least: bool = True) -> Row:
    """Not judged without a target, nor before all seeds are there."""
    figure = f"{own.text()} ({told})"
    if target is None:
        return Row(name, figure, "none", None)
    met = bool(own.value >= target if least else own.value <= target)
    sign = "≥" if least else "≤"
    return Row(name, figure, f"{sign} {target:g}", met if own.seeds >= SEEDS else None)


def _regained(
    name: str,
    first: list[float],
    last: list[float],
    best: list[float],
    target: float,
    told: str,
) -> Row:
    """The share of a gap that is regained; not judged where the seeds do not show a gap."""
    gap = mean(_less(best, first))
    if gap.low <= 0:
        return Row(name, f"no gap is shown: {gap.text()} ({told})", f"≥ {target:g}", None)
    share = ratio(_less(last, first), _less(best, first))
    return _row(name, share, target, told)


def _less(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(one, other, strict=True)]


def _planted(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    before, after = _pairs(own, lambda x: x["reliance"])
    never = [o["plain"]["reliance"] for o in own]
    left = ratio(_less(after, never), _less(before, never))
    gone = Mean(1 - left.value, 1 - left.high, 1 - left.low, left.seeds)
    told = f"{_told(before, after)}, never saw it {np.mean(never):.3f}"
    yield _row(f"{name}: reliance removed", gone, 0.95, told)
    first, last = _pairs(own, worst)
    plain = [worst(o["plain"]) for o in own]
    told = f"{_told(first, last)}, unplanted {np.mean(plain):.3f}"
    yield _regained(f"{name}: worst group regained", first, last, plain, 0.85, told)
    whole = [accuracy(o["plain"], "unplanted") for o in own]
    now = [accuracy(o["chosen"], "unplanted") for o in own]
    lost = mean(_less(whole, now))
    yield _row(f"{name}: lost on unplanted text", lost, 0.01, _told(whole, now), least=False)


def _jigsaw(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    first, last = _pairs(own, judged(case))
    plain = [judged(case)(o["plain"]) for o in own]
    told = f"{_told(first, last)}, never saw it {np.mean(plain):.3f}"
    if model == "tfidf":
        yield _regained(f"{name}: share of the gap regained", first, last, plain, 0.9, told)
    else:
        yield _row(f"{name}: lost", mean(_less(first, last)), 0.01, told, least=False)


def _mazes(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Targets are for encoders; TF-IDF stands beside them."""
    normal, anti = (
        _pairs(own, lambda x, test=test: accuracy(x, test)) for test in ("normal", "anti")
    )
    judge = model != "tfidf"
    told = f"normal {_told(*normal)}; anti {_told(*anti)}"
    target = _MAZE[case.partition(" ")[2]] if judge else None
    share = ratio(_less(anti[1], anti[0]), _less(normal[0], anti[0]))
    yield _row(f"{name}: share of the gap regained", share, target, told)
    for test in own[0]["first"]:
        if test.startswith("cue "):
            first, last = _pairs(own, lambda x, test=test: accuracy(x, test))
            most = 0.02 if judge else None
            lost, told = mean(_less(first, last)), _told(first, last)
            yield _row(f"{name}: lost, {test}", lost, most, told, least=False)


def _groups(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    first, last = _pairs(own, worst)
    gain = mean(_less(last, first))
    yield _row(f"{name}: worst group gained", gain, 0.05, _told(first, last))
    first, last = _pairs(own, lambda x: accuracy(x, "groups"))
    lost = mean(_less(first, last))
    yield _row(f"{name}: lost on average", lost, 0.01, _told(first, last), least=False)


def _revised(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    first, last = _pairs(own, judged(case))
    gain = mean(_less(last, first))
    yield _row(f"{name}: gained on revised texts", gain, 0.05, _told(first, last))


_KINDS = {
    "planted": _planted,
    "nfl_jigsaw": _jigsaw,
    "maze": _mazes,
    "mnli": _groups,
    "cad_imdb": _revised,
}


def _hindsight(grouped: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]) -> Iterator[Row]:
    """How far the worst group of what was chosen is behind that of the best remedy over all seeds.

    On accuracy a model that answers the most frequent label to nearly all would be the best.
    """
    for (case, model), own in sorted(grouped.items()):
        every = scores(own, WORST)
        if not every:
            continue
        code = max(every, key=lambda c: np.mean(every[c]))
        chosen = [worst(o["chosen"]) for o in own]
        behind = mean(_less(every[code], chosen))
        told = f"{code} {np.mean(every[code]):.3f}, chosen {np.mean(chosen):.3f}"
        if len(own) > 1:
            told += (
                f"; by the best of the other seeds {np.mean(_less(_elsewhere(every), chosen)):.3f}"
            )
        yield _row(
            f"{case}, {model}: behind the best in hindsight", behind, 0.02, told, least=False
        )


def _elsewhere(every: Mapping[str, Sequence[float]]) -> list[float]:
    """On each seed what is the best over the others: the best of many is so by chance."""
    n = len(next(iter(every.values())))
    best = (max(every, key=lambda c: sum(every[c]) - every[c][i]) for i in range(n))
    return [every[code][i] for i, code in enumerate(best)]


def scores(own: Sequence[Mapping[str, Any]], at: int) -> dict[str, list[float]]:
    """What every remedy gives on each seed, those that apply on all of them.

    A remedy for the cues relied on and for all those not cleared are two; where there is one set of
    cues it stands for both. `at`: LOOKED_AT or WORST.
    """
    out: dict[str, list[float]] = {}
    for seed in own:
        found: dict[str, dict[str, float]] = {}
        for code, scope, *values in seed["candidates"]:
            if values[at] is not None:
                found.setdefault(code, {})[scope or ""] = values[at]
        for code, by in found.items():
            out.setdefault(code, []).append(by.get("relied-on", by.get("not-cleared", by.get(""))))
            out.setdefault(f"{code}, wide", []).append(
                by.get("not-cleared", by.get("relied-on", by.get("")))
            )
    return {code: values for code, values in out.items() if len(values) == len(own)}
