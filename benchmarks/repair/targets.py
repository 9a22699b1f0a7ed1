"""The targets of repair, each computed from the finished cases of several seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from real.rows import Row
from scipy.stats import t

from cuewise.records.comparison import NO_CHANGE

Results = Mapping[tuple[str, str, int], Mapping[str, Any]]
# A row is judged from this number of seeds on.
SEEDS = 5
# The metric of each case, higher is better: the worst group of these, a test of those.
_BY_WORST = {"planted cad_imdb", "planted synthetic en", "planted synthetic zh", "mnli negation"}
_TEST = {"nfl_jigsaw": "broken", "cad_imdb revised": "revised"}
# Indices into a candidate's values: its standing, the metric of its case, the worst group.
METRIC, WORST = 1, 2
# A choice is good if the best in hindsight has a worst group that is better by no more than this;
# so many choices of all cases are to be good.
_BEHIND, _GOOD, _CASES = 0.02, 18, 23
_MAZE_TARGETS = {"single-word": 0.95, "category": 0.7, "tone": 0.4, "author": 0.45}


@dataclass(frozen=True, slots=True)
class SeedMean:
    """A mean over seeds with a t interval; `low` and `high` are NaN for a single seed."""

    value: float
    low: float
    high: float
    seeds: int

    def text(self, places: int = 3) -> str:
        """The printed form: value, interval and number of seeds; no interval for a single seed."""
        if self.seeds == 1:
            return f"{self.value:.{places}f}, one seed"
        bounds = f"[{self.low:.{places}f}, {self.high:.{places}f}]"
        return f"{self.value:.{places}f} {bounds} over {self.seeds} seeds"


def mean(values: Sequence[float]) -> SeedMean:
    """The mean over seeds and its 95% interval by Student's t.

    Examples
    --------
    >>> mean([1.0, 2.0, 3.0]).text(1)
    '2.0 [-0.5, 4.5] over 3 seeds'
    """
    v = np.asarray(values, float)
    half = float("nan")
    if v.size > 1:
        half = float(t.ppf(0.975, v.size - 1) * v.std(ddof=1) / v.size**0.5)
    return SeedMean(float(v.mean()), float(v.mean()) - half, float(v.mean()) + half, v.size)


def ratio(tops: Sequence[float], bottoms: Sequence[float]) -> SeedMean:
    """The ratio of two means over the same seeds, and its 95% interval (Cochran 1977, ch. 6).

    Not the mean of ratios: a seed with hardly any gap would dominate it.

    Examples
    --------
    >>> ratio([1.0, 2.0, 3.0], [2.0, 4.0, 6.5]).text(2)
    '0.48 [0.42, 0.54] over 3 seeds'
    """
    top, bottom = np.asarray(tops, float), np.asarray(bottoms, float)
    value = float(top.mean() / bottom.mean()) if bottom.mean() else float("nan")
    residual = mean(((top - value * bottom) / abs(bottom.mean() or 1.0)).tolist())
    half = residual.high - residual.value
    return SeedMean(value, value - half, value + half, top.size)


def accuracy(tests: Mapping[str, Any], name: str) -> float:
    """The share of right answers on a test."""
    right, n = tests[name]
    return float(right / n)


def worst_group(tests: Mapping[str, Any]) -> float:
    """The lowest accuracy of a group, over all tests with groups."""
    groups = [tests[name] for name in tests if name.endswith(" by group")]
    return min(right / n for counts in groups for right, n in counts.values())


def metric_of(case: str) -> Callable[[Mapping[str, Any]], float]:
    """The metric of a case, computed from the tests of a model."""
    if case in _BY_WORST:
        return worst_group
    name = _TEST.get(case, "anti")
    return lambda tests: accuracy(tests, name)


def target_rows(results: Results) -> list[Row]:
    """The table: every target for which there are finished cases."""
    cases = by_case(results)
    out: list[Row] = []
    for (case, model), seeds in sorted(cases.items()):
        rows = _ROWS[case.partition(" ")[0]]
        out += rows(f"{case}, {model}", case, model, seeds)
    behind = list(_hindsight(cases))
    return [*out, *_within(behind), *behind, *_defaults(cases)]


def by_case(results: Results) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """The results by case and model: a list over seeds."""
    out: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for (case, model, _), result in results.items():
        out.setdefault((case, model), []).append(result)
    return out


_Seeds = Sequence[Mapping[str, Any]]


def _before_after(
    seeds: _Seeds, value: Callable[[Mapping[str, Any]], float]
) -> tuple[list[float], list[float]]:
    return [value(s["first"]) for s in seeds], [value(s["chosen"]) for s in seeds]


def _change(before: Sequence[float], after: Sequence[float]) -> str:
    return f"{np.mean(before):.3f} to {np.mean(after):.3f}"


def _row(name: str, value: SeedMean, target: float | None, note: str, *, least: bool = True) -> Row:
    """A row with a target; not judged without one or before all seeds are finished."""
    figure = f"{value.text()} ({note})"
    if target is None:
        return Row(name, figure, "none", None)
    met = bool(value.value >= target if least else value.value <= target)
    sign = "≥" if least else "≤"
    return Row(name, figure, f"{sign} {target:g}", met if value.seeds >= SEEDS else None)


def _regained(
    name: str,
    before: list[float],
    after: list[float],
    best: list[float],
    target: float,
    note: str,
) -> Row:
    """The share of a gap that is regained; not judged if the seeds do not show a gap."""
    gap = mean(_difference(best, before))
    if gap.low <= 0:
        return Row(name, f"no gap is shown: {gap.text()} ({note})", f"≥ {target:g}", None)
    share = ratio(_difference(after, before), _difference(best, before))
    return _row(name, share, target, note)


def _difference(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(one, other, strict=True)]


def _planted(name: str, case: str, model: str, seeds: _Seeds) -> Iterator[Row]:
    before, after = _before_after(seeds, lambda tests: tests["reliance"])
    unseen = [s["plain"]["reliance"] for s in seeds]
    left = ratio(_difference(after, unseen), _difference(before, unseen))
    removed = SeedMean(1 - left.value, 1 - left.high, 1 - left.low, left.seeds)
    note = f"{_change(before, after)}, never saw it {np.mean(unseen):.3f}"
    yield _row(f"{name}: reliance removed", removed, 0.98, note)
    before, after = _before_after(seeds, worst_group)
    plain = [worst_group(s["plain"]) for s in seeds]
    note = f"{_change(before, after)}, unplanted {np.mean(plain):.3f}"
    yield _regained(f"{name}: worst group regained", before, after, plain, 0.85, note)
    plain = [accuracy(s["plain"], "unplanted") for s in seeds]
    chosen = [accuracy(s["chosen"], "unplanted") for s in seeds]
    lost = mean(_difference(plain, chosen))
    note = _change(plain, chosen)
    yield _row(f"{name}: lost on unplanted text", lost, 0.01, note, least=False)


def _jigsaw(name: str, case: str, model: str, seeds: _Seeds) -> Iterator[Row]:
    before, after = _before_after(seeds, metric_of(case))
    plain = [metric_of(case)(s["plain"]) for s in seeds]
    note = f"{_change(before, after)}, never saw it {np.mean(plain):.3f}"
    if model == "tfidf":
        yield _regained(f"{name}: share of the gap regained", before, after, plain, 0.92, note)
    else:
        lost = mean(_difference(before, after))
        yield _row(f"{name}: lost", lost, 0.01, note, least=False)


def _maze(name: str, case: str, model: str, seeds: _Seeds) -> Iterator[Row]:
    """Targets are for encoders; TF-IDF is shown for comparison."""
    normal, anti = (
        _before_after(seeds, lambda tests, test=test: accuracy(tests, test))
        for test in ("normal", "anti")
    )
    targeted = model != "tfidf"
    note = f"normal {_change(*normal)}; anti {_change(*anti)}"
    target = _MAZE_TARGETS[case.partition(" ")[2]] if targeted else None
    share = ratio(_difference(anti[1], anti[0]), _difference(normal[0], anti[0]))
    yield _row(f"{name}: share of the gap regained", share, target, note)
    for test in seeds[0]["first"]:
        if test.startswith("cue "):
            before, after = _before_after(seeds, lambda tests, test=test: accuracy(tests, test))
            most = 0.02 if targeted else None
            lost, note = mean(_difference(before, after)), _change(before, after)
            yield _row(f"{name}: lost, {test}", lost, most, note, least=False)


def _groups(name: str, case: str, model: str, seeds: _Seeds) -> Iterator[Row]:
    before, after = _before_after(seeds, worst_group)
    if not any(s["outcome"]["remedy"] != NO_CHANGE for s in seeds):
        figure = f"no change on {len(seeds)} seeds, worst group {np.mean(before):.3f}"
        yield Row(f"{name}: worst group gained", figure, "≥ 0.03, or no change", True)
        return
    gain = mean(_difference(after, before))
    yield _row(f"{name}: worst group gained", gain, 0.03, _change(before, after))
    before, after = _before_after(seeds, lambda tests: accuracy(tests, "groups"))
    lost = mean(_difference(before, after))
    yield _row(f"{name}: lost on average", lost, 0.01, _change(before, after), least=False)


def _revised(name: str, case: str, model: str, seeds: _Seeds) -> Iterator[Row]:
    before, after = _before_after(seeds, metric_of(case))
    gain = mean(_difference(after, before))
    yield _row(f"{name}: gained on revised texts", gain, 0.05, _change(before, after))


_ROWS = {
    "planted": _planted,
    "nfl_jigsaw": _jigsaw,
    "maze": _maze,
    "mnli": _groups,
    "cad_imdb": _revised,
}


def _hindsight(cases: Mapping[tuple[str, str], _Seeds]) -> Iterator[Row]:
    """The worst group of the chosen remedy, minus that of the best remedy over all seeds.

    Not by accuracy: a model that gives nearly every text the most frequent label would be best.
    """
    for (case, model), seeds in sorted(cases.items()):
        scores = remedy_scores(seeds, WORST)
        if not scores:
            continue
        code = max(scores, key=lambda c: np.mean(scores[c]))
        chosen = [worst_group(s["chosen"]) for s in seeds]
        behind = mean(_difference(scores[code], chosen))
        note = f"{code} {np.mean(scores[code]):.3f}, chosen {np.mean(chosen):.3f}"
        if len(seeds) > 1:
            other = np.mean(_difference(_best_elsewhere(scores), chosen))
            note += f"; by the best of the other seeds {other:.3f}"
        name = f"{case}, {model}: behind the best in hindsight"
        yield _row(name, behind, _BEHIND, note, least=False)


def _within(rows: Sequence[Row]) -> Iterator[Row]:
    """How many choices are not far behind the best in hindsight."""
    judged = [row.met for row in rows if row.met is not None]
    if judged:
        name = f"chosen within {100 * _BEHIND:g} points of the best in hindsight"
        good = sum(judged)
        met = good >= _GOOD if len(judged) >= _CASES else None
        yield Row(name, f"{good} of {len(judged)} cases", f"≥ {_GOOD} of {_CASES}", met)


def _defaults(cases: Mapping[tuple[str, str], _Seeds]) -> Iterator[Row]:
    """What `fix` ships without consent: the outcome on each seed, and the metric of the case."""
    for (case, model), seeds in sorted(cases.items()):
        outcomes = Counter(_worded(s["default"]) for s in seeds)
        counted = ", ".join(f"{what} {n}" for what, n in sorted(outcomes.items()))
        metric = metric_of(case)
        before, after = ([metric(s[which]) for s in seeds] for which in ("first", "default"))
        figure = f"{counted} ({_change(before, after)})"
        yield Row(f"{case}, {model}: by default", figure, "none", None)


def _worded(outcome: Mapping[str, Any]) -> str:
    """The remedy that was shipped, or the code of a refusal."""
    return f"refused ({outcome['refused']})" if outcome["refused"] else str(outcome["remedy"])


def _best_elsewhere(scores: Mapping[str, Sequence[float]]) -> list[float]:
    """Per seed, the score of the remedy that is best over the other seeds."""
    n = len(next(iter(scores.values())))
    best = (max(scores, key=lambda c: sum(scores[c]) - scores[c][i]) for i in range(n))
    return [scores[code][i] for i, code in enumerate(best)]


def remedy_scores(seeds: _Seeds, index: int) -> dict[str, list[float]]:
    """Per remedy its score on each seed, for the remedies that apply on all seeds.

    A remedy for the cues that the model relies on, and the same ("wide") for all cues on which
    reliance is not ruled out, are two. If both sets are equal, one score serves for both. `index`
    is METRIC or WORST.
    """
    out: dict[str, list[float]] = {}
    for seed in seeds:
        by_code: dict[str, dict[str, float]] = {}
        for code, scope, *values in seed["candidates"]:
            if values[index] is not None:
                by_code.setdefault(code, {})[scope or ""] = values[index]
        for code, by in by_code.items():
            out.setdefault(code, []).append(by.get("relied-on", by.get("not-cleared", by.get(""))))
            out.setdefault(f"{code}, wide", []).append(
                by.get("not-cleared", by.get("relied-on", by.get("")))
            )
    return {code: values for code, values in out.items() if len(values) == len(seeds)}
