"""Text of others, made safe to look at: nothing in it acts on the page, its neighbours or a reader.

Escaping is the renderers' part; here control characters become visible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from cuewise.report.records import Piece

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
    """`text`, its end cut off where it is longer than `width`.

    Examples
    --------
    >>> shorten("abcdefgh", 5)
    'abcd…'
    """
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """`text` cut at `spans`; spans outside the text or on top of each other do no harm.

    Examples
    --------
    >>> [(p.text, p.marked) for p in pieces("a good film", [(2, 6)])]
    [('a ', False), ('good', True), (' film', False)]
    """
    return tuple(p for p in _pieces(text, spans) if p.text)


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, end in sorted(spans):
        begin, stop = max(start, done), min(end, len(text))
        if begin < stop:
            yield Piece(visible(text[done:begin]), False)
            yield Piece(visible(text[begin:stop]), True)
            done = stop
    yield Piece(visible(text[done:]), False)
