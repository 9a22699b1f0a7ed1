"""The look of a text: length, punctuation, emoji and typography."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from cuewise.count.chunks import Chunks, chunks
from cuewise.count.stream import word_counts
from cuewise.count.text import WORD_RULE
from cuewise.cues.source import (
    Finder,
    SourceCues,
    fields_of,
    from_pieces,
    from_rows,
    from_values,
    text_fields,
)
from cuewise.records import Bools, Corpus, Ints, Language
from cuewise.text.emoji import emoji
from cuewise.text.formats import FORMATS, HAN_CHARACTER, LATIN_WORD
from cuewise.text.markup import html_pattern, markup
from cuewise.text.tokens import marks

# A piece of lower-case letters without a triple has no marks, emoji or formats.
_SMALL, _TRIPLE = re.compile("[a-z]+"), re.compile(r"(.)\1\1")
_WORDLIKE = re.compile(r"\w")
_OTHER_SCRIPT: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    "en": {"han": HAN_CHARACTER},
    "zh": {"latin": LATIN_WORD},
    "mixed": {"latin": LATIN_WORD, "han": HAN_CHARACTER},
    "other": {"latin": LATIN_WORD, "han": HAN_CHARACTER},
}


def surface(sample: Corpus, min_count: int) -> Finder:
    """Learn the outer quarters of length in every text field."""
    quarters = [_quarters(word_counts(texts, WORD_RULE)) for _, texts in text_fields(sample)]
    return _Surface({**FORMATS, **_OTHER_SCRIPT[sample.language]}, tuple(quarters))


@dataclass(frozen=True, slots=True)
class _Surface:
    """Patterns by name, and for every field the bounds of short and long in words."""

    patterns: Mapping[str, re.Pattern[str]]
    quarters: tuple[tuple[float, float], ...]

    def __call__(self, corpus: Corpus) -> Iterator[SourceCues]:
        """Marks, emoji, formats and length of every field."""
        fields = zip(text_fields(corpus), fields_of(corpus).values(), self.quarters, strict=True)
        for (prefix, texts), raw, quarters in fields:
            pieces = chunks(texts)
            odd = [not _plain(piece) for piece in pieces.distinct]
            for kind, find in (("punct", marks), ("emoji", emoji)):
                yield from_pieces(f"{prefix}{kind}:", kind, pieces.values(find, odd))
            masks = _looks(texts, pieces, self.patterns, odd)
            html = html_pattern()
            masks["html"] = np.array([bool(html.search(text)) for text in raw], dtype=bool)
            named = {f"{prefix}format:{name}": mask for name, mask in masks.items()}
            yield from_rows(named, "format")
            yield replace(
                from_values(f"{prefix}format:", "format", map(markup, raw)), two_sided=True
            )
            yield _length(prefix, word_counts(texts, WORD_RULE), quarters)


def _looks(
    texts: Sequence[str],
    pieces: Chunks,
    patterns: Mapping[str, re.Pattern[str]],
    odd: Sequence[bool],
) -> dict[str, Bools]:
    """Which documents hold each format."""
    masks = {name: np.zeros(len(texts), dtype=bool) for name in patterns}
    among = [True] * len(odd) if "latin" in patterns else odd
    found = pieces.values(partial(_formats, patterns), among)
    rows = np.repeat(np.arange(len(texts)), np.diff(found.indptr))
    for v, name in enumerate(found.names):
        masks[name][rows[found.indices == v]] = True
    last, masks["newline"] = pieces.endings()
    open_ended = [bool(_WORDLIKE.match(piece[-1:])) for piece in pieces.distinct]
    masks["no-final-punctuation"] = np.array(open_ended)[last]
    return masks


def _plain(piece: str) -> bool:
    """Whether a piece is lower-case letters, none three times in a row."""
    return bool(_SMALL.fullmatch(piece)) and not _TRIPLE.search(piece)


def _formats(patterns: Mapping[str, re.Pattern[str]], piece: str) -> list[str]:
    return [name for name, pattern in patterns.items() if pattern.search(piece)]


def _quarters(size: Ints) -> tuple[float, float]:
    low, high = (np.percentile(size, q) for q in (25, 75)) if size.size else (0.0, 0.0)
    return float(low), float(high)


def _length(prefix: str, size: Ints, quarters: tuple[float, float]) -> SourceCues:
    """Long and short: the outer quarters of the corpus, by words."""
    low, high = quarters
    return from_rows(
        {f"{prefix}length:long": size > high, f"{prefix}length:short": size < low},
        "length",
        {f"{prefix}length:long": f"> {high:g}", f"{prefix}length:short": f"< {low:g}"},
    )
