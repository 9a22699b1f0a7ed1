"""What a stretch of text looks like, whatever it says: addresses, digits, capitals, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cuewise.text.emoji import EMOJI
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
_TAG: Final = r"<[a-zA-Z/!][^<>]{0,80}>"
# Tags and character references of HTML.
HTML: Final = re.compile(rf"{_TAG}|&(?:[a-zA-Z]{{2,8}}|#[0-9]{{2,6}}|#[xX][0-9a-fA-F]{{2,6}});")
_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)|(&[a-zA-Z]+;)")


def is_markup(name: str) -> bool:
    """Whether the name of a format is HTML, any or one tag or character reference.

    Examples
    --------
    >>> is_markup("html"), is_markup("<br>"), is_markup("&amp;"), is_markup("url")
    (True, True, True, False)
    """
    return name == "html" or name[:1] in {"<", "&"}


def markup(text: str) -> list[str]:
    """The tags and named character references of a text, each as the name of a format.

    Examples
    --------
    >>> markup("Dull.<BR /><br>Sold &amp; <b class='x'>gone</b>")
    ['<br>', '<br>', '&amp;', '<b>', '<b>']
    """
    if "<" not in text and "&" not in text:
        return []
    found = (_NAME.match(m[0]) for m in HTML.finditer(text))
    return [f"<{m[1].lower()}>" if m[1] else m[2].lower() for m in found if m]


def without_markup(text: str) -> str:
    """The text with spaces in place of HTML, so that every other character keeps its place.

    Examples
    --------
    >>> without_markup("Dull.<br />Sold &amp; gone")
    'Dull.      Sold       gone'
    """
    if "<" not in text and "&" not in text:
        return text
    return HTML.sub(lambda found: " " * len(found[0]), text)


def format_pattern(name: str) -> re.Pattern[str] | None:
    """The expression of the format of this name; None for one that has no place in a text.

    Examples
    --------
    >>> format_pattern("<br>").findall("so<br />so</BR><bread>")
    ['<br />', '</BR>']
    >>> format_pattern("newline") is None
    True
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    if not is_markup(name):
        return None
    letters = "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in name.strip("<>"))
    tag = rf"(?={_TAG})</?{letters}(?![a-zA-Z0-9])[^<>]*>"
    return re.compile(tag if name[0] == "<" else letters)


_BY_NAME: Final[Mapping[str, re.Pattern[str]]] = {
    **FORMATS,
    "html": HTML,
    "latin": LATIN_WORD,
    "han": HAN_CHARACTER,
}
