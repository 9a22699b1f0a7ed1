"""Where a cue occurs in a text, for excerpts and for edits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from cuewise.records.kinds import kind_of
from cuewise.text.emoji import emoji_spans, is_emoji
from cuewise.text.formats import format_pattern
from cuewise.text.markup import is_markup, without_markup
from cuewise.text.scripts import has_han
from cuewise.text.spans import Span, matches, phrase_spans

# Separates the words of a topic word set.
BETWEEN = "|"
_SHOWN_WORDS = 3
_RUN = re.compile(r"\w+")


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
    """Spans of the cue in `text`; none where it is absent or cannot be located.

    Examples
    --------
    >>> find("word", "film", "A film, no filmography")
    [(2, 6)]
    """
    known = kind_of(kind)
    finder = FINDERS.get(known.value) if known.located else None
    if not (known.value == "shape" and is_markup(value)):
        # What is inside a tag is no part of the text.
        text = without_markup(text)
    return finder(value, text) if finder and value else []


def names_markup(subject: str) -> bool:
    """Whether a cue is HTML: any, or one tag or character reference.

    Examples
    --------
    >>> names_markup("format:<br>"), names_markup("format:url"), names_markup("punct:<")
    (True, False, False)
    """
    _, kind, value = parse(subject)
    return kind_of(kind).value == "shape" and is_markup(value)


def forms(kind: str, value: str) -> tuple[str, ...]:
    """The texts that are the cue: the words of a topic word set, else the value itself.

    Examples
    --------
    >>> forms("field", "lima|oslo"), forms("word", "lima")
    (('lima', 'oslo'), ('lima',))
    """
    return tuple(value.split(BETWEEN)) if kind_of(kind).listed else (value,)


def brief(subject: str) -> str:
    """A subject for messages; a topic word set shows its first words.

    Examples
    --------
    >>> brief("word:lima"), brief("field:lima|oslo|kyoto|sofia|tunis")
    ('word:lima', 'field:lima|oslo|kyoto|… (5 words)')
    """
    own, head = forms(*parse(subject)[1:]), subject.partition(":")[0]
    if len(own) == 1:
        return subject
    return f"{head}:{BETWEEN.join(own[:_SHOWN_WORDS])}{BETWEEN}… ({len(own)} words)"


@lru_cache(maxsize=1024)
def _members(value: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """The words of a topic word set, and a pattern of those in Han characters."""
    words = value.split(BETWEEN)
    han = sorted(filter(has_han, words), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, han))) if han else None
    return frozenset(words) - {*han, ""}, pattern


@lru_cache(maxsize=2)
def _runs(text: str) -> list[tuple[Span, str]]:
    """The runs of letters of a text with their spans, cached for the next topic word set."""
    return [(m.span(), m.group().lower()) for m in _RUN.finditer(text)]


def _listed(value: str, text: str) -> list[Span]:
    words, han = _members(value)
    spans = [span for span, word in _runs(text) if word in words]
    return sorted(spans + matches(han, text)) if han else spans


def _literal(value: str, text: str) -> list[Span]:
    if is_emoji(value):
        return emoji_spans(value, text)
    return matches(re.compile(re.escape(value)), text)


def _end(value: str, text: str) -> list[Span]:
    end, _, word = value.partition("=")
    spans = phrase_spans(word, text)
    if not spans:
        return []
    span = spans[0] if end == "first" else spans[-1]
    outside = text[: span[0]] if end == "first" else text[span[1] :]
    return [] if re.search(r"\w", outside) else [span]


def _shape(value: str, text: str) -> list[Span]:
    pattern = format_pattern(value)
    return matches(pattern, text) if pattern else []


# By `Kind.value`.
FINDERS: Mapping[str, Callable[[str, str], list[Span]]] = {
    "words": phrase_spans,
    "members": _listed,
    "characters": _literal,
    "end": _end,
    "shape": _shape,
}
