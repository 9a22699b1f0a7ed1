"""Cues as one regular expression, for exported files that remove them without cuewise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cuewise.cues.chains import either
from cuewise.cues.pieces import PIECES, CuePiece, Place, capitals
from cuewise.cues.spans import forms, parse
from cuewise.records.kinds import kind_of


def pattern(subjects: Sequence[str]) -> str | None:
    r"""An expression for any of the cues and the spaces around it; None where there is none.

    The expression is for Python; tokenizers need `for_tokenizers`. Every letter lists its other
    cases, so no flag is needed. Formats without a place, such as a missing full stop, add nothing.
    There is no expression if a cue belongs to one text of a pair or is a letter of one case.

    A phrase is removed as a whole, also where a word of it is a cue. So are phrases that share
    words in a text, however many follow one another. A word that begins or ends a text is removed
    with the marks outside it, and up to eight more such words that come to stand there.

    Two things remain. What is left of a text is not searched again: from "as as it were it were"
    the expression of "as it were" leaves "as it were". And a format may take a part of a phrase,
    such as the mention "@so" a part of "so good" in "@so good".

    Examples
    --------
    >>> pattern(["word:lima", "punct:!"])
    '(?:(?<! ) +)?(?:!|(?<!\\w)[lL][iI][mM][aA](?!\\w)) *'
    >>> pattern(["b/word:lima"]) is pattern(["char:a"]) is None
    True
    """
    pieces = [_pieces(*parse(subject)) for subject in _apart(tuple(subjects))]
    cased = any(p.place == Place.CASED for several in pieces if several for p in several)
    return None if cased or None in pieces else in_memory(subjects)


def in_memory(subjects: Sequence[str]) -> str | None:
    """The expression of all cues that are located in a text; None where there is none.

    It is that of `pattern` where files can have one.

    Examples
    --------
    >>> in_memory(["char:a", "length:long"])
    '(?:(?<! ) +)?(?:a) *'
    """
    return _in_memory(tuple(subjects))


def remove_matches(texts: Sequence[str], pattern: str | None) -> list[str]:
    """The texts with a space in place of every match of `pattern`; None changes nothing.

    Examples
    --------
    >>> remove_matches(["A long film", "好"], " *(?:long) *")
    ['A film', '好']
    """
    return [text if pattern is None else re.sub(pattern, " ", text) for text in texts]


def for_tokenizers(pattern: str) -> str:
    r"""Translate an expression to Oniguruma, which the tokenizers of Hugging Face use.

    Oniguruma counts a combining mark as part of a word, and a numeral such as a raised 2 not. So
    the word classes are spelt out as Python has them. Characters newer than this Python differ.

    Examples
    --------
    >>> for_tokenizers(r" *(?:(?<!\w)[oO][kK](?!\w)|\\) *")
    ' *(?:(?<![\\p{L}\\p{N}_])[oO][kK](?![\\p{L}\\p{N}_])|\\\\) *'
    """
    return re.sub(r"\\.", lambda found: _SPELT.get(found[0], found[0]), pattern, flags=re.DOTALL)


@lru_cache(maxsize=64)
def caseless(pattern: str) -> bool:
    """Whether the expression matches the same parts of a text in lower case.

    This checks every letter and set of the expression. The Turkish İ may still match otherwise: its
    lower case is two characters.

    Examples
    --------
    >>> caseless(pattern(["word:lima"])), caseless(pattern(["format:uppercase"]))
    (True, False)
    """
    others = "".join(capitals().values())
    parts = map(re.compile, set(re.findall(r"\[(?:\\.|[^\]\\])*\]|\\.|\w", pattern)))
    return all(bool(p.match(c)) == bool(p.match(c.lower())) for p in parts for c in others)


# Match spaces from the first of a run only, or a long run would take quadratic time.
_AHEAD = "(?:(?<! ) +)?"
_WORD, _OTHER = r"[\p{L}\p{N}_]", r"[^\p{L}\p{N}_]"
_SPELT = {
    r"\w": _WORD,
    r"\W": _OTHER,
    r"\b": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    # Only Python counts the four separators of records as white space.
    r"\S": r"[^\s\x1c-\x1f]",
}


@lru_cache(maxsize=256)
def _in_memory(subjects: tuple[str, ...]) -> str | None:
    made = (_pieces(*parse(subject)) or () for subject in _apart(subjects))
    pieces = {piece for several in made for piece in several}
    return f"{_AHEAD}(?:{either(sorted(pieces))}) *" if pieces else None


@lru_cache(maxsize=4096)
def _pieces(field: str, kind: str, value: str) -> tuple[CuePiece, ...] | None:
    """The pieces of a cue; None where it has no place in a text, or is in one text of a pair."""
    of_kind = kind_of(kind)
    make = PIECES.get(of_kind.value) if of_kind.located and not field else None
    if make is None:
        return None
    # An empty form has no occurrence.
    made = (make(form) for form in forms(kind, value) if form)
    return tuple(piece for piece in made if piece is not None)


def _apart(subjects: Sequence[str]) -> list[str]:
    """Drop a word at an end of a text if the same word anywhere is also a cue.

    Examples
    --------
    >>> _apart(["word:lima", "position:first=lima"])
    ['word:lima']
    """
    parsed = [parse(subject) for subject in subjects]
    words = {(field, value) for field, kind, value in parsed if kind_of(kind).phrase}
    return [
        subject
        for subject, (field, kind, value) in zip(subjects, parsed, strict=True)
        if not kind_of(kind).at_end or (field, value.partition("=")[2]) not in words
    ]
