"""Text for a terminal."""

from __future__ import annotations


def plain(text: str) -> str:
    r"""`text` with its control characters spelled out.

    What a file holds may be quoted in a message, and a terminal obeys escape sequences.

    Examples
    --------
    >>> print(plain("column '\x1b[2Jtext' is not there\n  allowed: text"))
    column '\x1b[2Jtext' is not there
      allowed: text
    """
    return "".join(
        char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text
    )
