"""Cues in words: `word:spielberg` becomes "the word “spielberg”"."""

from __future__ import annotations

import re

from cuewise.report.records import Subject
from cuewise.report.text import shorten, visible
from cuewise.report.words import Lang, Words, words

# Kinds whose every value has a phrase of its own, and kinds that quote their value.
_NAMED = frozenset({"length", "format", "overlap", "entity"})
_QUOTED = frozenset({"word", "ngram", "char", "emoji", "punct", "entity", "cluster"})
# Values that say nothing without their kind.
_CODED = frozenset({"length", "overlap", "cluster", "style", "pos", "entity", "field"})
_FIRST = "first="
# Characters for the words of a field, and for its subject as it is stored.
_ROOM, _RAW = 16, 40
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_FIELDS = frozenset({"a", "b", "prompt", "chosen", "rejected"})


def describe(subject: str, lang: Lang = "en") -> str:
    """A phrase for people, to stand inside a sentence; a kind nobody knows is quoted as it is.

    Examples
    --------
    >>> describe("word:spielberg"), describe("b/word:nobody")
    ('the word “spielberg”', 'the word “nobody” in the second text')
    >>> describe("field:lima|oslo|kyoto|sofia|tunis")
    'any word of the field “lima, oslo, kyoto … (5 words)”'
    >>> describe("overlap:high", "zh")
    '两段文本的词语重叠度高'
    """
    return subject_of(subject, words(lang)).phrase


def subject_of(subject: str, say: Words) -> Subject:
    """A subject taken apart and put into words."""
    field, kind, value = _parse(subject)
    field_name = _field_name(field, say)
    shown = _value_name(kind, value, say) or visible(value) or visible(subject)
    kind_name = say.get(f"kind.{_known_kind(kind, value)}") or visible(kind)
    alone = say("phrase.named", kind=kind_name, value=shown) if kind in _CODED else shown
    return Subject(
        raw=shorten(visible(subject), _RAW) if kind == "field" else visible(subject),
        kind=kind_name,
        field=field_name,
        value=shown,
        short=shorten(shown),
        name=shorten(f"{alone} ({field_name})" if field_name else alone),
        phrase=_in_field(_phrase(kind, value, subject, say), kind, field_name, say),
    )


def _parse(subject: str) -> tuple[str, str, str]:
    head, _, value = subject.partition(":")
    field, _, kind = head.rpartition("/")
    # A phrase is stored as its words with spaces between; Chinese is written without.
    return field, kind, _BETWEEN_HAN.sub("", value) if kind == "ngram" else value


def _known_kind(kind: str, value: str) -> str:
    return "emoticon" if kind == "char" and value.startswith("[") and value.endswith("]") else kind


def _field_name(field: str, say: Words) -> str:
    if not field:
        return ""
    return say(f"field.{field}") if field in _FIELDS else visible(field)


def _value_name(kind: str, value: str, say: Words) -> str | None:
    """What stands for the value where it is a code and not a piece of text."""
    if kind in _NAMED:
        return say.get(f"value.{kind}.{value}")
    if kind == "position":
        place, equals, word = value.partition("=")
        if equals and place in {"first", "last"}:
            return say(f"value.position.{place}", value=visible(word))
    if kind == "meta" and "=" in value:
        column, _, content = value.partition("=")
        return f"{visible(column)} = {visible(content)}"
    if kind == "pos":
        first, tags = _tags(value, say)
        return say("value.pos.first", value=tags) if first else tags
    return _some_of(value, say) if kind == "field" and value else None


def _some_of(value: str, say: Words) -> str:
    """The first words of a field, as many as stand in a line, and how many there are."""
    every = [visible(word) for word in value.split("|")]
    shown = next((every[:n] for n in (3, 2) if sum(map(len, every[:n])) <= _ROOM), every[:1])
    joined = say("value.field.join").join(shorten(word, _ROOM) for word in shown)
    return say("value.field.some", words=joined, n=len(every))


def _tags(value: str, say: Words) -> tuple[bool, str]:
    """Whether the first word is meant, and the names of the word classes."""
    first = value.startswith(_FIRST)
    tags = value.removeprefix(_FIRST).split(" ")
    return first, " ".join(say.get(f"tag.{t}") or visible(t) for t in tags)


def _phrase(kind: str, value: str, subject: str, say: Words) -> str:
    named = _named(kind, value, say)
    if named is not None:
        return named
    if kind in _QUOTED and value:
        return say(f"phrase.{_known_kind(kind, value)}", value=visible(value))
    if kind in {*_NAMED, "meta", "position"} and value:
        return say(f"phrase.{kind}", value=visible(value))
    return say("phrase.unknown", value=visible(subject if not value else f"{kind}:{value}"))


def _named(kind: str, value: str, say: Words) -> str | None:
    if kind in _NAMED:
        return say.get(f"phrase.{kind}-{value}")
    first, equals, rest = value.partition("=")
    if kind == "position" and equals and first in {"first", "last"}:
        return say(f"phrase.position-{first}", value=visible(rest))
    if kind == "field" and value:
        return say("phrase.field", value=_some_of(value, say))
    if kind == "meta" and equals:
        return say("phrase.meta-is", column=visible(first), value=visible(rest))
    if kind == "pos" and value:
        at_start, tags = _tags(value, say)
        form = "-first" if at_start else "" if " " in value else "-one"
        return say(f"phrase.pos{form}", value=tags)
    return None


def _in_field(phrase: str, kind: str, field: str, say: Words) -> str:
    if not field:
        return phrase
    return say(
        "phrase.of-field" if kind == "length" else "phrase.in-field", what=phrase, field=field
    )
