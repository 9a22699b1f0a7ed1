"""Emoji as people see them: flags, keycaps, skin tones and joined pictures are one emoji each.

The grammar is that of possible emoji (Unicode Technical Standard 51, definition ED-14c), in terms
that Python's `re` and Oniguruma share, because files for other programs carry it.
"""

from __future__ import annotations

import re
from typing import Final

# Two of these letters are a flag.
_REGIONAL: Final = "\U0001f1e6-\U0001f1ff"
# Dingbats 2776 to 2793 and 1F100 to 1F10C are numbers, hence parts of words.
_PICTURES: Final = (
    "\u231a\u231b\u23cf\u23e9-\u23fa\u25fd\u25fe\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff"
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\U0001fc00-\U0001fffd"
)
# Signs such as © are emoji only where U+FE0F asks for a picture.
_SIGNS: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2194-\u21aa\u2328\u24c2\u25aa-\u25c0\u25fb\u25fc"
    "\u2934\u2935\u3030\u303d\u3297\u3299"
)
_JOINER: Final = "\u200d"
# What changes the picture before it: joiner, selectors, enclosing marks, skin tones, tags.
_CHANGES: Final = "\u200d\u20d0-\u20ff\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
# The key after a digit, # or *.
KEYCAP: Final = "\ufe0f?\u20e3"
# One set of first characters lets a search skip the rest of a text quickly.
EMOJI: Final = (
    f"[{_PICTURES}{_SIGNS}{_REGIONAL}0-9#*]"
    f"(?:(?<=[{_PICTURES}])|(?<=[{_SIGNS}])\ufe0f|(?<=[{_REGIONAL}])[{_REGIONAL}]?|(?<=[0-9#*]){KEYCAP})"
    f"[{_CHANGES}]*(?:(?<={_JOINER})[{_PICTURES}{_SIGNS}][{_CHANGES}]*)*"
)
# Characters that only change the one before them, so they are never a token by themselves.
EXTENDERS: Final = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
_EMOJI = re.compile(EMOJI)
# `whole_emoji` looks back at no more flags than this, since a look-behind has a fixed width.
_FLAGS = 4


def emoji(text: str) -> list[str]:
    """The emoji of a text in reading order.

    Parameters
    ----------
    text:
        Any text.

    Examples
    --------
    >>> emoji("Oui 🇫🇷 1️⃣ 👩‍💻!")
    ['🇫🇷', '1️⃣', '👩‍💻']
    """
    return [] if text.isascii() else _EMOJI.findall(text)


def is_emoji(text: str) -> bool:
    """Whether a text is one emoji and nothing else.

    Examples
    --------
    >>> is_emoji("👩‍💻"), is_emoji("1"), is_emoji("😀😀")
    (True, False, False)
    """
    return _EMOJI.fullmatch(text) is not None


def emoji_spans(value: str, text: str) -> list[tuple[int, int]]:
    """Where one emoji is in a text, but not where it is a part of another one.

    Examples
    --------
    >>> emoji_spans("👩", "👩 👩‍💻")
    [(0, 1)]
    """
    if value not in text:
        return []
    return [m.span() for m in _EMOJI.finditer(text) if m.group() == value]


def whole_emoji(value: str) -> str:
    """A regular expression for an emoji that is no part of another one.

    Examples
    --------
    >>> bool(re.search(whole_emoji("👩"), "👩‍💻")), bool(re.search(whole_emoji("👩"), "so 👩"))
    (False, True)
    """
    after = f"(?![{_CHANGES}])"
    if not re.match(f"[{_REGIONAL}]", value):
        return f"(?<!{_JOINER}){re.escape(value)}{after}"
    # Letters pair from the start of a row, so the number of letters before must be even.
    start = f"(?<![{_REGIONAL}])"
    # Oniguruma takes no look-behind inside another one.
    rows = (
        f"(?<={begin}[{_REGIONAL}]{{{2 * n}}})"
        for n in range(1, _FLAGS + 1)
        for begin in (f"[^{_REGIONAL}]", "^")
    )
    alone = f"(?![{_REGIONAL}])" if len(value) == 1 else ""
    return f"(?:{'|'.join([start, *rows])}){value}{alone}{after}"
