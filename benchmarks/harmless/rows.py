"""The printed rows of repairs, and the targets that all of them together have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from real.rows import Row

from cuewise.records.thresholds import LABEL_LOSS, MAX_LOSS

Result = Mapping[str, Any]
# A loss of exactly the limit is allowed, however the shares are rounded.
_ROUNDING = 1e-9
# Of the shipped repairs, those that may lose more than the limit on texts that nothing saw.
_SHARE = 0.05
_TESTS = ("confirmed", "unseen", "elsewhere")


def row(name: str, model: str, result: Result, most: float | None = None) -> Row:
    """One repair; its target, if it has one, is the loss on unseen texts and elsewhere."""
    if "unseen" not in result:
        return Row(f"{name}, {model}", f"not applicable: {result['why']}", "none", None)
    parts = [f"{result['outcome']}, {result['cues']} cues, {result['seconds']:.0f} s"]
    parts += [_test(test, result) for test in _TESTS if test in result]
    if most is None:
        return Row(f"{name}, {model}", "; ".join(parts), "none", None)
    target = f"no loss above {100 * most:g} point, or refused"
    met = all(result[t]["lost"] <= most + _ROUNDING for t in _TESTS[1:] if t in result)
    return Row(f"{name}, {model}", "; ".join(parts), target, met)


def targets(results: Sequence[Result]) -> Iterator[Row]:
    """No shipped repair loses more than it may, and none is below the most frequent label."""
    shipped = [r for r in results if r.get("shipped")]
    of = f"{len(shipped)} repairs shipped"
    for where, share in (("confirmed", 0.0), ("unseen", _SHARE)):
        over = sum(r[where]["lost"] > MAX_LOSS + _ROUNDING for r in shipped)
        target = "at most 1 in 20" if share else "0"
        name = f"shipped repairs that lose over {100 * MAX_LOSS:g} points, {where}"
        yield Row(name, f"{over} of {of}", target, over <= share * len(shipped))
    over = sum(
        r["confirmed"]["of label"]["lost"] > LABEL_LOSS * MAX_LOSS + _ROUNDING for r in shipped
    )
    most = f"{100 * LABEL_LOSS * MAX_LOSS:g} points of a label's recall"
    yield Row(
        f"shipped repairs that lose over {most}, confirmed", f"{over} of {of}", "0", over == 0
    )
    below = sum(_below_majority(r["unseen"]) for r in shipped)
    name = "models shipped below the most frequent label, unseen"
    yield Row(name, f"{below} of {of}", "0", below == 0)


def _below_majority(test: Mapping[str, float]) -> bool:
    """Whether a repair made a model less accurate, and less than the most frequent label."""
    return test["after"] < min(test["majority"], test["before"])


def _test(test: str, result: Result) -> str:
    cost, refused = result[test], result.get(f"refused {test}")
    text = f"{test}: {100 * cost['before']:.1f}%"
    # Where nothing is shipped, nothing is lost outside the confirmation split.
    if test == "confirmed" or result["shipped"]:
        text += f" to {100 * cost['after']:.1f}%, lost {_lost(cost)}"
    else:
        text += f" n={cost['n']}"
    if test == "unseen" and result["shipped"]:
        text += f' ("{cost["label"]}" {_lost(cost["of label"])})'
    if test == "unseen":
        text += f", majority {100 * cost['majority']:.1f}%"
    return text if refused is None else f"{text} (the refused repair: lost {_lost(refused)})"


def _lost(cost: Mapping[str, float]) -> str:
    lost, low, high = (_points(cost[end]) for end in ("lost", "low", "high"))
    return f"{lost} [{low}, {high}] n={cost['n']}"


def _points(share: float) -> str:
    """Points with one decimal, and no negative zero."""
    return f"{round(100 * share, 1) + 0.0:.1f}"
