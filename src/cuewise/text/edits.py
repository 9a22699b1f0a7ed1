"""Texts with spans removed or replaced, and with words put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cuewise.text.scripts import has_han
from cuewise.text.spans import Span

_GAP = re.compile(r"(?<=\w)\b(?!\w)\s+|(?<=[，。,!?！？])")


def remove(text: str, spans: Sequence[Span]) -> str:
    """`text` without `spans`, spaces tidied.

    Parameters
    ----------
    text:
        Any text.
    spans:
        Starts and ends in order, none on top of another.

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
    gaps = _gaps(text)
    at = gaps[min(int(where * len(gaps)), len(gaps) - 1)]
    space = "" if has_han(text) else " "
    before, after = text[:at], text[at:]
    left = space if before and not before[-1].isspace() else ""
    right = space if after and not after[0].isspace() else ""
    return f"{before}{left}{piece}{right}{after}"


# A cue and its placebos go into the same texts, one after another.
@lru_cache(maxsize=1024)
def _gaps(text: str) -> tuple[int, ...]:
    return tuple(m.end() for m in _GAP.finditer(text)) or (0, len(text))


def _like(word: str, model: str) -> str:
    """`word` with a capital where the word in its place has one."""
    capital = word and model[:1].isupper() and model[1:2].islower()
    return word[:1].upper() + word[1:] if capital else word
