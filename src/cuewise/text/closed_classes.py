"""Words of closed classes: function words, negations, modals, numerals and the like."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

ClosedClass = Literal[
    "function",
    "negation",
    "modal",
    "intensifier",
    "direction",
    "change",
    "open",
    "homograph",
    "numeral",
    "calendar",
    "opener",
    "marker",
]
# These mean nothing for a label by themselves.
NEUTRAL: tuple[ClosedClass, ...] = ("function", "numeral", "calendar")
# These turn or grade the meaning of other words.
TURNING: tuple[ClosedClass, ...] = ("negation", "modal", "intensifier")


@cache
def closed(*classes: ClosedClass) -> frozenset[str]:
    """The words of some closed classes, English and Chinese, in lower case.

    Examples
    --------
    >>> "tuesday" in closed("calendar"), "不" in closed("negation"), "film" in closed(*NEUTRAL)
    (True, True, False)
    """
    text = files("cuewise.text").joinpath("closed_classes.toml").read_text("utf-8")
    languages = tomllib.loads(text).values()
    words = frozenset(w for table in languages for name in classes for w in table[name].split())
    # A negation is no function word, whatever else it is.
    return words if "negation" in classes else words - closed("negation")
