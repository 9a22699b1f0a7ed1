"""The numbers that turn raw signals into log likelihood ratios; `tools/calibrate.py` makes them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def calibration() -> dict[str, Any]:
    """Tables by signal.

    Examples
    --------
    >>> calibration()["prior"]["log_odds"] > 0
    True
    """
    text = files("cuewise.evidence").joinpath("calibration.toml").read_text("utf-8")
    return tomllib.loads(text)
