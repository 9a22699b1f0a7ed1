"""Keep a spreadsheet from running a text of the corpus as a formula."""

from __future__ import annotations

_MARK = "'"
# A cell that begins with one of these is a formula to some spreadsheet. The mark itself is among
# them, so that reading can tell a mark that was written from one that belongs to the text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", _MARK)


def protected(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; `restored` removes it.

    Examples
    --------
    >>> protected("=1+2"), protected("'tis"), protected("good")
    ("'=1+2", "''tis", 'good')
    """
    return _MARK + text if text.startswith(_FORMULA) else text


def restored(text: str) -> str:
    """Remove the apostrophe that `protected` put before a text.

    Examples
    --------
    >>> restored("'=1+2"), restored("'tis"), restored("=1+2")
    ('=1+2', "'tis", '=1+2')
    """
    marked = text.startswith(_MARK) and text[1:].startswith(_FORMULA)
    return text[1:] if marked else text
