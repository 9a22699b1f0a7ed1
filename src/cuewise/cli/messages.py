"""Make text safe to print."""

from __future__ import annotations

import click


def printable(text: str) -> str:
    r"""`text` with its control characters spelled out.

    Messages may quote a file, and terminals obey escape sequences.

    Examples
    --------
    >>> print(printable("column '\x1b[2Jtext' is not there\n  allowed: text"))
    column '\x1b[2Jtext' is not there
      allowed: text
    """
    return "".join(
        char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text
    )


def show_warning(message: Warning | str, *place: object, **named: object) -> None:
    """Print a warning without the source file and line that raised it."""
    click.echo(f"cuewise: {printable(str(message))}", err=True)
