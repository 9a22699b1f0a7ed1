"""Equivalence, and further pairs, by hand: the ends, the side, the clusters."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from cuewise.stats.differences import as_flips, paired_mean
from cuewise.stats.equivalence import further_pairs, tost_paired
from cuewise.stats.score import tango_z

NAN = float("nan")
D = np.repeat([1.0, -1.0, 0.0], [4, 2, 94])
PAIRS = np.arange(100) // 2


@pytest.mark.parametrize("clusters", [None, PAIRS])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_p_of_equivalence_is_the_larger_tail(clusters, sign):
    _, up, down, pairs, df = as_flips(sign * D, clusters)
    above = stats.t.sf(tango_z(up, down, pairs, -0.06), df)
    below = stats.t.cdf(tango_z(up, down, pairs, 0.06), df)
    found = tost_paired(sign * D, 0.06, alpha=0.1, clusters=clusters)
    assert found.p == pytest.approx(max(above, below))
    ends = paired_mean(sign * D, 0.8, clusters)
    assert (found.estimate, found.low, found.high) == pytest.approx(ends)
    assert found.equivalent == (found.p <= 0.1)


def test_the_level_of_equivalence_is_that_of_one_side_and_alpha_is_included():
    assert tost_paired(D, 0.06) == tost_paired(D, 0.06, alpha=0.05)
    p = tost_paired(D, 0.06).p
    assert tost_paired(D, 0.06, alpha=p).equivalent is True
    assert tost_paired(D, 0.06, alpha=p - 1e-9).equivalent is False


def test_one_cluster_says_nothing():
    found = tost_paired([0, 1], 0.5, clusters=[3, 3])
    assert tuple(found) == (0.5, -1, 1, 1, False)
    assert np.isnan(further_pairs([0, 1], 0.5, clusters=[3, 3]))


def needed(mean, flips, margin, *, z, power):
    """Pairs with which the interval would settle the side, by the formula of the docstring."""

    def null(delta):
        # 2n·q² + ((2n − b + c)δ − b − c)·q − cδ(1 − δ) = 0, a pair at a time.
        b, c = (flips + mean) / 2, (flips - mean) / 2
        q = max(np.roots([2, (2 - b + c) * delta - b - c, -c * delta * (1 - delta)]).real)
        return np.sqrt(2 * q + delta * (1 - delta))

    sigma = np.sqrt(flips - mean**2)

    def chance(n):
        if abs(mean) < margin:
            ends = [np.sqrt(n) * (margin - s * mean) - z * null(s * margin) for s in (-1, 1)]
            return sum(stats.norm.cdf(np.array(ends) / sigma)) - 1
        side = np.sign(mean)
        gap = np.sqrt(n) * (abs(mean) - margin) - z * null(side * margin)
        return stats.norm.cdf(gap / sigma)

    return optimize.brentq(lambda n: chance(n) - power, 1, 1e9)


@pytest.mark.parametrize(
    ("up", "down", "margin"), [(4, 2, 0.05), (2, 4, 0.05), (9, 1, 0.05), (1, 9, 0.05), (3, 3, 0.03)]
)
@pytest.mark.parametrize(("level", "power"), [(0.95, 0.8), (0.9, 0.6)])
def test_further_pairs_have_the_power_asked_for(up, down, margin, level, power):
    d = np.repeat([1.0, -1.0, 0.0], [up, down, 100 - up - down])
    z = stats.norm.ppf((1 + level) / 2)
    n = needed((up - down) / 100, (up + down) / 100, margin, z=z, power=power)
    found = further_pairs(d, margin, level=level, power=power)
    assert found == np.ceil(n - 100) > 1


def test_further_pairs_of_clusters_are_documents():
    d = np.sort(D)
    _, up, down, pairs, _ = as_flips(d, PAIRS)
    n = needed(0.02, (up + down) / pairs, 0.05, z=stats.norm.ppf(0.975), power=0.8)
    assert further_pairs(d, 0.05, clusters=PAIRS) == np.ceil(n * 100 / pairs - 100)
    # With t of 49 degrees of freedom these settle nothing yet.
    _, low, high = paired_mean(d, clusters=PAIRS)
    assert further_pairs(d, max(-low, high), clusters=PAIRS) == 0
    assert further_pairs(d, max(-low, high) - 1e-4, clusters=PAIRS) >= 1


def test_an_effect_at_the_margin_is_never_settled():
    assert further_pairs(np.repeat([1, 0], [2, 98]), 0.02) == np.inf
    assert further_pairs(np.repeat([-1, 0], [2, 98]), 0.02) == np.inf
    assert further_pairs([1.0, 0.0], 1) == further_pairs([1.0, 0.0], 1.5) == 0


def test_pairs_without_a_flip_can_be_planned():
    # By hand: the interval ends at z²/(n + z²), at .02 of 49·z² = 188.2 pairs.
    assert further_pairs([0.0] * 100, 0.02) == 89
    assert further_pairs([0.0] * 188, 0.02) == 1
    assert further_pairs([0.0] * 189, 0.02) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tost_paired([0], NAN), "^margin nan; allowed: finite, above 0$"),
        (lambda: tost_paired([0], 1), "^margin 1; allowed: under 1, which no difference of rates"),
        (lambda: tost_paired([0], 0.1, alpha=0), "^alpha 0 is no error rate"),
        (lambda: tost_paired([0, 1], 0.1, clusters=[1]), "^clusters has shape"),
        (lambda: further_pairs([0], -1), "^margin -1; allowed"),
        (lambda: further_pairs([0], 0.1, power=1), "^alpha 1 is no error rate"),
        (lambda: further_pairs([0], 0.1, level=1), "^level 1 "),
        (lambda: further_pairs([], 0.1), "^paired differences has 0 rows; allowed: 1 or more"),
        (lambda: further_pairs([0, 1], 0.1, clusters=[1]), "^clusters has shape"),
    ],
)
def test_bad_plans_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
