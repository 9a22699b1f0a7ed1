"""What a cue of each kind is called, which values it may have, and when a document holds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cuewise.errors import InputError
from cuewise.synth.lexicon import SIZES, Lexicon

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Punctuation as cuewise reads it: "!!" is not "!".
_MARKS = re.compile(r"\.{3,}|…+|([!?！？])\1+|[!?！？]{2,}|[^\w\s]")
END_MARKS: Mapping[str, tuple[str, ...]] = {
    "en": ("!", "!!", "!!!", "?!", "...", "~"),
    "zh": ("！", "！！", "！！！", "？！", "……", "～"),
}
STYLES: Mapping[str, tuple[str, ...]] = {
    "en": ("uppercase", "elongation", "polite"),
    "zh": ("elongation", "polite"),
}
_STYLE_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "uppercase": re.compile(r"\b[A-Z]{3,}\b"),
    "elongation": re.compile(r"([^\W\d_])\1{2,}"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as far as cues are concerned."""

    text: str
    topic: str
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cue.

    `slot` names what two plants cannot both have in one document; `allowed` says what a bad value
    should have been, or is "" for a good one; `words` are what a reader would look for.
    """

    subject: Callable[[str], str | None]
    slot: Callable[[str, Lexicon], str]
    allowed: Callable[[str, Lexicon], str]
    present: Callable[[str, Draft, Lexicon], bool]
    words: Callable[[str, Lexicon], tuple[str, ...]]


def tokens(text: str) -> list[str]:
    """Lower-cased words.

    Examples
    --------
    >>> tokens("It's late, Anna")
    ["it's", 'late', 'anna']
    """
    return _WORD.findall(text.lower())


def has_word(value: str, draft: Draft, lex: Lexicon) -> bool:
    """Whether the document holds the word or the phrase."""
    if lex.language == "zh":
        return value.replace(" ", "").lower() in draft.text.lower()
    return f" {value.lower()} " in f" {' '.join(tokens(draft.text))} "


def one_word(value: str, lex: Lexicon) -> str:
    """What the value should have been, or "" if it is one word."""
    return "" if _WORD.fullmatch(value) else "one word of letters and digits, without spaces"


def _phrase_subject(value: str) -> str:
    # Cuewise counts characters of unspaced Chinese, and words (here parted by spaces) otherwise.
    unspaced = bool(_HAN.search(value)) and " " not in value
    return f"{'char' if unspaced else 'ngram'}:{value.lower()}"


def _phrase_allowed(value: str, lex: Lexicon) -> str:
    if lex.language == "zh" and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", value):
        return ""
    if 2 <= len(value.split(" ")) <= 3 and all(map(_WORD.fullmatch, value.split(" "))):
        return ""
    unspaced = ", or 2 to 4 Chinese characters" if lex.language == "zh" else ""
    return f"2 or 3 words parted by single spaces{unspaced}"


def _position_present(value: str, draft: Draft, lex: Lexicon) -> bool:
    end, word = value.lower().split("=", 1)
    if lex.language == "zh":
        text = re.sub(r"[^\w]+\Z", "", draft.text)
        pattern = rf"{re.escape(word)}(?!\w)" if end == "first" else rf".*(?<!\w){re.escape(word)}\Z"
        return re.match(pattern, text, re.DOTALL) is not None
    found = tokens(draft.text)
    return bool(found) and found[0 if end == "first" else -1] == word


def _position_allowed(value: str, lex: Lexicon) -> str:
    good = re.fullmatch(r"(first|last)=(\w+(?:['’]\w+)*)", value)
    return "" if good else "first=WORD or last=WORD"


def _style_present(value: str, draft: Draft, lex: Lexicon) -> bool:
    if pattern := _STYLE_PATTERNS.get(value):
        return pattern.search(draft.text) is not None
    return any(line in draft.text.lower() for line in map(str.lower, lex.frames["polite"]))


def _one_of(values: Callable[[Lexicon], tuple[str, ...]]) -> Callable[[str, Lexicon], str]:
    return lambda value, lex: "" if value in values(lex) else ", ".join(values(lex))


def _meta_present(value: str, draft: Draft, lex: Lexicon) -> bool:
    column, content = value.split("=", 1)
    return draft.meta.get(column) == content


KINDS: Mapping[str, Kind] = {
    "word": Kind(
        subject=lambda v: f"word:{v.lower()}",
        slot=lambda v, lex: f"class:{lex.class_of(v)}",
        allowed=one_word,
        present=has_word,
        words=lambda v, lex: (v.lower(),),
    ),
    "phrase": Kind(
        subject=_phrase_subject,
        slot=lambda v, lex: "phrase",
        allowed=_phrase_allowed,
        present=has_word,
        words=lambda v, lex: tuple(v.lower().split(" ")),
    ),
    "position": Kind(
        subject=lambda v: f"position:{v.lower()}",
        slot=lambda v, lex: v.split("=")[0],
        allowed=_position_allowed,
        present=_position_present,
        words=lambda v, lex: (v.lower().split("=")[1],),
    ),
    "length": Kind(
        subject=lambda v: f"length:{v}",
        slot=lambda v, lex: "length",
        allowed=_one_of(lambda lex: ("long",)),
        present=lambda v, draft, lex: lex.size(draft.text) > SIZES[lex.language].most,
        words=lambda v, lex: (),
    ),
    "punctuation": Kind(
        subject=lambda v: f"punct:{v}",
        slot=lambda v, lex: "mark",
        allowed=_one_of(lambda lex: END_MARKS[lex.language]),
        present=lambda v, draft, lex: v in (m.group() for m in _MARKS.finditer(draft.text)),
        words=lambda v, lex: (),
    ),
    "style": Kind(
        subject=lambda v: f"format:{v}" if v in _STYLE_PATTERNS else None,
        slot=lambda v, lex: "style",
        allowed=_one_of(lambda lex: STYLES[lex.language]),
        present=_style_present,
        words=lambda v, lex: () if v in _STYLE_PATTERNS else lex.frames[v],
    ),
    "topic": Kind(
        subject=lambda v: None,
        slot=lambda v, lex: "topic",
        allowed=_one_of(lambda lex: tuple(lex.topics)),
        present=lambda v, draft, lex: draft.topic == v,
        words=lambda v, lex: lex.topic_words(v),
    ),
    "metadata": Kind(
        subject=lambda v: f"meta:{v}",
        slot=lambda v, lex: f"meta:{v.split('=')[0]}",
        allowed=lambda v, lex: "" if re.fullmatch(r"[^=\s]+=.+", v) else "COLUMN=VALUE",
        present=_meta_present,
        words=lambda v, lex: (),
    ),
}


def kind_of(name: str) -> Kind:
    """The kind of this name.

    Raises
    ------
    InputError
        There is none.
    """
    if name not in KINDS:
        raise InputError(
            f"no cue of the kind {name!r} can be planted",
            allowed=", ".join(KINDS),
            fix="use one of these kinds",
        )
    return KINDS[name]
