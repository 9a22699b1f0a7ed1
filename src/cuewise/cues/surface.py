"""Length, punctuation, emoji and typography: what a text looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from cuewise.count.characters import HAN
from cuewise.count.tokens import words
from cuewise.cues.parts import Part, fields, from_rows, from_values
from cuewise.types import Corpus

_PUNCTUATION = re.compile(r"\.{3,}|…+|([!?！？])\1+|[!?！？]{2,}|[^\w\s]")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff](?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\U0001f000-\U0001faff\u2600-\u27bf])*"
)
_FORMATS = {
    "url": re.compile(r"https?://\S|www\.\w"),
    "digit": re.compile(r"\d"),
    "uppercase": re.compile(r"\b[A-Z]{3,}\b"),
    "elongation": re.compile(r"([^\W\d_])\1{2,}"),
    "emoji": _EMOJI,
    "mention": re.compile(r"(?:^|\s)@\w"),
    "hashtag": re.compile(r"(?:^|\s)#\w"),
    "quote": re.compile(r"[\"“”「」『』]"),
    "html": re.compile(r"<[a-zA-Z/][^<>]{0,80}>"),
}
_WORDLIKE = re.compile(r"\w")
# Said of the whole text; as patterns they would take ten times as long.
_SHAPES: dict[str, Callable[[str], object]] = {
    "newline": lambda text: "\n" in text.strip(),
    "no-final-punctuation": lambda text: _WORDLIKE.match(text.rstrip()[-1:]),
}
_LATIN, _HAN = re.compile(r"[A-Za-z]{2,}"), re.compile(f"[{HAN}]")


def surface(corpus: Corpus, min_count: int) -> Iterator[Part]:
    """The look of every field."""
    other = {"en": {"han": _HAN}, "zh": {"latin": _LATIN}, "mixed": {"latin": _LATIN, "han": _HAN}}
    patterns = _FORMATS | other[corpus.language]
    tests = {name: pattern.search for name, pattern in patterns.items()} | _SHAPES
    for prefix, texts in fields(corpus):
        yield from_values(f"{prefix}punct:", "punct", map(_marks, texts), min_count)
        yield from_values(f"{prefix}emoji:", "emoji", map(_EMOJI.findall, texts), min_count)
        masks = {
            f"{prefix}format:{name}": np.fromiter((bool(held(t)) for t in texts), bool, len(texts))
            for name, held in tests.items()
        }
        yield from_rows(masks, "format", min_count)
        yield _length(prefix, texts, min_count)


def _marks(text: str) -> list[str]:
    return [m.group() for m in _PUNCTUATION.finditer(text) if not _EMOJI.match(m.group())]


def _length(prefix: str, texts: Sequence[str], min_count: int) -> Part:
    """Long and short: the outer quarters of the corpus, by words."""
    size = np.fromiter((len(words(t)) for t in texts), np.int64, len(texts))
    low, high = (np.percentile(size, q) for q in (25, 75)) if size.size else (0.0, 0.0)
    return from_rows(
        {f"{prefix}length:long": size > high, f"{prefix}length:short": size < low},
        "length",
        min_count,
        {f"{prefix}length:long": f"> {high:g}", f"{prefix}length:short": f"< {low:g}"},
    )
