"""Sentences and numbers that several parts of a comparison share."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records import Rate
from cuewise.report import numbers
from cuewise.report.wording import Wording


def joined(sentences: Sequence[str], say: Wording) -> str:
    """Sentences, one after the other."""
    first, *rest = sentences
    for sentence in rest:
        first = say("compared.both", first=first, second=sentence)
    return first


def unsigned(x: float | None) -> str:
    """A share in points, without a plus.

    Examples
    --------
    >>> unsigned(0.034), unsigned(-0.01)
    ('3.4', '−1.0')
    """
    return numbers.DASH if x is None else numbers.decimal(100 * x, 1, signed=x < 0)


def points_lost(rate: Rate) -> str:
    """Points lost, without a plus, and their interval."""
    return numbers.estimate(rate.interval, unsigned).written


def gain(loss: Rate) -> str:
    """What is lost as a change in points, with its interval: a loss of 3 is −3."""
    turned = {"estimate": -loss.estimate, "low": -loss.high, "high": -loss.low}
    return numbers.estimate(loss.model_copy(update=turned).interval, numbers.points).written
