"""Look up words in a finished document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cuewise.synth.lexicon import Lexicon
from cuewise.text.tokens import is_word, unsegmented


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a document that can hold cues."""

    text: str
    topic: str
    meta: Mapping[str, str]


def has_word(value: str, draft: Draft, lex: Lexicon) -> bool:
    """Return whether the document contains a word or phrase."""
    if lex.language == "zh":
        return value.replace(" ", "").lower() in draft.text.lower()
    return f" {value.lower()} " in f" {' '.join(unsegmented(draft.text))} "


def one_word(value: str) -> str:
    """Return what is allowed instead of `value`, or "" if it is a single word."""
    return "" if is_word(value) else "one word of letters and digits, without spaces"
