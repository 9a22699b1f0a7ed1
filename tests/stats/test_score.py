"""The score of paired rates where flips go one way, at δ of either sign and without pairs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from cuewise.stats.score import null_variance, score_interval, tango_z

pytestmark = pytest.mark.filterwarnings("error")


def likeliest(b, c, n, delta):
    """The root of Tango's quadratic, by search in the range of the rate."""

    def slope(q):
        return 2 * n * q * q + ((2 * n - b + c) * delta - b - c) * q - c * delta * (1 - delta)

    return brentq(slope, max(0.0, -delta), (1 - delta) / 2 + 1e-12, xtol=1e-14)


@pytest.mark.parametrize(("b", "c", "n"), [(3, 8, 40), (8, 3, 40), (4, 4, 8), (2.5, 1.25, 9.5)])
@pytest.mark.parametrize("delta", [-0.6, -0.1, 0.05, 0.7])
def test_the_variance_is_at_the_likeliest_rates(b, c, n, delta):
    variance = 2 * likeliest(b, c, n, delta) + delta * (1 - delta)
    assert null_variance(b, c, n, delta) == pytest.approx(variance)
    z = (b - c - n * delta) / np.sqrt(n * variance)
    assert tango_z(b, c, n, delta) == pytest.approx(z)


@pytest.mark.parametrize(
    ("b", "c", "delta", "q"),
    [
        # Without c the root is 0 or (b − (2n − b)δ)/2n.
        (7, 0, 0.0, 7 / 20),
        (7, 0, 0.4, (7 - 13 * 0.4) / 20),
        (7, 0, -0.4, (7 + 13 * 0.4) / 20),
        (7, 0, 0.9, 0),
        (7, 0, 1.0, 0),
        (7, 0, -1.0, 1),
        # Without a flip it is 0 or −δ.
        (0, 0, 0.4, 0),
        (0, 0, -0.4, 0.4),
        (0, 0, 0.0, 0),
        (0, 7, 0.0, 7 / 20),
        (0, 7, 1.0, 0),
        (0, 7, -1.0, 1),
    ],
)
def test_the_variance_where_flips_go_one_way(b, c, delta, q):
    variance = 2 * q + delta * (1 - delta)
    assert null_variance(b, c, 10, delta) == pytest.approx(variance)
    assert null_variance(c, b, 10, -delta) == pytest.approx(variance)


def test_the_score_is_0_where_its_variance_is_0():
    assert tango_z(9, 0, 9, 1.0) == 0
    assert tango_z(0, 9, 9, -1.0) == 0
    assert tango_z(9, 0, 9, -1.0) == 0
    assert tango_z([0, 1], [0, 1], [0, 4], 0.0).tolist() == [0, 0]


def test_the_ends_have_a_score_of_z_and_no_pairs_the_whole_range():
    low, high = score_interval([3, 0, 5], [8, 0, 0], [40, 0, 9], 1.5)
    assert tango_z([3, 5], [8, 0], [40, 9], low[[0, 2]]) == pytest.approx([1.5, 1.5])
    assert tango_z([3, 5], [8, 0], [40, 9], high[[0, 2]]) == pytest.approx([-1.5, -1.5])
    assert (low[1], high[1]) == (-1, 1)


def test_all_pairs_one_way_reach_the_end():
    # Wilson's interval of 9 of 9, as a share less its complement.
    low, high = score_interval(9, 0, 9, 2.0)
    assert (low, high) == pytest.approx((2 * 9 / (9 + 4) - 1, 1))
    mirrored = score_interval(0, 9, 9, 2.0)
    assert mirrored == pytest.approx((-high, -low))
