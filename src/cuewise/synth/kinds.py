"""What a cue of each kind is called, which values it may have, and when a document holds it."""

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

END_MARKS: Mapping[str, tuple[str, ...]] = {
    "en": ("!", "!!", "!!!", "?!", "...", "~"),
    "zh": ("！", "！！", "！！！", "？！", "……", "～"),
}
STYLES: Mapping[str, tuple[str, ...]] = {
    "en": ("uppercase", "elongation", "polite"),
    "zh": ("elongation", "polite"),
}
_STYLE_PATTERNS: Mapping[str, re.Pattern[str]] = {
    name: FORMATS[name] for name in ("uppercase", "elongation")
}


def _one_of(value: str, values: tuple[str, ...]) -> str:
    return "" if value in values else ", ".join(values)


class PlantedKind(ABC):
    """One kind of planted cue: each method of this base has the answer that suits most kinds.

    Two plants of one `slot` cannot both be in a document. Where `always`, every document has the
    slot filled, else only as many as the plants call for and some besides. Where `reserved`, only
    documents with the cue may hold its value.
    """

    always: ClassVar[bool] = False
    reserved: ClassVar[bool] = False
    prefix: ClassVar[str] = ""

    def subject(self, value: str) -> str | None:
        """The cue as cuewise names it."""
        return f"{self.prefix}:{value.lower()}"

    def slot(self, value: str, lex: Lexicon) -> str:
        """The place in a document that the cue takes."""
        return self.prefix

    def allowed(self, value: str, lex: Lexicon) -> str:
        """What the value should have been; "" for a good one."""
        return ""

    def filler(self, value: str, lex: Lexicon) -> str:
        """What stands in the slot of a document with the cue."""
        return value

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        """What may stand there instead."""
        return ()

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        """The words that show the cue to a reader."""
        return ()

    def text(self, value: str) -> str:
        """The value as it is written in a text; "" where it is not a word or phrase."""
        return ""

    @abstractmethod
    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        """Whether the document holds the cue: each kind says so itself."""


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
        return lex.written(value)

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.classes[lex.class_of(value)].values

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return (value.lower(),)

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return has_word(value, draft, lex)


class _Phrase(PlantedKind):
    reserved = True
    prefix = "ngram"

    def text(self, value: str) -> str:
        return value.lower()

    def subject(self, value: str) -> str:
        # Cuewise counts the characters of unspaced Chinese, and words (parted by spaces) otherwise.
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
        return f"2 or 3 words parted by single spaces{unspaced}"

    def filler(self, value: str, lex: Lexicon) -> str:
        return value.replace(" ", "") if lex.language == "zh" else value

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.fillers["phrases"]

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return tuple(value.lower().split(" "))

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return has_word(value, draft, lex)


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
        return value.split("=")[1].lower()

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.fillers["openers" if value.startswith("first") else "closers"]

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return (value.lower().split("=")[1],)

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        end, word = value.lower().split("=")
        # In Chinese a run of characters between marks; the grammar sets the word off by a comma.
        parts = unsegmented(draft.text)
        return parts[0 if end == "first" else -1] == word


class _Length(PlantedKind):
    prefix = "length"

    def allowed(self, value: str, lex: Lexicon) -> str:
        return _one_of(value, ("long",))

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return lex.size(draft.text) > SIZES[lex.language].most


class _Punctuation(PlantedKind):
    reserved = True
    prefix = "punct"

    def slot(self, value: str, lex: Lexicon) -> str:
        return "mark"

    def allowed(self, value: str, lex: Lexicon) -> str:
        return _one_of(value, END_MARKS[lex.language])

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return lex.fillers["marks"]

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        return value in marks(draft.text)


class _Style(PlantedKind):
    prefix = "format"

    def subject(self, value: str) -> str | None:
        return super().subject(value) if value in _STYLE_PATTERNS else None

    def slot(self, value: str, lex: Lexicon) -> str:
        return "style"

    def allowed(self, value: str, lex: Lexicon) -> str:
        return _one_of(value, STYLES[lex.language])

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return ("plain",) if value in _STYLE_PATTERNS else ("casual",)

    def words(self, value: str, lex: Lexicon) -> tuple[str, ...]:
        return () if value in _STYLE_PATTERNS else lex.frames[value]

    def present(self, value: str, draft: Draft, lex: Lexicon) -> bool:
        if pattern := _STYLE_PATTERNS.get(value):
            return pattern.search(draft.text) is not None
        text = draft.text.lower()
        return any(line.lower() in text for line in lex.frames[value])


class _Topic(PlantedKind):
    always = True
    prefix = "topic"

    def subject(self, value: str) -> None:
        return None

    def allowed(self, value: str, lex: Lexicon) -> str:
        return _one_of(value, tuple(lex.topics))

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
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

    def others(self, value: str, lex: Lexicon) -> tuple[str, ...]:
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
    """The kind of this name.

    Raises
    ------
    InputError
        There is none.
    """
    if name not in PLANTED_KINDS:
        raise InputError(
            f"no cue of the kind {name!r} can be planted",
            allowed=", ".join(PLANTED_KINDS),
            fix="use one of these kinds",
        )
    return PLANTED_KINDS[name]
