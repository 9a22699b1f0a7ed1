"""What is found in a finished document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cuewise.synth.lexicon import Lexicon
from cuewise.text.tokens import is_word, unsegmented


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as far as cues are concerned."""

    text: str
    topic: str
    meta: Mapping[str, str]


def has_word(value: str, draft: Draft, lex: Lexicon) -> bool:
    """Whether the document holds the word or the phrase."""
    if lex.language == "zh":
        return value.replace(" ", "").lower() in draft.text.lower()
    return f" {value.lower()} " in f" {' '.join(unsegmented(draft.text))} "


def one_word(value: str) -> str:
    """What the value should have been, or "" if it is one word."""
    return "" if is_word(value) else "one word of letters and digits, without spaces"
