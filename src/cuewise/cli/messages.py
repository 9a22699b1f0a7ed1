"""Text for a terminal."""

from __future__ import annotations

from typing import TextIO

import click


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


def tell(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning as a message to people: without the file and line of ours that it comes from."""
    click.echo(f"cuewise: {plain(str(message))}", err=True)
