"""Cues in words: `word:spielberg` becomes "the word “spielberg”"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cuewise.records.kinds import KINDS, Kind, kind_of
from cuewise.report.records import Subject
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Lang, Wording, wording
from cuewise.text.scripts import HAN

_FIRST = "first="
# Characters for the words of a topic word set, and for its subject as stored.
_ROOM, _RAW = 16, 40
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_FIELDS = frozenset({"a", "b", "prompt", "chosen", "rejected"})


def describe(subject: str, lang: Lang = "en") -> str:
    """A phrase to use in a sentence; an unknown kind is quoted as it is.

    Examples
    --------
    >>> describe("word:spielberg"), describe("b/word:nobody")
    ('the word “spielberg”', 'the word “nobody” in the second text')
    >>> describe("field:lima|oslo|kyoto|sofia|tunis")
    'any word of the topic word set “lima, oslo, kyoto … (5 words)”'
    >>> describe("overlap:high", "zh")
    '两段文本的词语重叠度高'
    """
    return subject_of(subject, wording(lang)).phrase


def subject_of(subject: str, say: Wording) -> Subject:
    """A subject in words."""
    field, kind, value = _parse(subject)
    field_name = _field_name(field, say)
    name, phrase = None, None
    if value and kind.value in _WORDED:
        name, phrase = _WORDED[kind.value](kind, value, say)
    shown = name or visible(value) or visible(subject)
    kind_name = say.get(f"kind.{_shown_kind(kind, value)}") or visible(kind.name)
    alone = say("phrase.named", kind=kind_name, value=shown) if kind.prefixed else shown
    return Subject(
        raw=shorten(visible(subject), _RAW) if kind.listed else visible(subject),
        kind=kind_name,
        field=field_name,
        value=shown,
        short=shorten(shown),
        name=shorten(say("list.noted", text=alone, note=field_name) if field_name else alone),
        phrase=_in_field(phrase or _phrase(kind, value, subject, say), kind, field_name, say),
    )


def _parse(subject: str) -> tuple[str, Kind, str]:
    head, _, value = subject.partition(":")
    field, _, name = head.rpartition("/")
    kind = kind_of(name)
    # A phrase is stored as its words with spaces between; Chinese is written without.
    return field, kind, _BETWEEN_HAN.sub("", value) if kind.phrase else value


def _shown_kind(kind: Kind, value: str) -> str:
    """The kind that a reader knows: `char:[cry]` is an emoticon."""
    bracketed = value.startswith("[") and value.endswith("]")
    return "emoticon" if kind.name == "char" and bracketed else kind.name


def _field_name(field: str, say: Wording) -> str:
    if not field:
        return ""
    return say(f"field.{field}") if field in _FIELDS else visible(field)


def _phrase(kind: Kind, value: str, subject: str, say: Wording) -> str:
    """The phrase that quotes the value, together with the kind if that is unknown."""
    quoted = None
    if value and kind.name in KINDS:
        quoted = _filled(say, f"phrase.{_shown_kind(kind, value)}", value=visible(value))
    whole = f"{kind.name}:{value}" if value else subject
    return quoted or say("phrase.unknown", value=visible(whole))


def _in_field(phrase: str, kind: Kind, field: str, say: Wording) -> str:
    if not field:
        return phrase
    special = _filled(say, f"phrase.in-field-{kind.name}", what=phrase, field=field)
    return special or say("phrase.in-field", what=phrase, field=field)


def _filled(say: Wording, key: str, **values: str) -> str | None:
    """The string `key` with its slots filled, or None if there is none."""
    return say(key, **values) if say.get(key) else None


# The name of a value and the phrase for the cue, or None if it has none of its own.
_Worded = tuple[str | None, str | None]


def _code(kind: Kind, value: str, say: Wording) -> _Worded:
    return say.get(f"value.{kind.name}.{value}"), say.get(f"phrase.{kind.name}-{value}")


def _end(kind: Kind, value: str, say: Wording) -> _Worded:
    end, _, word = value.partition("=")
    if "=" not in value:
        return None, None
    name = _filled(say, f"value.{kind.name}.{end}", value=visible(word))
    return name, _filled(say, f"phrase.{kind.name}-{end}", value=visible(word))


def _assignment(kind: Kind, value: str, say: Wording) -> _Worded:
    column, equals, content = map(visible, value.partition("="))
    if not equals:
        return None, None
    phrase = _filled(say, f"phrase.{kind.name}-is", column=column, value=content)
    return f"{column} = {content}", phrase


def _tags(kind: Kind, value: str, say: Wording) -> _Worded:
    """The names of the word classes of the first word or of a sequence."""
    tags = value.removeprefix(_FIRST).split(" ")
    named = " ".join(say.get(f"tag.{tag}") or visible(tag) for tag in tags)
    if value.startswith(_FIRST):
        first = _filled(say, f"value.{kind.name}.first", value=named)
        return first, _filled(say, f"phrase.{kind.name}-first", value=named)
    form = "" if len(tags) > 1 else "-one"
    return named, _filled(say, f"phrase.{kind.name}{form}", value=named)


def _members(kind: Kind, value: str, say: Wording) -> _Worded:
    """The first words of a list that fit on a line, and the number of words."""
    every = [visible(word) for word in value.split("|")]
    shown = next((every[:n] for n in (3, 2) if sum(map(len, every[:n])) <= _ROOM), every[:1])
    joined = say("value.field.join").join(shorten(word, _ROOM) for word in shown)
    some = say("value.field.some", words=joined, n=len(every))
    return some, _filled(say, f"phrase.{kind.name}", value=some)


# By the form of a cue's value.
_WORDED: Mapping[str, Callable[[Kind, str, Wording], _Worded]] = {
    "code": _code,
    "shape": _code,
    "end": _end,
    "assignment": _assignment,
    "tags": _tags,
    "members": _members,
}
