"""Keep a spreadsheet from running a text of the corpus as a formula."""

from __future__ import annotations

import re

# A cell begins where a text does, and where a spreadsheet takes a character for a separator: many
# languages list with semicolons. Quotes may come before what is in the cell.
_CELL = r"(\A|[;\t\r\n])(\"*)"
# A cell that begins with one of these is a formula to some spreadsheet. The mark itself is among
# them, so that reading can tell a mark that was written from one that belongs to the text.
_FORMULA = r"(?=[=+\-@\t\r\n＝＋－＠'])"
_UNMARKED = re.compile(_CELL + _FORMULA)
_MARKED = re.compile(f"{_CELL}'{_FORMULA}")


def protected(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; `restored` removes it.

    Examples
    --------
    >>> protected("=1+2"), protected("'tis"), protected("good"), protected("a;=1+2")
    ("'=1+2", "''tis", 'good', "a;'=1+2")
    """
    return _UNMARKED.sub(r"\1\2'", text)


def restored(text: str) -> str:
    """Remove every apostrophe that `protected` put into a text.

    Examples
    --------
    >>> restored("'=1+2"), restored("'tis"), restored("=1+2"), restored("a;'=1+2")
    ('=1+2', "'tis", '=1+2', 'a;=1+2')
    """
    return _MARKED.sub(r"\1\2", text)
