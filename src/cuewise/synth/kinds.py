"""The kinds of planted cues: their names, allowed values and presence in a document."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from cuewise.errors import InputError
from cuewise.synth.drafts import Draft, has_word, one_word
from cuewise.synth.lexicon import SIZES, Lexicon
from cuewise.text.formats import FORMATS
from cuewise.text.scripts import HAN, has_han
from cuewise.text.tokens import is_word, marks, unsegmented

_END_MARKS: Mapping[str, tuple[str, ...]] = {
    "en": ("!", "!!", "!!!", "?!", "...", "~"),
    "zh": ("！", "！！", "！！！", "？！", "……", "～"),
}
_STYLES: Mapping[str, tuple[str, ...]] = {
    "en": ("uppercase", "elongation", "polite"),
    "zh": ("elongation", "polite"),
}


class PlantedKind(ABC):
    """One kind of planted cue; the methods of this base class suit most kinds.

    A document holds at most one plant per slot. If `always`, every document fills the slot,
    otherwise only those with a plant and some others. If `reserved`, only documents with the cue
    may contain its value.
    """

    always: ClassVar[bool] = False
    reserved: ClassVar[bool] = False
    prefix: ClassVar[str] = ""

    def subject(self, value: str) -> str | None:
        """Return the name of the cue in cuewise; None if many cues show it."""
        return f"{self.prefix}:{value.lower()}"

    def slot(self, value: str, lex: Lexicon) -> str:
        """Return the slot of a document that the cue fills."""
        return self.prefix

    def allowed(self, value: str, lex: Lexicon) -> str:
        """Return what is allowed instead of `value`; "" if it is allowed."""
        values = self.values(lex)
        return "" if value in values else ", ".join(values)

    def values(self, lex: Lexicon) -> tuple[str, ...]:
        """Return all allowed values, if they can be listed."""
        return ()

    def filler(self, value: str, lex: Lexicon) -> str:
        """Return what fills the slot of a document with the cue."""
        return value

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        """Return what may fill the slot instead."""
        return self.values(lex)

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        """Return the words by which a reader recognises the cue."""
        return tuple(self.text(value).split())

    def text(self, value: str) -> str:
        """Return the value as written in a text; "" if it is not a word or phrase."""
        return ""

    @abstractmethod
    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        """Return whether the document holds the cue."""


class _Word(PlantedKind):
    reserved = True
    prefix = "word"

    def text(self, value: str) -> str:
        return value.lower()

    def slot(self, value: str, lex: Lexicon) -> str:
        return f"class:{lex.class_of(value)}"

    def allowed(self, value: str, lex: Lexicon) -> str:
        return one_word(value)

    def filler(self, value: str, lex: Lexicon) -> str:
        return lex.spelling(value)

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.classes[lex.class_of(value)].values

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return has_word(value, draft, lex)


class _Phrase(_Word):
    def subject(self, value: str) -> str:
        # Cuewise counts characters in unspaced Chinese, and words separated by spaces otherwise.
        unspaced = has_han(value) and " " not in value
        return f"{'char' if unspaced else 'ngram'}:{value.lower()}"

    def slot(self, value: str, lex: Lexicon) -> str:
        return "phrase"

    def allowed(self, value: str, lex: Lexicon) -> str:
        if lex.language == "zh" and re.fullmatch(f"[{HAN}]{{2,4}}", value):
            return ""
        parts = value.split(" ")
        if 2 <= len(parts) <= 3 and not any(map(one_word, parts)):
            return ""
        unspaced = ", or 2 to 4 Chinese characters" if lex.language == "zh" else ""
        return f"2 or 3 words separated by single spaces{unspaced}"

    def filler(self, value: str, lex: Lexicon) -> str:
        return value.replace(" ", "") if lex.language == "zh" else value

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.fillers["phrases"]


class _Position(PlantedKind):
    prefix = "position"

    def text(self, value: str) -> str:
        return value.lower().partition("=")[2]

    def slot(self, value: str, lex: Lexicon) -> str:
        return value.partition("=")[0]

    def allowed(self, value: str, lex: Lexicon) -> str:
        end, equals, word = value.partition("=")
        good = equals and end in {"first", "last"} and is_word(word)
        return "" if good else "first=WORD or last=WORD"

    def filler(self, value: str, lex: Lexicon) -> str:
        return self.text(value)

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.fillers["openers" if value.startswith("first") else "closers"]

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        # In Chinese, tokens are runs between punctuation; the grammar sets the word off by a comma.
        parts = unsegmented(draft.text)
        return parts[0 if value.startswith("first") else -1] == self.text(value)


class _Length(PlantedKind):
    prefix = "length"

    def values(self, lex: Lexicon) -> tuple[str, ...]:
        return ("long",)

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return lex.size(draft.text) > SIZES[lex.language].most


class _Punctuation(PlantedKind):
    reserved = True
    prefix = "punct"

    def slot(self, value: str, lex: Lexicon) -> str:
        return "mark"

    def values(self, lex: Lexicon) -> tuple[str, ...]:
        return _END_MARKS[lex.language]

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.fillers["marks"]

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return value in marks(draft.text)


class _Style(PlantedKind):
    prefix = "format"

    def subject(self, value: str) -> str | None:
        return super().subject(value) if value in FORMATS else None

    def slot(self, value: str, lex: Lexicon) -> str:
        return "style"

    def values(self, lex: Lexicon) -> tuple[str, ...]:
        return _STYLES[lex.language]

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return ("plain",) if value in FORMATS else ("casual",)

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return () if value in FORMATS else lex.frames[value]

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        if pattern := FORMATS.get(value):
            return pattern.search(draft.text) is not None
        text = draft.text.lower()
        return any(line.lower() in text for line in lex.frames[value])


class _Topic(PlantedKind):
    always = True
    prefix = "topic"

    def subject(self, value: str) -> None:
        return None

    def values(self, lex: Lexicon) -> tuple[str, ...]:
        return tuple(lex.topics)

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.topic_words(value)

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return draft.topic == value


class _Metadata(PlantedKind):
    always = True
    prefix = "meta"

    def subject(self, value: str) -> str:
        return f"meta:{value}"

    def slot(self, value: str, lex: Lexicon) -> str:
        return f"meta:{value.split('=', 1)[0]}"

    def allowed(self, value: str, lex: Lexicon) -> str:
        return "" if re.fullmatch(r"[^=\s]+=\S(.*\S)?", value) else "COLUMN=VALUE"

    def filler(self, value: str, lex: Lexicon) -> str:
        return value.split("=", 1)[1]

    def alternatives(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.metadata.get(value.split("=", 1)[0], ("other", "none"))

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        column, content = value.split("=", 1)
        return draft.meta.get(column) == content


PLANTED_KINDS: Mapping[str, PlantedKind] = {
    "word": _Word(),
    "phrase": _Phrase(),
    "position": _Position(),
    "length": _Length(),
    "punctuation": _Punctuation(),
    "style": _Style(),
    "topic": _Topic(),
    "metadata": _Metadata(),
}


def planted_kind(name: str) -> PlantedKind:
    """Return the kind with this name.

    Raises
    ------
    InputError
        The kind is unknown.
    """
    if name not in PLANTED_KINDS:
        raise InputError(
            f"no cue of the kind {name!r} can be planted",
            allowed=", ".join(PLANTED_KINDS),
            fix="use one of these kinds",
        )
    return PLANTED_KINDS[name]
