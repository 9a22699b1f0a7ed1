"""Make text of a corpus or a model safe to show: control characters become visible.

Escaping is left to the renderers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from cuewise.report.records import Stretch

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joins the parts of one emoji.
_JOINER = "\u200d"
_SPACES = {"\n": "↵ ", "\r": "", "\t": " "}
SHORT = 40


def visible(text: str) -> str:
    r"""`text` with control and bidirectional characters spelled out.

    Examples
    --------
    >>> visible("a\u202eb\x1b[31m")
    'a⟨U+202E⟩b⟨U+001B⟩[31m'
    """
    if text.isprintable():
        return text
    return "".join(_one(char) for char in text)


def _one(char: str) -> str:
    if char in _SPACES:
        return _SPACES[char]
    if char == _JOINER or unicodedata.category(char) not in _INVISIBLE:
        return char
    return f"⟨U+{ord(char):04X}⟩"


def shorten(text: str, width: int = SHORT) -> str:
    """`text`, cut at the end if it is longer than `width` characters.

    Examples
    --------
    >>> shorten("abcdefgh", 5)
    'abcd…'
    """
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def stretches(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Stretch, ...]:
    """`text` cut at `spans`; spans that overlap or lie outside the text are tolerated.

    Examples
    --------
    >>> [(p.text, p.marked) for p in stretches("a good film", [(2, 6)])]
    [('a ', False), ('good', True), (' film', False)]
    """
    return tuple(p for p in _stretches(text, spans) if p.text)


def _stretches(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Stretch]:
    done = 0
    for start, end in sorted(spans):
        begin, stop = max(start, done), min(end, len(text))
        if begin < stop:
            yield Stretch(visible(text[done:begin]), False)
            yield Stretch(visible(text[begin:stop]), True)
            done = stop
    yield Stretch(visible(text[done:]), False)
