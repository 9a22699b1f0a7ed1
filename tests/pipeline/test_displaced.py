"""Whether a repair moved reliance to other cues: planted and null."""

from __future__ import annotations

import pytest
from change_samples import change
from hypothesis import given
from hypothesis import strategies as st

from cuewise.pipeline.displaced import displaced


def repaired(before=0.2, after=0.0):
    return change("word:repaired", before=before, after=after, mended=True)


def other(before, after, verdict="undetermined", **more):
    return change("word:other", verdict, before, after, **more)


@pytest.mark.parametrize("verdict", ["spurious", "undetermined", "unstable"])
def test_reliance_that_grew_elsewhere_by_more_than_was_removed_is_displaced(verdict):
    assert displaced([repaired(), other(0.0, 0.21, verdict)])
    assert displaced([other(0.0, 0.21, verdict), repaired()])
    assert not displaced([repaired(), other(0.0, 0.19, verdict)])


def test_as_much_is_not_more():
    assert not displaced([repaired(0.25, 0.0), other(0.0, 0.25)])


def test_a_model_that_loses_a_shortcut_should_rely_on_genuine_cues_more():
    assert not displaced([repaired(), other(0.0, 0.9, "genuine")])


def test_a_repaired_cue_whose_reliance_grew_is_not_another_cue():
    assert not displaced([repaired(), change("word:b", before=0.0, after=0.9, mended=True)])


def test_what_did_not_grow_by_a_material_amount_is_no_displacement():
    for before, after, half in (
        # Not material now: the interval holds 2 points.
        (0.0, 0.3, 0.29),
        # Not over 2 points more than before.
        (0.3, 0.315, 0.01),
        (0.3, 0.3, 0.01),
        (0.3, 0.0, 0.01),
        (None, 0.3, 0.01),
    ):
        assert not displaced([repaired(0.01, 0.0), other(before, after, half=half)])


def test_the_direction_does_not_count():
    assert displaced([repaired(-0.2, 0.0), other(0.0, -0.21)])
    assert not displaced([repaired(-0.2, 0.0), other(0.0, -0.19)])
    # Reversed reliance of the same size is no growth, and a larger one is by the difference.
    assert not displaced([repaired(), other(0.3, -0.3)])
    assert not displaced([repaired(0.2, 0.0), other(0.3, -0.49)])
    assert displaced([repaired(0.2, 0.0), other(0.3, -0.51)])


def test_the_largest_growth_is_set_against_the_largest_removal():
    several = [repaired(0.05, 0.0), repaired(0.3, 0.1), other(0.0, 0.1)]
    assert not displaced(several)
    assert displaced([*several, other(0.1, 0.31)])
    # What is removed from several cues is not added up, and growth is not either.
    assert displaced([repaired(0.2, 0.0), repaired(0.2, 0.0), other(0.0, 0.25)])
    assert not displaced([repaired(0.2, 0.0), other(0.0, 0.15), other(0.0, 0.15)])


def test_without_growth_or_without_cues_nothing_is_displaced():
    assert not displaced([])
    assert not displaced([repaired()])
    assert not displaced([repaired(0.0, 0.5)])


def test_where_nothing_was_measured_of_the_repaired_cue_any_growth_is_more():
    assert displaced([repaired(None, 0.0), other(0.0, 0.1)])
    assert displaced([repaired(0.2, None), other(0.0, 0.1)])
    assert displaced([other(0.0, 0.1)])


def test_a_repair_that_was_not_measured_removed_nothing():
    """Δ* can be missing in a reliance that is there, where too few documents hold the cue."""
    unmeasured = repaired(0.2, 0.0)
    unmeasured = unmeasured.model_copy(
        update={
            "after": unmeasured.after.model_copy(update={"delta": None}),
            "change": "unmeasured",
        }
    )
    assert displaced([unmeasured, other(0.0, 0.1)])


def test_what_a_model_never_sees_is_removed_whole():
    exact = repaired(0.2, None).model_copy(update={"by_construction": True})
    assert not displaced([exact, other(0.0, 0.19)])
    assert displaced([exact, other(0.0, 0.21)])


deltas = st.floats(-0.9, 0.9)


@given(st.lists(st.tuples(deltas, deltas)), st.lists(st.tuples(deltas, deltas)))
def test_a_repair_that_left_all_other_cues_alone_displaced_nothing(mended, others):
    changes = [repaired(*pair) for pair in mended] + [other(b, b) for b, _ in others]
    assert not displaced(changes)
