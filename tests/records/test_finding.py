"""A finding says which documents fit its association, and reads what older versions wrote."""

from __future__ import annotations

import pytest

from cuewise.records import Association, Excerpt, Finding, Verdict


def finding(estimate):
    numbers = dict.fromkeys(("low", "high", "p", "q", "log_odds_ratio"))
    return Finding(
        id="",
        code="association",
        subject="word:a",
        kind="word",
        label="yes",
        support=10,
        severity="weak",
        association=Association(measure="", estimate=estimate, replicated=True, **numbers),
        verdict=Verdict(type="spurious", p_spurious=0.9),
        message="",
    )


@pytest.mark.parametrize(
    ("estimate", "fitting"), [(0.2, "yes"), (0.0, "yes"), (None, "yes"), (-0.2, "no")]
)
def test_a_label_fits_where_the_cue_makes_it_more_frequent(estimate, fitting):
    assert [y for y in ("yes", "no") if finding(estimate).fits(y)] == [fitting]


def test_an_excerpt_without_answers_is_read():
    old = '{"id": "1", "label": "yes", "text": "a film", "spans": [[2, 6]]}'
    assert Excerpt.model_validate_json(old).answers == {}
