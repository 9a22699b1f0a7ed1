"""What a label means: words that describe it, and whether it praises or blames."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from cuewise.errors import NotApplicable

# A bare name describes a label worse than a list of words does, and words found in the corpus hold
# shortcuts too: each has a calibration of its own.
Described = Literal["listed", "named", "found"]
_GENERIC = re.compile(r"(class|label|category|cat|type|group)?[ _-]*\d*|oos|other|unknown|none")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words that describe a label; pole 1 for praise, -1 for blame, 0 for neither."""

    words: tuple[str, ...]
    pole: int
    by: Described


@cache
def _listed() -> dict[str, Meaning]:
    table = tomllib.loads(files("cuewise.evidence").joinpath("anchors.toml").read_text("utf-8"))
    return {
        name: Meaning(tuple(entry["words"]), int(entry.get("pole", 0)), "listed")
        for entry in table.values()
        for name in entry["names"]
    }


def meaning(label: str) -> Meaning:
    """What is known of a label by its name.

    Raises
    ------
    NotApplicable
        The name says nothing, such as `class_3`.

    Examples
    --------
    >>> meaning("Positive").pole, meaning("card_payment").words
    (1, ('card payment',))
    """
    name = re.sub(r"[_\-\s]+", " ", label).strip().lower()
    if name in _listed():
        return _listed()[name]
    if _GENERIC.fullmatch(name):
        raise NotApplicable("generic-label", label=label)
    return Meaning((name,), 0, "named")
