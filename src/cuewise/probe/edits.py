"""Edit operators on a text: remove, swap and insert a cue, and the same on a placebo."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.characters import HAN
from cuewise.cues.spans import Span

_GAP = re.compile(r"(?<=\w)\b(?!\w)\s+|(?<=[，。,!?！？])")
_HAN_TEXT = re.compile(f"[{HAN}]")
# The operator that puts a cue in; all others take it out.
INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edited text: of which document, by which operator, which placebo (-1: the cue)."""

    row: int
    operator: str
    placebo: int
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """A cue to intervene on: its subject, the label it goes with, who holds it, how many do."""

    subject: str
    label: int
    holders: NDArray[np.bool_]
    support: int


def remove(text: str, spans: Sequence[Span]) -> str:
    """`text` without `spans`, spaces tidied.

    Examples
    --------
    >>> remove("a very good film", [(2, 6)])
    'a good film'
    """
    return replace(text, spans, "")


def replace(text: str, spans: Sequence[Span], by: str) -> str:
    """`text` with every span replaced; a capital at its start is kept.

    Examples
    --------
    >>> replace("People say", [(0, 6)], "houses")
    'Houses say'
    """
    if not spans:
        return text
    out, at = [], 0
    for start, end in spans:
        out += [text[at:start], _like(by, text[start:end])]
        at = end
    joined = "".join([*out, text[at:]])
    if by:
        return joined
    joined = re.sub(r"[^\S\n]{2,}", " ", joined)
    return re.sub(r"\s+([,.;:!?])", r"\1", joined).strip()


def insert(text: str, piece: str, where: float) -> str:
    """`piece` put in at the word gap nearest to the fraction `where` of the text.

    Examples
    --------
    >>> insert("one two three", "new", 0.4)
    'one new two three'
    """
    gaps = [m.end() for m in _GAP.finditer(text)] or [0, len(text)]
    at = gaps[min(int(where * len(gaps)), len(gaps) - 1)]
    space = "" if _HAN_TEXT.search(text) else " "
    before, after = text[:at], text[at:]
    left = space if before and not before[-1].isspace() else ""
    right = space if after and not after[0].isspace() else ""
    return f"{before}{left}{piece}{right}{after}"


def fractions(rng: np.random.Generator, n: int) -> list[float]:
    """n places to insert at, away from the very ends."""
    return [float(v) for v in rng.uniform(0.1, 0.9, n)]


def _like(word: str, model: str) -> str:
    return (
        word[:1].upper() + word[1:]
        if word and model[:1].isupper() and model[1:2].islower()
        else word
    )
