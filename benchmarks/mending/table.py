"""The targets of mending, each from the finished cases of several seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from real.rows import Row
from scipy.stats import t

Found = Mapping[tuple[str, str, int], Mapping[str, Any]]
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


def _row(name: str, own: Mean, target: float, told: str, *, least: bool = True) -> Row:
    met = own.value >= target if least else own.value <= target
    sign = "≥" if least else "≤"
    figure = f"{own.text()} ({told})"
    return Row(name, figure, f"{sign} {target:g}", bool(met))


def _planted(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    before, after = _pairs(own, lambda x: abs(x["reliance"]["delta"]))
    gone = mean([1 - b / a for a, b in zip(before, after, strict=True)])
    yield _row(f"{name}: reliance removed", gone, 0.95, _told(before, after))
    first, last = _pairs(own, worst)
    plain = [worst(o["plain"]) for o in own]
    regained = mean(
        [(c - a) / (p - a) for a, c, p in zip(first, last, plain, strict=True) if p > a]
    )
    told = f"{_told(first, last)}, unplanted {np.mean(plain):.3f}"
    yield _row(f"{name}: worst group regained", regained, 0.85, told)
    whole = [accuracy(o["plain"], "unplanted") for o in own]
    now = [accuracy(o["chosen"], "unplanted") for o in own]
    lost = mean([a - b for a, b in zip(whole, now, strict=True)])
    yield _row(f"{name}: lost on unplanted text", lost, 0.01, _told(whole, now), least=False)


def _jigsaw(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    first, last = _pairs(own, judged(case))
    plain = [judged(case)(o["plain"]) for o in own]
    if model == "tfidf":
        share = mean([(c - a) / (p - a) for a, c, p in zip(first, last, plain, strict=True)])
        told = f"{_told(first, last)}, never saw it {np.mean(plain):.3f}"
        yield _row(f"{name}: share of the gap regained", share, 0.9, told)
    else:
        lost = mean([a - b for a, b in zip(first, last, strict=True)])
        yield _row(f"{name}: lost", lost, 0.01, _told(first, last), least=False)


def _mazes(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    def gap(tests: Mapping[str, Any]) -> float:
        return accuracy(tests, "normal") - accuracy(tests, "anti")

    before, after = _pairs(own, gap)
    share = mean([1 - b / a for a, b in zip(before, after, strict=True)])
    told = "; ".join(
        f"{test} {_told(*_pairs(own, lambda x, test=test: accuracy(x, test)))}"
        for test in ("normal", "anti")
    )
    yield _row(f"{name}: share of the gap gone", share, _MAZE[case.partition(" ")[2]], told)
    if "neutral" in own[0]["first"]:
        first, last = _pairs(own, lambda x: accuracy(x, "neutral"))
        lost = mean([a - b for a, b in zip(first, last, strict=True)])
        yield _row(f"{name}: lost, cue neutralised", lost, 0.02, _told(first, last), least=False)


def _groups(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    first, last = _pairs(own, worst)
    gain = mean([b - a for a, b in zip(first, last, strict=True)])
    yield _row(f"{name}: worst group gained", gain, 0.05, _told(first, last))
    first, last = _pairs(own, lambda x: accuracy(x, "groups"))
    lost = mean([a - b for a, b in zip(first, last, strict=True)])
    yield _row(f"{name}: lost on average", lost, 0.01, _told(first, last), least=False)


def _revised(name: str, case: str, model: str, own: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    first, last = _pairs(own, judged(case))
    gain = mean([b - a for a, b in zip(first, last, strict=True)])
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
    for (case, model), seeds in sorted(grouped.items()):
        own = [o for o in seeds if _by_group(o["chosen"])]
        every = scores(own, WORST)
        if not every:
            continue
        code = max(every, key=lambda c: np.mean(every[c]))
        chosen = [worst(o["chosen"]) for o in own]
        behind = mean([a - b for a, b in zip(every[code], chosen, strict=True)])
        told = f"{code} {np.mean(every[code]):.3f}, chosen {np.mean(chosen):.3f}"
        yield _row(
            f"{case}, {model}: behind the best in hindsight", behind, 0.02, told, least=False
        )


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
