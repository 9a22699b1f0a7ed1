"""Where in a text a cue stands: for excerpts and for edits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from cuewise.count.characters import HAN
from cuewise.cues.surface import _FORMATS, _HTML, _LATIN
from cuewise.records.kinds import kind_of

Span = tuple[int, int]
# Parts the words of a field.
BETWEEN = "|"
_TOLD = 3
_RUN = re.compile(r"\w+")
_HAN_WORD = re.compile(f"[{HAN}]")


def parse(subject: str) -> tuple[str, str, str]:
    """Field, kind and value of a subject.

    Examples
    --------
    >>> parse("b/word:nobody"), parse("meta:source=app"), parse("ngram:and/or")
    (('b', 'word', 'nobody'), ('', 'meta', 'source=app'), ('', 'ngram', 'and/or'))
    """
    head, _, value = subject.partition(":")
    field, slash, kind = head.rpartition("/")
    return (field, kind, value) if slash else ("", head, value)


def find(kind: str, value: str, text: str) -> list[Span]:
    """Spans of the cue in `text`; empty where it is absent or has no place of its own.

    Examples
    --------
    >>> find("word", "film", "A film, no filmography")
    [(2, 6)]
    """
    known = kind_of(kind)
    finder = FINDERS.get(known.value) if known.located else None
    return finder(value, text) if finder and value else []


def forms(kind: str, value: str) -> tuple[str, ...]:
    """The texts of which each is the cue: the words of a field, else the value itself.

    Examples
    --------
    >>> forms("field", "lima|oslo"), forms("word", "lima")
    (('lima', 'oslo'), ('lima',))
    """
    return tuple(value.split(BETWEEN)) if kind_of(kind).listed else (value,)


def brief(subject: str) -> str:
    """A subject for messages: of a field its first words.

    Examples
    --------
    >>> brief("word:lima"), brief("field:lima|oslo|kyoto|sofia|tunis")
    ('word:lima', 'field:lima|oslo|kyoto|… (5 words)')
    """
    own, head = forms(*parse(subject)[1:]), subject.partition(":")[0]
    if len(own) == 1:
        return subject
    return f"{head}:{BETWEEN.join(own[:_TOLD])}{BETWEEN}… ({len(own)} words)"


def _matches(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [m.span() for m in pattern.finditer(text)]


@lru_cache(maxsize=4096)
def _words_pattern(value: str) -> re.Pattern[str]:
    pieces = [re.escape(v) for v in value.split(" ")]
    between = r"[^\w]*" if is_han(value) else r"[^\w]+"
    first, last = value[0], value[-1]
    before = r"(?<!\w)" if bounded(first) else ""
    after = r"(?!\w)" if bounded(last) else ""
    return re.compile(before + between.join(pieces) + after, re.IGNORECASE)


def bounded(character: str) -> bool:
    """Han words touch their neighbours; other words end at a boundary.

    Examples
    --------
    >>> bounded("a"), bounded("好"), bounded("!")
    (True, False, False)
    """
    return bool(re.match(r"\w", character)) and not is_han(character)


def is_han(text: str) -> bool:
    """Whether a Chinese character is among the text.

    Examples
    --------
    >>> is_han("so 好"), is_han("so")
    (True, False)
    """
    return _HAN_WORD.search(text) is not None


def _words(value: str, text: str) -> list[Span]:
    first = value.split(" ", maxsplit=1)[0].lower()
    pattern = _words_pattern(value) if value else None
    if pattern is None or not first or not (text.isascii() and value.isascii()):
        # Outside ASCII letters of different cases are not always each other's lower ones.
        return _matches(pattern, text) if pattern else []
    # A look for the letters alone is many times as fast as a pattern, and most texts lack them.
    plain, out = _lower(text), []
    at = plain.find(first)
    while at >= 0:
        found = pattern.match(text, at)
        out += [found.span()] if found else []
        at = plain.find(first, found.end() if found else at + 1)
    return out


@lru_cache(maxsize=2)
def _lower(text: str) -> str:
    """Of one text many cues are looked for in turn."""
    return text.lower()


@lru_cache(maxsize=1024)
def _members(value: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """The words of a field that end at a boundary, and a pattern of those of Han characters."""
    words = value.split(BETWEEN)
    han = sorted(filter(_HAN_WORD.search, words), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, han))) if han else None
    return frozenset(words) - {*han, ""}, pattern


@lru_cache(maxsize=2)
def _runs(text: str) -> list[tuple[Span, str]]:
    """The runs of letters of a text, each with its place, for many fields in turn."""
    return [(m.span(), m.group().lower()) for m in _RUN.finditer(text)]


def _listed(value: str, text: str) -> list[Span]:
    words, han = _members(value)
    spans = [span for span, word in _runs(text) if word in words]
    return sorted(spans + _matches(han, text)) if han else spans


def _literal(value: str, text: str) -> list[Span]:
    return _matches(re.compile(re.escape(value)), text)


def _end(value: str, text: str) -> list[Span]:
    end, _, word = value.partition("=")
    spans = _words(word, text)
    if not spans:
        return []
    span = spans[0] if end == "first" else spans[-1]
    outside = text[: span[0]] if end == "first" else text[span[1] :]
    return [] if re.search(r"\w", outside) else [span]


def _shape(value: str, text: str) -> list[Span]:
    pattern = SPAN_FORMATS.get(value)
    return _matches(pattern, text) if pattern else []


SPAN_FORMATS: Mapping[str, re.Pattern[str]] = {
    **{k: _FORMATS[k] for k in ("emoji", "quote", "elongation", "uppercase")},
    "html": _HTML,
    "digit": re.compile(r"\d+"),
    "url": re.compile(r"(?:https?://|www\.)\S+"),
    "mention": re.compile(r"(?<!\S)@\w+"),
    "hashtag": re.compile(r"(?<!\S)#\w+"),
    "latin": _LATIN,
}
# By the form of a cue's value.
FINDERS: Mapping[str, Callable[[str, str], list[Span]]] = {
    "words": _words,
    "members": _listed,
    "characters": _literal,
    "end": _end,
    "shape": _shape,
}
