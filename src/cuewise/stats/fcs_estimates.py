"""The Fake Correlation Score family: FCS(y, x) = corr(y, x) / corr(y, y).

`docs/explanation/fcs.md` derives each member. Intervals are in `fcs_bootstrap` and `fcs_passes`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.checks import constant, finite_array, pair
from cuewise.stats.retest import mean_squares

# Below the first, √reliability divides noise by noise; below the second the figure is shaky.
_REFUSE_BELOW, _WARN_BELOW = 0.2, 0.5


class Corrected(NamedTuple):
    """A corrected correlation and the reliability by which it was corrected.

    `status` is "weak" at a reliability under .5, "refused" under .2 (the estimate is NaN) and
    "undefined" for a constant output or cue. `reason` is empty where it is "ok".
    """

    estimate: float
    reliability: float
    status: Literal["ok", "weak", "refused", "undefined"]
    reason: str


def correlation(a: ArrayLike, b: ArrayLike) -> float:
    """Pearson's r; NaN (undefined, not 0) when either is constant or has under two values.

    Examples
    --------
    >>> round(correlation([0, 1, 1, 0], [0, 1, 0, 0]), 3)
    0.577
    """
    x, y = pair(a, b, ("a", "b"))
    if constant(x) or constant(y):
        return np.nan
    # Scaled first, so that neither tiny nor huge values leave the range of a float.
    x, y = ((v - v.mean()) / np.ptp(v) for v in (x, y))
    # Sum without BLAS: its threads cost more than they save, and change the last digits.
    xy, xx, yy = (np.einsum("i,i", u, v) for u, v in ((x, y), (x, x), (y, y)))
    return float(np.clip(xy / np.sqrt(xx * yy), -1, 1))


def fcs_raw(output: ArrayLike, cue: ArrayLike) -> float:
    """r(ŷ, x): the formula as written for a deterministic model, whose corr(y, y) is 1.

    Examples
    --------
    >>> round(fcs_raw([1, 1, 0, 0], [1, 1, 0, 0]), 3)
    1.0
    """
    return correlation(output, cue)


def correct(r: float, reliability: float) -> Corrected:
    """r/√reliability: Spearman's correction for error in one of the two variables.

    The cue is known without error, so only the root of the output's reliability enters (Spearman
    1904, with the other reliability 1). The result can pass 1 by sampling error and is not cut.

    Parameters
    ----------
    r:
        Correlation of one pass's output with the cue; NaN where undefined.
    reliability:
        Correlation of two passes, `retest.reliability`; NaN where undefined.

    Examples
    --------
    >>> correct(0.3, 0.64).estimate.__round__(3), correct(0.3, 0.1).status
    (0.375, 'refused')
    """
    for name, value in (("r", r), ("reliability", reliability)):
        if np.abs(value) > 1 + 1e-9:
            raise ValueError(f"{name} = {value}; allowed: -1 to 1, NaN where undefined")
    if not (np.isfinite(r) and np.isfinite(reliability)):
        return Corrected(np.nan, reliability, "undefined", "the output or the cue never varies")
    if reliability < _REFUSE_BELOW:
        reason = (
            f"reliability {reliability:.2f} is under {_REFUSE_BELOW}: two passes of the model "
            "hardly agree, so a corrected correlation would be noise"
        )
        return Corrected(np.nan, reliability, "refused", reason)
    estimate = float(r / np.sqrt(reliability))
    if reliability < _WARN_BELOW:
        reason = f"reliability {reliability:.2f} is under {_WARN_BELOW}: the correction is large"
        return Corrected(estimate, reliability, "weak", reason)
    return Corrected(estimate, reliability, "ok", "")


def one_pass(passes: ArrayLike, cue: ArrayLike) -> tuple[float, float]:
    """The correlation of one pass with the cue, and that of one pass with another.

    With σ² = (MSB + (K−1)·MSW)/K, the variance of one pass:
    r = cov(ȳ, x)/(sd(x)·σ), over the mean ȳ of the passes, and ICC(1) = (MSB − MSW)/(K·σ²). So
    r/√ICC(1) = cov(ȳ, x)/(sd(x)·√((MSB−MSW)/K)), the same whether one pass or the mean of all is
    corrected (by its own reliability).

    Parameters
    ----------
    passes:
        The output for each document in each pass, [n, K], K >= 3.
    cue:
        The cue, [n].

    Examples
    --------
    >>> passes = [[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]]
    >>> [round(v, 3) for v in one_pass(passes, [1, 1, 0, 0])]
    [0.707, 0.437]
    """
    between, within = mean_squares(passes)
    y = np.asarray(passes, float)
    mean, x = pair(y.mean(axis=1), cue, ("passes", "cue"))
    if constant(y.ravel()) or constant(x):
        return np.nan, np.nan
    k = y.shape[1]
    variance = (between + (k - 1) * within) / k
    r = float(np.cov(mean, x)[0, 1] / np.sqrt(x.var(ddof=1) * variance))
    return r, float((between - within) / (k * variance))


def fcs_literal(passes: ArrayLike, cue: ArrayLike) -> float:
    """r(ŷ, x)/reliability: the formula as written, for a model whose outputs vary by pass.

    It divides by the reliability instead of its root, so it overshoots the latent correlation by
    1/√reliability and has no bound: show it, never headline it. NaN where the reliability is not
    above 0 or something is constant. The parameters are those of `one_pass`.

    Examples
    --------
    >>> passes = [[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]]
    >>> round(fcs_literal(passes, [1, 1, 0, 0]), 3)
    1.616
    """
    r, agreement = one_pass(passes, cue)
    return r / agreement if agreement > 0 else np.nan


def fcs(passes: ArrayLike, cue: ArrayLike) -> Corrected:
    """r(ŷ, x)/√reliability: the correlation of the cue with the mean output of a document.

    Spearman's correction (`correct`) of `one_pass`, with the parameters of the latter. It recovers
    r(E[ŷ|document], x).

    Examples
    --------
    >>> passes = [[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]]
    >>> score = fcs(passes, [1, 1, 0, 0])
    >>> round(score.estimate, 3), score.status
    (1.069, 'weak')
    """
    return correct(*one_pass(passes, cue))


def fcs_excess(output: ArrayLike, cue: ArrayLike, gold: ArrayLike) -> float:
    """r(ŷ, x) − r(y, x)·r(ŷ, y): what the model adds to the correlation already in the data.

    Zero where the output is independent of the cue given a 0/1 gold label (the converse does not
    hold: effects of opposite sign in the two classes can cancel). NaN where one is constant.

    Examples
    --------
    >>> round(fcs_excess([1, 0, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0]), 3)
    1.0
    """
    return correlation(output, cue) - correlation(gold, cue) * correlation(output, gold)


def fcs_partial(output: ArrayLike, cue: ArrayLike, gold: ArrayLike) -> float:
    """Excess over √((1 − r(y,x)²)(1 − r(ŷ,y)²)): the partial correlation of output and cue.

    Yule 1907. It explodes as the model's accuracy nears 1, where few errors decide it: show the
    Mantel-Haenszel risk difference (`stratified.mh_risk_difference`) beside it.

    Returns
    -------
    float:
        In [−1, 1]; NaN where one is constant, where the output is the label, or where the cue and
        the label are collinear: only an intervention can tell them apart.

    Examples
    --------
    >>> round(fcs_partial([1, 0, 1, 0, 1], [1, 0, 1, 0, 0], [1, 1, 0, 0, 1]), 3)
    0.714
    """
    of_cue, of_output = correlation(gold, cue), correlation(output, gold)
    left = (1 - of_cue**2) * (1 - of_output**2)
    if not left > 1e-12:  # NaN too
        return np.nan
    excess = correlation(output, cue) - of_cue * of_output
    return float(np.clip(excess / np.sqrt(left), -1, 1))


def fcs_do(delta: float, mean_rate: float, reliability: float = 1.0) -> float:
    """(Δ/2)/√(p̄(1−p̄)): r between output and a cue set by a coin, p̄ the mean of both arms.

    Over √reliability for a stochastic model. NaN when the output is the same in every document
    of both arms, or at a reliability under .2.

    Parameters
    ----------
    delta:
        The rate with the cue less that without it.
    mean_rate:
        The mean of the two rates, p̄. They are p̄ ± Δ/2, so |Δ|/2 <= min(p̄, 1 − p̄).
    reliability:
        Of the output, 1 for a deterministic model.

    Examples
    --------
    >>> fcs_do(1.0, 0.5)
    1.0
    """
    finite_array([delta], "delta")
    finite_array([mean_rate], "mean_rate")
    if abs(delta) / 2 > min(mean_rate, 1 - mean_rate) + 1e-9:
        raise ValueError(
            f"delta {delta} with mean_rate {mean_rate}; allowed: two rates mean_rate ± delta/2 "
            "within 0 and 1"
        )
    if not 0 < mean_rate < 1:
        return np.nan
    r = float(np.clip(delta / 2 / np.sqrt(mean_rate * (1 - mean_rate)), -1, 1))
    return correct(r, reliability).estimate
