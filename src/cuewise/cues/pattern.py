"""Cues as one regular expression, for files that take them out without anything of ours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from string import ascii_lowercase

import numpy as np

from cuewise.count.characters import lower_case
from cuewise.cues.spans import SPAN_FORMATS, forms, parse
from cuewise.records.kinds import kind_of
from cuewise.text.emoji import is_emoji, whole_emoji
from cuewise.text.spans import between, boundaries


def pattern(subjects: Sequence[str]) -> str | None:
    r"""What matches any of the cues, with the spaces around it; None where no expression does.

    It is meant for Python; tokenizers have `for_tokenizers`. A letter stands with all of which it
    is the small one, so no flag is needed. Formats that stand nowhere, such as a missing full stop,
    add nothing; with a word that begins or ends a text the marks outside it go. Of two phrases that
    share words in a text both go, of three in a row the last may be half left. None where a cue is
    of one field of a pair, or is a letter of one case.

    Examples
    --------
    >>> pattern(["word:lima", "punct:!"])
    '(?:(?<! ) +)?(?:(?<!\\w)[lL][iI][mM][aA](?!\\w)|!) *'
    >>> pattern(["b/word:lima"]) is pattern(["char:a"]) is None
    True
    """
    parsed = _apart([parse(subject) for subject in subjects])
    found = [*(_one(*each) for each in parsed), _overlapping(parsed)]
    # Of two that begin at one place the longer one is meant.
    own = sorted({each for some in found if some for each in some}, key=lambda e: (-len(e), e))
    return None if None in found or not own else f"{_AHEAD}(?:{'|'.join(own)}) *"


def taken_out(texts: Sequence[str], pattern: str | None) -> list[str]:
    """The texts with a space in the place of whatever the pattern, if there is one, matches.

    Examples
    --------
    >>> taken_out(["A long film", "好"], " *(?:long) *")
    ['A film', '好']
    """
    return [text if pattern is None else re.sub(pattern, " ", text) for text in texts]


def for_tokenizers(pattern: str) -> str:
    r"""The expression for Oniguruma, which the tokenizers of Hugging Face use.

    To it a combining mark is part of a word and a numeral such as a raised 2 is none, so what words
    are is spelt out as Python has it. It holds but for characters that are newer than this Python.

    Examples
    --------
    >>> for_tokenizers(r" *(?:(?<!\w)[oO][kK](?!\w)|\\) *")
    ' *(?:(?<![\\p{L}\\p{N}_])[oO][kK](?![\\p{L}\\p{N}_])|\\\\) *'
    """
    return re.sub(r"\\.", lambda found: _SPELT.get(found[0], found[0]), pattern, flags=re.DOTALL)


@lru_cache(maxsize=64)
def caseless(pattern: str) -> bool:
    """Whether it matches the same of a text in small letters.

    Every letter and set in the expression is asked. A text with the Turkish İ may still be matched
    otherwise: its small letter is two characters.

    Examples
    --------
    >>> caseless(pattern(["word:lima"])), caseless(pattern(["format:uppercase"]))
    (True, False)
    """
    capitals = "".join(_capitals().values())
    parts = map(re.compile, set(re.findall(r"\[(?:\\.|[^\]\\])*\]|\\.|\w", pattern)))
    return all(bool(p.match(c)) == bool(p.match(c.lower())) for p in parts for c in capitals)


# Field, kind and value.
_Cue = tuple[str, str, str]
# Spaces are looked through from the first of them only, or a long run of them would take ages.
_AHEAD = "(?:(?<! ) +)?"
# The ends of a text; the usual sign of the latter is also before a last newline to tokenizers.
ENDS = (r"\A", r"(?![\s\S])")
_WORD, _OTHER = r"[\p{L}\p{N}_]", r"[^\p{L}\p{N}_]"
_SPELT = {
    r"\w": _WORD,
    r"\W": _OTHER,
    r"\b": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    # Four old marks between records are white space to Python alone.
    r"\S": r"[^\s\x1c-\x1f]",
}
# In small letters it is an ordinary k.
_KELVIN = "\u212a"


def _one(field: str, kind: str, value: str) -> list[str] | None:
    known = kind_of(kind)
    made = EXPRESSIONS.get(known.value) if known.located and not field else None
    # Of nothing there is nothing to find.
    own = [made(form) if form else "" for form in forms(kind, value)] if made else [None]
    return None if None in own else [each for each in own if each]


def _apart(parsed: Sequence[_Cue]) -> list[_Cue]:
    """The cues but for a word as the first or last of a text that is one of them anywhere.

    Examples
    --------
    >>> _apart([("", "word", "lima"), ("", "position", "first=lima")])
    [('', 'word', 'lima')]
    """
    words = {(field, value) for field, kind, value in parsed if kind_of(kind).phrase}
    return [
        (field, kind, value)
        for field, kind, value in parsed
        if not kind_of(kind).at_end or (field, value.partition("=")[2]) not in words
    ]


def _overlapping(parsed: Sequence[_Cue]) -> list[str]:
    """Of each two phrases of which one ends as the other begins, the one and the rest of the other.

    Examples
    --------
    >>> _overlapping([("", "ngram", "a b"), ("", "ngram", "b c")]) == [
    ...     f"(?={_words('a b')})[aA]{between('a b')}{_words('b c')}"
    ... ]
    True
    """
    values = {value for _, kind, value in parsed if kind_of(kind).phrase}
    phrases, begun = [value.split(" ") for value in sorted(values)], defaultdict(list)
    for words in phrases:
        for size in range(1, len(words)):
            begun[tuple(words[:size])].append(words)
    return [
        _both(words, other, size)
        for words in phrases
        for size in range(1, len(words))
        for other in begun.get(tuple(words[-size:]), [])
        if other is not words
    ]


def _both(words: Sequence[str], other: Sequence[str], shared: int) -> str:
    value = " ".join(words)
    own = "".join(_any_case(word) + between(value) for word in words[:-shared])
    return f"(?={_words(value)}){own}{_words(' '.join(other))}"


def _words(value: str) -> str:
    before, after = boundaries(value)
    return before + between(value).join(map(_any_case, value.split(" "))) + after


def _any_case(word: str) -> str:
    return "".join(map(_letter, word))


def _letter(letter: str) -> str:
    small = letter.lower() if len(letter.lower()) == 1 else letter
    cases = small + _capitals().get(small, "")
    return f"[{cases}]" if len(cases) > 1 else re.escape(letter)


@lru_cache(maxsize=1)
def _capitals() -> Mapping[str, str]:
    """Of every small letter the others that it is the small one of."""
    # A sigma depends on what stands round it, so that the three are one.
    small, found = lower_case(), defaultdict(str, {"σ": "ςΣ", "ς": "σΣ"})
    for code in np.flatnonzero(small != np.arange(small.size)):
        found[chr(small[code])] += chr(code)
    return dict(found)


def _end(value: str) -> str:
    end, _, word = value.partition("=")
    begins, ends = ENDS
    if not word:
        return ""
    return rf"{begins}\W*{_words(word)}" if end == "first" else rf"{_words(word)}\W*{ends}"


def _shape(value: str) -> str:
    own = SPAN_FORMATS.get(value)
    # Groups are numbered through the whole of an expression, so none may be in a part of it.
    if own is not None and own.groups:
        return "|".join(f"{_letter(letter)}{{3,}}" for letter in ascii_lowercase)
    return "" if own is None else own.pattern.replace("a-z", f"a-z{_KELVIN}")


def _literal(value: str) -> str | None:
    if is_emoji(value):
        return whole_emoji(value)
    return re.escape(value) if value.lower() == value.upper() else None


# By the form of a cue's value; a list of words has one expression for each.
EXPRESSIONS: Mapping[str, Callable[[str], str | None]] = {
    "words": _words,
    "members": _words,
    "characters": _literal,
    "end": _end,
    "shape": _shape,
}
