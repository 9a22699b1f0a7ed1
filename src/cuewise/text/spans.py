"""Where words and phrases are in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from cuewise.text.emoji import KEYCAP
from cuewise.text.scripts import has_han
from cuewise.text.tokens import word_places

# Start and end of a stretch of text.
Span: TypeAlias = tuple[int, int]


def matches(pattern: re.Pattern[str], text: str) -> list[Span]:
    """The spans of all matches.

    Examples
    --------
    >>> matches(re.compile("o"), "so good")
    [(1, 2), (4, 5), (5, 6)]
    """
    return [m.span() for m in pattern.finditer(text)]


def boundaries(value: str) -> tuple[str, str]:
    r"""What a regular expression asks for before and after a phrase.

    Han words touch their neighbours; other words end at a boundary, and a digit on a keycap is no
    word.

    Examples
    --------
    >>> boundaries("film"), boundaries("好!")
    (('(?<!\\w)', '(?!\\w)'), ('', ''))
    """
    first, last = value[0], value[-1]
    before = r"(?<!\w)" if _bounded(first) else ""
    after = rf"(?!\w|{KEYCAP})" if last in "0123456789" else r"(?!\w)" if _bounded(last) else ""
    return before, after


def between(value: str) -> str:
    r"""The regular expression of what may stand between the words of a phrase.

    Examples
    --------
    >>> between("so good"), between("好 看")
    ('\\W+', '\\W*')
    """
    return r"\W*" if has_han(value) else r"\W+"


def phrase_spans(value: str, text: str) -> list[Span]:
    """Where a phrase is in a text, in either case; one space may be any gap between words.

    Parameters
    ----------
    value:
        Lower-cased words with a space between them.
    text:
        The text to be searched.

    Examples
    --------
    >>> phrase_spans("so good", "So  good, not so-goodish")
    [(0, 8)]
    """
    first = value.split(" ", maxsplit=1)[0].lower()
    pattern = _phrase(value) if value else None
    if pattern is None or not first or not (text.isascii() and value.isascii()):
        # Outside ASCII letters of different cases are not always each other's lower ones.
        return matches(pattern, text) if pattern else []
    # A look for the letters alone is many times as fast as a pattern, and most texts lack them.
    plain, out = _lower(text), []
    at = plain.find(first)
    while at >= 0:
        match = pattern.match(text, at)
        out += [match.span()] if match else []
        at = plain.find(first, match.end() if match else at + 1)
    return out


@lru_cache(maxsize=8192)
def word_spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """Every word of a text in lower case with its start and end.

    Examples
    --------
    >>> word_spans("Good film")
    (('good', 0, 4), ('film', 5, 9))
    """
    # Letter by letter: a few letters grow in lower case, and the places must stay true.
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower()[0] for c in text)
    return tuple(word_places(lowered))


def merge_spans(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, overlapping ones joined.

    Examples
    --------
    >>> merge_spans([(4, 6), (0, 2), (1, 3)])
    [(0, 3), (4, 6)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _bounded(character: str) -> bool:
    return bool(re.match(r"\w", character)) and not has_han(character)


@lru_cache(maxsize=4096)
def _phrase(value: str) -> re.Pattern[str]:
    before, after = boundaries(value)
    pieces = map(re.escape, value.split(" "))
    return re.compile(before + between(value).join(pieces) + after, re.IGNORECASE)


@lru_cache(maxsize=2)
def _lower(text: str) -> str:
    """Callers look for many phrases in one text in turn."""
    return text.lower()
