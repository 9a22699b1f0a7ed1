import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erf

from cuewise.embed.kernel import between, products


def table(seed, *shape, scale=1.0):
    return (np.random.default_rng(seed).standard_normal(shape) * scale).astype(np.float32)


@settings(max_examples=25)
@given(
    tiles=st.tuples(st.integers(1, 30), st.integers(1, 6)),
    depth=st.integers(1, 60).map(lambda half: 2 * half),
    seed=st.integers(0, 99),
)
def test_a_product_is_exact_in_its_integers(tiles, depth, seed):
    rng = np.random.default_rng(seed)
    n, m = tiles[0] * products.ROWS, tiles[1] * products.COLUMNS
    most = products.limit(depth)
    left = rng.integers(-most, most, (n, depth), endpoint=True).astype(np.int16)
    weight = rng.integers(-most, most, (depth, m), endpoint=True).astype(np.float32)
    weight[0] = most  # every scale is 1
    right, columns = products.panels(weight)
    np.testing.assert_allclose(columns, 1, rtol=1e-6)
    rows, bias, out = np.ones(n, np.float32), table(seed, m), np.empty((n, m), np.float32)
    products.product(left, rows, right, np.ones(m, np.float32), bias, out)
    whole = left.astype(np.int64) @ weight.astype(np.int64)
    assert np.abs(whole).max() < 2**31
    np.testing.assert_array_equal(out, whole.astype(np.float32) + bias)


@pytest.mark.parametrize("depth", [2, 384, 1536, 4096])
def test_the_largest_sum_does_not_overflow(depth):
    most = products.limit(depth)
    left = np.full((products.ROWS, depth), most, np.int16)
    right, _ = products.panels(np.full((depth, products.COLUMNS), most, np.float32))
    out = np.empty((products.ROWS, products.COLUMNS), np.float32)
    ones = np.ones(products.COLUMNS, np.float32)
    products.product(left, ones[: products.ROWS], right, ones, 0 * ones, out)
    np.testing.assert_allclose(out, float(depth) * most * most, rtol=1e-6)
    assert depth * most * most < 2**31


@pytest.mark.parametrize("depth", [64, 384, 1536])
def test_rounding_costs_less_than_bfloat16_would(depth):
    x, weight = table(1, 60, depth), table(2, depth, 96, scale=0.1)
    right, columns = products.panels(weight)
    whole, rows = np.empty(x.shape, np.int16), np.empty(len(x), np.float32)
    products.whole(x, np.float32(products.limit(depth)), whole, rows)
    out, exact = np.empty((60, 96), np.float32), x.astype(float) @ weight.astype(float)
    products.product(whole, rows, right, columns, np.zeros(96, np.float32), out)
    # bfloat16 keeps eight bits: 2⁻⁹ / √3 for each of the two factors.
    assert np.std(out - exact) < np.std(exact) * 2**-9 / np.sqrt(3) * np.sqrt(2)


def test_numbers_that_are_none_are_not_lost():
    x = table(0, 12, 32)
    x[2, 5] = np.nan
    whole, rows = np.empty(x.shape, np.int16), np.empty(12, np.float32)
    products.whole(x, np.float32(products.limit(32)), whole, rows)
    assert np.flatnonzero(np.isnan(rows)).tolist() == [2]


_DIGEST = """
import hashlib
import numpy as np
from cuewise.embed.kernel import products
rng = np.random.default_rng(0)
right, columns = products.panels(rng.standard_normal((384, 96)).astype(np.float32))
x = rng.standard_normal((60, 384)).astype(np.float32)
whole, rows = np.empty(x.shape, np.int16), np.empty(60, np.float32)
products.whole(x, np.float32(products.limit(384)), whole, rows)
out = np.empty((60, 96), np.float32)
products.product(whole, rows, right, columns, rng.standard_normal(96).astype(np.float32), out)
print(products.COLUMNS, hashlib.sha256(out.tobytes()).hexdigest())
"""


@pytest.mark.skipif(products.COLUMNS == 16, reason="without AVX-512 VNNI there is one form only")
def test_both_forms_of_the_product_give_the_same_bits():
    def form(**places):
        ran = subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env=os.environ | places,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.split()

    one, other = form(), form(NUMBA_CPU_FEATURES="+sse4.1,+avx,+avx2")
    assert (one[0], other[0]) == ("32", "16")
    assert one[1] == other[1]


def test_a_row_of_zeros_stays_zero_and_wholes_keep_within_their_limit():
    x = table(0, 12, 32, scale=100)
    x[3] = 0
    whole, rows = np.empty(x.shape, np.int16), np.empty(12, np.float32)
    products.whole(x, np.float32(products.limit(32)), whole, rows)
    assert not whole[3].any()
    assert np.abs(whole.astype(int)).max() == products.limit(32)
    np.testing.assert_allclose(whole * rows[:, None], x, atol=rows.max() * 0.51)


def test_gelu_and_softmax_and_norm_are_those_of_the_formulas():
    x = np.linspace(-14, 14, 5000, dtype=np.float32).reshape(50, 100)
    got, exact = x.copy(), x.astype(float)
    between.gelu(got)
    np.testing.assert_allclose(got, 0.5 * exact * (1 + erf(exact / np.sqrt(2))), atol=3e-6)
    scores = table(3, 200, 37, scale=30)
    got, e = scores.copy(), np.exp(scores.astype(float) - scores.max(1, keepdims=True))
    between.softmax(got)
    np.testing.assert_allclose(got, e / e.sum(1, keepdims=True), atol=1e-6)
    a, b, scale, shift = table(4, 30, 48), table(5, 30, 48), table(6, 48), table(7, 48)
    out, total = np.empty_like(a), a.astype(float) + b
    between.add_norm(a, b, scale, shift, np.float32(1e-12), out)
    centred = total - total.mean(1, keepdims=True)
    exact = centred / np.sqrt((centred**2).mean(1, keepdims=True)) * scale + shift
    np.testing.assert_allclose(out, exact, atol=1e-5)


def test_what_is_no_number_stays_none():
    x = np.array([[np.nan, 1.0], [np.inf, -np.inf]], np.float32)
    between.gelu(x)
    assert np.isnan(x[0, 0])
    assert x[1, 0] == np.inf
