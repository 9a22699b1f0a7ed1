"""Whether the vocabulary of a tokenizer holds a word, or reads it in pieces."""

from __future__ import annotations

from typing import Any

from cuewise.text.scripts import has_han


def holds(tokenizer: Any, word: str) -> bool:
    """Whether a tokenizer of the `tokenizers` library has one known piece for a word.

    A Chinese character is a word of its own, so a Chinese word may have a piece a character. A
    piece that stands for anything unknown does not count, nor does one byte of a character.
    """
    most = max(1, sum(map(has_han, word)))
    # Some vocabularies mark the space before a word.
    tries = [tokenizer.encode(text, add_special_tokens=False) for text in (word, f" {word}")]
    fewest = min(tries, key=len)
    return 0 < len(fewest) <= most and not any(
        "[UNK]" in token or "<unk>" in token or _is_byte(tokenizer, number)
        for token, number in zip(fewest.tokens, fewest.ids, strict=True)
    )


def _is_byte(tokenizer: Any, number: int) -> bool:
    return "\N{REPLACEMENT CHARACTER}" in tokenizer.decode([number], skip_special_tokens=False)
