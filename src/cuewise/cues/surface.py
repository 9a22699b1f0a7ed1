"""Length, punctuation, emoji and typography: what a text looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cuewise.count.characters import HAN
from cuewise.count.chunks import Chunks, chunks
from cuewise.count.stream import word_counts
from cuewise.count.text import WORD_RULE
from cuewise.cues.parts import Finder, Part, fields, from_found, from_rows
from cuewise.records import Bools, Corpus

_PUNCTUATION = re.compile(r"\.{3,}|…+|([!?！？])\1+|[!?！？]{2,}|[^\w\s]")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff](?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\U0001f000-\U0001faff\u2600-\u27bf])*"
)
# What is found in a text is found in one of its pieces between white space.
_FORMATS = {
    "url": re.compile(r"https?://\S|www\.\w"),
    "digit": re.compile(r"\d"),
    "uppercase": re.compile(r"\b[A-Z]{3,}\b"),
    "elongation": re.compile(r"([^\W\d_])\1{2,}"),
    "emoji": _EMOJI,
    "mention": re.compile(r"(?:^|\s)@\w"),
    "hashtag": re.compile(r"(?:^|\s)#\w"),
    "quote": re.compile(r"[\"“”「」『』]"),
}
_SMALL, _TRIPLE = re.compile("[a-z]+"), re.compile(r"(.)\1\1")
_HTML = re.compile(r"<[a-zA-Z/][^<>]{0,80}>")
_WORDLIKE = re.compile(r"\w")
_LATIN, _HAN = re.compile(r"[A-Za-z]{2,}"), re.compile(f"[{HAN}]")


def surface(sample: Corpus, min_count: int) -> Finder:
    """The look of every field."""
    other = {"en": {"han": _HAN}, "zh": {"latin": _LATIN}, "mixed": {"latin": _LATIN, "han": _HAN}}
    quarters = [_quarters(word_counts(texts, WORD_RULE)) for _, texts in fields(sample)]
    return Surface(_FORMATS | other[sample.language], tuple(quarters))


@dataclass(frozen=True, slots=True)
class Surface:
    """Patterns by name, and for every field the bounds of short and long in words."""

    patterns: Mapping[str, re.Pattern[str]]
    quarters: tuple[tuple[float, float], ...]

    def __call__(self, corpus: Corpus) -> Iterator[Part]:
        """Marks, emoji, formats and length of every field."""
        for (prefix, texts), quarters in zip(fields(corpus), self.quarters, strict=True):
            pieces = chunks(texts)
            odd = [not _plain(piece) for piece in pieces.distinct]
            for kind, find in (("punct", _marks), ("emoji", _EMOJI.findall)):
                yield from_found(f"{prefix}{kind}:", kind, pieces.values(find, odd))
            masks = _looks(texts, pieces, self.patterns, odd)
            named = {f"{prefix}format:{name}": mask for name, mask in masks.items()}
            yield from_rows(named, "format")
            yield _length(prefix, word_counts(texts, WORD_RULE), quarters)


def _looks(
    texts: Sequence[str],
    pieces: Chunks,
    patterns: Mapping[str, re.Pattern[str]],
    odd: Sequence[bool],
) -> dict[str, Bools]:
    """Which documents hold each format."""
    masks = {name: np.zeros(len(texts), dtype=bool) for name in (*patterns, "html")}
    among = [True] * len(odd) if "latin" in patterns else odd
    found = pieces.values(partial(_formats, {**patterns, "html": re.compile("<")}), among)
    rows = np.repeat(np.arange(len(texts)), np.diff(found.indptr))
    for v, name in enumerate(found.names):
        masks[name][rows[found.indices == v]] = True
    # A tag may go on over white space, so it is looked for in the whole text.
    for row in np.flatnonzero(masks["html"]).tolist():
        masks["html"][row] = bool(_HTML.search(texts[row]))
    last, masks["newline"] = pieces.endings()
    open_ended = [bool(_WORDLIKE.match(piece[-1:])) for piece in pieces.distinct]
    masks["no-final-punctuation"] = np.array(open_ended)[last]
    return masks


def _plain(piece: str) -> bool:
    """Whether a piece is a word of small letters, none three times running."""
    return bool(_SMALL.fullmatch(piece)) and not _TRIPLE.search(piece)


def _formats(patterns: Mapping[str, re.Pattern[str]], piece: str) -> list[str]:
    return [name for name, pattern in patterns.items() if pattern.search(piece)]


def _marks(piece: str) -> list[str]:
    return [m.group() for m in _PUNCTUATION.finditer(piece) if not _EMOJI.match(m.group())]


def _quarters(size: NDArray[np.int64]) -> tuple[float, float]:
    low, high = (np.percentile(size, q) for q in (25, 75)) if size.size else (0.0, 0.0)
    return float(low), float(high)


def _length(prefix: str, size: NDArray[np.int64], quarters: tuple[float, float]) -> Part:
    """Long and short: the outer quarters of the corpus, by words."""
    low, high = quarters
    return from_rows(
        {f"{prefix}length:long": size > high, f"{prefix}length:short": size < low},
        "length",
        {f"{prefix}length:long": f"> {high:g}", f"{prefix}length:short": f"< {low:g}"},
    )
