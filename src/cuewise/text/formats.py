"""What a stretch of text looks like, whatever it says: addresses, digits, capitals, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cuewise.text.emoji import EMOJI
from cuewise.text.markup import markup_pattern
from cuewise.text.scripts import HAN

# Each expression matches the whole stretch.
FORMATS: Final[Mapping[str, re.Pattern[str]]] = {
    "url": re.compile(r"(?:https?://|www\.(?=\w))\S+"),
    "digit": re.compile(r"\d+"),
    "uppercase": re.compile(r"\b[A-Z]{3,}\b"),
    "elongation": re.compile(r"([^\W\d_])\1{2,}"),
    "emoji": re.compile(EMOJI),
    "mention": re.compile(r"(?<!\S)@\w+"),
    "hashtag": re.compile(r"(?<!\S)#\w+"),
    "quote": re.compile(r"[\"“”「」『』]"),
}
# Letters of the other script are a format in a corpus of one script.
LATIN_WORD: Final = re.compile(r"[A-Za-z]{2,}")
HAN_CHARACTER: Final = re.compile(f"[{HAN}]")


def format_pattern(name: str) -> re.Pattern[str] | None:
    """The expression of the format of this name; None for one that has no place in a text.

    Examples
    --------
    >>> format_pattern("<br>").findall("so<br />so</BR><bread>")
    ['<br />', '</BR>']
    >>> format_pattern("newline") is format_pattern("<(>") is None
    True
    """
    return _BY_NAME.get(name) or markup_pattern(name)


_BY_NAME: Final[Mapping[str, re.Pattern[str]]] = {
    **FORMATS,
    "latin": LATIN_WORD,
    "han": HAN_CHARACTER,
}
