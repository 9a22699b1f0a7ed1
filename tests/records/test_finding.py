"""A finding says which documents fit its association, and reads what older versions wrote."""

from __future__ import annotations

import pytest

from cuewise.records import Association, Excerpt, Finding, Verdict


def finding(estimate, high):
    numbers = dict.fromkeys(("low", "p", "q", "log_odds_ratio"))
    return Finding(
        id="",
        code="association",
        subject="word:a",
        kind="word",
        label="yes",
        support=10,
        severity="weak",
        association=Association(
            measure="", estimate=estimate, high=high, replicated=True, **numbers
        ),
        verdict=Verdict(type="spurious", p_spurious=0.9),
        message="",
    )


@pytest.mark.parametrize(
    ("estimate", "high", "fitting"),
    [
        (0.2, 0.3, "yes"),
        (0.0, 0.1, "yes"),
        (None, None, "yes"),
        (-0.2, -0.1, "no"),
        # What is not sure does not turn the claim round.
        (-0.05, 0.157, "yes"),
    ],
)
def test_a_label_fits_unless_the_cue_surely_makes_it_rarer(estimate, high, fitting):
    assert [y for y in ("yes", "no") if finding(estimate, high).fits(y)] == [fitting]


def test_an_excerpt_without_answers_is_read():
    old = '{"id": "1", "label": "yes", "text": "a film", "spans": [[2, 6]]}'
    assert Excerpt.model_validate_json(old).answers == {}
