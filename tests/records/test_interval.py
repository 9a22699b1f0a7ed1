"""What an interval allows, and where each record gets one from."""

from __future__ import annotations

import math

import pytest

from cuewise.records import Association, Interval, Measure, Rate, Reliance
from cuewise.records.interval import finite_or_none

NAN = float("nan")


@pytest.mark.parametrize(
    ("ends", "nearest", "farthest"),
    [
        ((0.1, 0.3), 0.1, 0.3),
        ((-0.3, -0.1), 0.1, 0.3),
        ((-0.1, 0.3), 0.0, 0.3),
        ((-0.3, 0.1), 0.0, 0.3),
        ((0.0, 0.3), 0.0, 0.3),
        ((None, 0.3), 0.0, math.inf),
        ((0.1, None), 0.0, math.inf),
        ((NAN, 0.3), 0.0, math.inf),
        ((0.1, math.inf), 0.0, math.inf),
    ],
)
def test_nearest_and_farthest(ends, nearest, farthest) -> None:
    interval = Interval(0.2, *ends)
    assert interval.nearest == nearest
    assert interval.farthest == farthest


def test_within_counts_its_ends_and_never_holds_for_the_unknown() -> None:
    assert Interval(0, -0.02, 0.02).within(0.02)
    assert not Interval(0, -0.021, 0.02).within(0.02)
    assert not Interval(0, -0.02, 0.021).within(0.02)
    assert not Interval(0, None, 0.01).within(1e9)


def test_every_record_gives_its_numbers_in_order() -> None:
    rate = Rate(estimate=0.2, low=0.1, high=0.3, n=7)
    measure = Measure(
        code="c", subject="s", model=None, value=0.2, low=0.1, high=0.3, n=7, unit="share"
    )
    association = Association(
        measure="", estimate=0.2, low=0.1, high=0.3, p=0, q=0, log_odds_ratio=1, replicated=True
    )
    empty = {"flip_rate": None, "placebo": None}
    reliance = Reliance(
        **{"model": "m", "delta": 0.2, "low": 0.1, "high": 0.3, "n": 7, **empty},
        fcs_raw=1,
        fcs_excess=2,
        fcs_do=3,
        fcs_raw_low=0.5,
        fcs_raw_high=1.5,
        fcs_excess_low=1.5,
        fcs_excess_high=2.5,
        fcs_do_low=2.5,
        fcs_do_high=3.5,
    )
    whole = Interval(0.2, 0.1, 0.3, 7)
    assert rate.interval == measure.interval == reliance.interval == whole
    assert association.interval == Interval(0.2, 0.1, 0.3)
    assert reliance.fcs == {
        "raw": Interval(1, 0.5, 1.5),
        "excess": Interval(2, 1.5, 2.5),
        "do": Interval(3, 2.5, 3.5, 7),
    }


def test_what_is_not_finite_is_unknown() -> None:
    assert [finite_or_none(v) for v in (0.5, NAN, math.inf, -math.inf)] == [0.5, None, None, None]
