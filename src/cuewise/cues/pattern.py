"""Cues as one regular expression, for exported files that remove them without cuewise."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from string import ascii_lowercase

import numpy as np

from cuewise.count.characters import lower_case
from cuewise.cues.spans import forms, parse
from cuewise.records.kinds import kind_of
from cuewise.text.emoji import is_emoji, whole_emoji
from cuewise.text.formats import format_pattern
from cuewise.text.spans import between, boundaries


def pattern(subjects: Sequence[str]) -> str | None:
    r"""An expression for any of the cues and the spaces around it; None where there is none.

    The expression is for Python; tokenizers need `for_tokenizers`. Every letter lists its other
    cases, so no flag is needed. Formats without a place, such as a missing full stop, add nothing.
    A word that begins or ends a text is removed together with the marks outside it. A phrase is
    removed as a whole, also where a word of it is a cue, and so are up to five phrases that share
    words in a text, one after another. There is no expression if a cue belongs to one text of a
    pair or is a letter of one case.

    Examples
    --------
    >>> pattern(["word:lima", "punct:!"])
    '(?:(?<! ) +)?(?:(?<!\\w)[lL][iI][mM][aA](?!\\w)|!) *'
    >>> pattern(["b/word:lima"]) is pattern(["char:a"]) is None
    True
    """
    parsed = _apart([parse(subject) for subject in subjects])
    expressions = [*(_one(*each) for each in parsed), _overlapping(parsed)]
    # At one place the longest alternative must match first.
    longest = sorted(
        {e for several in expressions if several for e in several}, key=lambda e: (-len(e), e)
    )
    return None if None in expressions or not longest else f"{_AHEAD}(?:{_either(longest)}) *"


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
    capitals = "".join(_capitals().values())
    parts = map(re.compile, set(re.findall(r"\[(?:\\.|[^\]\\])*\]|\\.|\w", pattern)))
    return all(bool(p.match(c)) == bool(p.match(c.lower())) for p in parts for c in capitals)


# Field, kind and value.
_Cue = tuple[str, str, str]
# The start of a word, as `text.spans.boundaries` asks for it.
_START = boundaries("a")[0]
# Phrases of a chain, and chains, at most.
_LONGEST, _CHAINS = 5, 1000
# Match spaces from the first of a run only, or a long run would take quadratic time.
_AHEAD = "(?:(?<! ) +)?"
# The ends of a text; to tokenizers the usual end sign also matches before a last newline.
TEXT_ENDS = (r"\A", r"(?![\s\S])")
_WORD, _OTHER = r"[\p{L}\p{N}_]", r"[^\p{L}\p{N}_]"
_SPELT = {
    r"\w": _WORD,
    r"\W": _OTHER,
    r"\b": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    # Only Python counts the four separators of records as white space.
    r"\S": r"[^\s\x1c-\x1f]",
}
# Its lower case is an ordinary k.
_KELVIN = "\u212a"


def _one(field: str, kind: str, value: str) -> list[str] | None:
    of_kind = kind_of(kind)
    make = EXPRESSIONS.get(of_kind.value) if of_kind.located and not field else None
    # An empty form has no occurrence.
    each = [make(form) if form else "" for form in forms(kind, value)] if make else [None]
    return None if None in each else [one for one in each if one]


def _apart(parsed: Sequence[_Cue]) -> list[_Cue]:
    """Drop a word at an end of a text if the same word anywhere is also a cue.

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


def _either(alternatives: Sequence[str]) -> str:
    r"""The alternatives in order; those in a row that ask for the start of a word ask for it once.

    Then the letter at a place decides at once which of them can match.

    Examples
    --------
    >>> print(_either([r"(?<!\w)so", r"(?<!\w)no", "!"]))
    (?<!\w)(?:so|no)|!
    """
    runs = groupby(alternatives, key=lambda e: e.startswith(_START))
    joined = []
    for at_start, run in runs:
        own = list(run)
        if at_start and len(own) > 1:
            own = [f"{_START}(?:{'|'.join(e.removeprefix(_START) for e in own)})"]
        joined += own
    return "|".join(joined)


# A run of words, and the places in it where a phrase begins, each with the phrase.
_Chain = tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]


def _overlapping(parsed: Sequence[_Cue]) -> list[str]:
    """Return an expression for every chain of phrases in which one ends as the next begins.

    Examples
    --------
    >>> _overlapping([("", "ngram", "a b"), ("", "ngram", "b c")]) == [
    ...     f"(?={_words('a b')})[aA]{between('a b')}{_words('b c')}"
    ... ]
    True
    """
    values = {value for _, kind, value in parsed if kind_of(kind).phrase}
    phrases, begun = [tuple(value.split(" ")) for value in sorted(values)], defaultdict(list)
    for words in phrases:
        for size in range(1, len(words)):
            begun[words[:size]].append(words)
    chains: list[_Chain] = [(words, ((0, words),)) for words in phrases]
    found: list[_Chain] = []
    while chains and len(found) < _CHAINS:
        chains = [longer for chain in chains for longer in _continued(chain, begun)]
        found += chains
    return [_chained(*chain) for chain in found[:_CHAINS]]


def _continued(
    chain: _Chain, begun: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]
) -> Iterator[_Chain]:
    """The chain with one phrase more, which begins within the last one."""
    words, parts = chain
    _, last = parts[-1]
    if len(parts) == _LONGEST:
        return
    for size in range(1, len(last)):
        for other in begun.get(last[-size:], ()):
            if other != last:
                at = len(words) - size
                yield (*words[:at], *other), (*parts, (at, other))


def _chained(words: Sequence[str], parts: Sequence[tuple[int, tuple[str, ...]]]) -> str:
    """The expression of a chain: each phrase must match where it begins."""
    out = ""
    for (at, phrase), (end, _) in pairwise(parts):
        value = " ".join(phrase)
        beginning = (_any_case(word) + between(value) for word in words[at:end])
        out += f"(?={_words(value)}){''.join(beginning)}"
    return out + _words(" ".join(parts[-1][1]))


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
    """The other cases of every lower-case letter."""
    # The lower case of a sigma depends on its neighbours, so treat the three as one.
    small, cases = lower_case(), defaultdict(str, {"σ": "ςΣ", "ς": "σΣ"})
    for code in np.flatnonzero(small != np.arange(small.size)):
        cases[chr(small[code])] += chr(code)
    return dict(cases)


def _end(value: str) -> str:
    end, _, word = value.partition("=")
    begins, ends = TEXT_ENDS
    if not word:
        return ""
    return rf"{begins}\W*{_words(word)}" if end == "first" else rf"{_words(word)}\W*{ends}"


def _shape(value: str) -> str:
    shape = format_pattern(value)
    # Groups are numbered across the whole expression, so no part may have one.
    if shape is not None and shape.groups:
        return "|".join(f"{_letter(letter)}{{3,}}" for letter in ascii_lowercase)
    expression = "" if shape is None else shape.pattern
    return expression.replace("a-z", f"a-z{_KELVIN}").replace("[kK]", f"[kK{_KELVIN}]")


def _literal(value: str) -> str | None:
    if is_emoji(value):
        return whole_emoji(value)
    return re.escape(value) if value.lower() == value.upper() else None


# By `Kind.value`; a topic word set has one expression for each word.
EXPRESSIONS: Mapping[str, Callable[[str], str | None]] = {
    "words": _words,
    "members": _words,
    "characters": _literal,
    "end": _end,
    "shape": _shape,
}
