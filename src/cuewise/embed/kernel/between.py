"""What stands between the matrix products of a transformer, one pass each, in float32.

`exp` and `erf` are polynomials, since the compiler makes loops of them eight or sixteen numbers
wide and cannot do that with calls of the C library.
"""

from typing import Any

import numpy as np
from numba import njit

_f = np.float32
# Sums may be taken in another order, as in any matrix product; NaN and infinity stay what they are.
_compiled: Any = njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract", "reassoc"})

_HALF, _ONE = _f(0.5), _f(1)
_ROOT_HALF = _f(0.7071067811865476)
# erf(x) = x P(x²) / Q(x²) on [-4, 4], beyond which it is ±1 in float32; the coefficients of Eigen.
_P0, _P1, _P2, _P3 = (
    _f(-1.60960333e-02),
    _f(-2.95459980e-03),
    _f(-7.34990631e-04),
    _f(-5.6925064e-05),
)
_P4, _P5, _P6 = _f(-2.10102402e-06), _f(2.77068143e-08), _f(-2.72614226e-10)
_Q0, _Q1, _Q2 = _f(-1.42647391e-02), _f(-7.37332917e-03), _f(-1.68282697e-03)
_Q3, _Q4 = _f(-2.13374055e-04), _f(-1.45660719e-05)
# exp(x) = 2ⁿ exp(r), |r| ≤ ln 2 / 2; the coefficients of Cephes' expf.
_LOG2E, _LN2_HIGH, _LN2_LOW = _f(1.44269504), _f(0.693359375), _f(-2.12194440e-4)
_E0, _E1, _E2 = _f(0.5), _f(1.6666665459e-1), _f(4.1665795894e-2)
_E3, _E4, _E5 = _f(8.3334519073e-3), _f(1.3981999507e-3), _f(1.9875691500e-4)
_LEAST = _f(-87)  # exp of less is no normal float32


@_compiled
def gelu(table):
    """GELU of table[n, d], in place."""
    for i in range(table.shape[0]):
        row = table[i]
        for j in range(row.size):
            value = row[j]
            x = min(max(value * _ROOT_HALF, _f(-4)), _f(4))
            y = x * x
            over = _P3 + y * (_P4 + y * (_P5 + y * _P6))
            over = x * (_P0 + y * (_P1 + y * (_P2 + y * over)))
            under = _Q0 + y * (_Q1 + y * (_Q2 + y * (_Q3 + y * _Q4)))
            row[j] = _HALF * value * (_ONE + over / under)


@_compiled
def add_norm(table, beside, scale, shift, eps, out):
    """Layer norm of table[n, d] + beside[n, d] into out[n, d], which must be a table of its own."""
    width = _f(table.shape[1])
    for i in range(table.shape[0]):
        row, total, spread = out[i], _f(0), _f(0)
        for j in range(row.size):
            value = table[i, j] + beside[i, j]
            row[j] = value
            total += value
        mean = total / width
        for j in range(row.size):
            spread += (row[j] - mean) * (row[j] - mean)
        by = _ONE / np.sqrt(spread / width + eps)
        for j in range(row.size):
            row[j] = (row[j] - mean) * by * scale[j] + shift[j]


@_compiled
def softmax(table):
    """Softmax of every row of table[n, d], in place."""
    for i in range(table.shape[0]):
        row, most, total = table[i], table[i, 0], _f(0)
        for j in range(row.size):
            most = max(most, row[j])
        for j in range(row.size):
            x = max(row[j] - most, _LEAST)
            n = np.floor(x * _LOG2E + _HALF)
            r = x - n * _LN2_HIGH - n * _LN2_LOW
            value = _E0 + r * (_E1 + r * (_E2 + r * (_E3 + r * (_E4 + r * _E5))))
            # 2ⁿ by its bits.
            power = np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(np.float32)
            value = (_ONE + r + r * r * value) * power
            row[j] = value
            total += value
        for j in range(row.size):
            row[j] *= _ONE / total
