"""Tags and character references of HTML in a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from html.entities import html5
from importlib.resources import files
from itertools import groupby
from typing import Final


def is_markup(name: str) -> bool:
    """Whether the name of a format is HTML, any or one tag or character reference.

    Examples
    --------
    >>> is_markup("html"), is_markup("<br>"), is_markup("&amp;"), is_markup("url")
    (True, True, True, False)
    """
    return name == "html" or name[:1] in {"<", "&"}


def markup(text: str) -> list[str]:
    """The tags and named character references of a text, each as the name of a format.

    Examples
    --------
    >>> markup("Dull.<BR /><br>Sold &amp; <b class='x'>gone</b> <unk>")
    ['<br>', '<br>', '&amp;', '<b>', '<b>']
    """
    if "<" not in text and "&" not in text:
        return []
    names = (_NAME.match(m[0]) for m in html_pattern().finditer(text))
    return [f"<{m[1].lower()}>" if m[1] else m[2].lower() for m in names if m]


def without_markup(text: str, blank: str = " ") -> str:
    """The text with blanks in place of HTML, so that every other character keeps its place.

    A text without HTML is returned itself.

    Examples
    --------
    >>> without_markup("Dull.<br />Sold &amp; gone")
    'Dull.      Sold       gone'
    """
    if "<" not in text and "&" not in text:
        return text
    return html_pattern().sub(lambda found: blank * len(found[0]), text)


@cache
def html_pattern() -> re.Pattern[str]:
    """The expression of tags, comments, document types and character references of HTML.

    Elements are those of the HTML Living Standard, in use or obsolete. Python lists the named
    character references. Other text between "<" and ">" is no HTML.

    Examples
    --------
    >>> [m[0] for m in html_pattern().finditer("a <b and c> d <i>e</i> &lt; Ben&Jerry; &#38;")]
    ['<i>', '</i>', '&lt;', '&#38;']
    """
    number = "#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});"
    other = rf"<!(?:--[^<>]*--|{_any_of(['doctype'])}(?:{_SPACE}[^<>]*)?)>"
    # Its compilation takes 50 ms, so the first use waits for it and not the import.
    return re.compile(f"{_tag(_ELEMENTS)}|{other}|&(?:{number}|{_any_of(_REFERENCES)})")


@lru_cache(maxsize=1024)
def markup_pattern(name: str) -> re.Pattern[str] | None:
    """The expression of a format of HTML; None for a name that HTML lacks.

    A name can come from a file of a stranger, so only the names of `markup` and "html" have one.

    Parameters
    ----------
    name:
        "html", or the name of a tag or of a character reference as `markup` writes it.

    Examples
    --------
    >>> markup_pattern("<br>").findall("so<br />so</BR><bread>")
    ['<br />', '</BR>']
    >>> markup_pattern("<(?:a+)+b>") is markup_pattern("<unk>") is None
    True
    """
    if name == "html":
        return html_pattern()
    if name[:1] == "<" and name[-1:] == ">" and name[1:-1] in _ELEMENTS:
        return re.compile(_tag([name[1:-1]]))
    return re.compile(_any_of([name])) if name[:1] == "&" and name[1:] in _REFERENCES else None


def _any_of(names: Iterable[str]) -> str:
    """An expression of any of the names in either case, in which beginnings are shared.

    The expression has no flag, because parts of it are put into other ones.

    Examples
    --------
    >>> _any_of(["b", "br", "h1"])
    '(?:[bB](?:[rR])?|[hH]1)'
    """
    rest = sorted(set(names))
    branches = [
        (f"[{first}{first.upper()}]" if first.isalpha() else first)
        + _any_of(name[1:] for name in group)
        for first, group in groupby(filter(None, rest), key=lambda name: name[0])
    ]
    if len(branches) == 1 and rest[0]:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'' if rest[0] else '?'}" if branches else ""


def _tag(elements: Iterable[str]) -> str:
    """An expression of the tags of some elements.

    Attributes need a value, or "a <b and c> d" would be a tag. No part matches a "<" after the
    first, so a search takes linear time.
    """
    value = rf"""{_SPACE}*={_SPACE}*(?:"[^"<]*"|'[^'<]*'|[^"'<> \t\n\r\f]+)"""
    valued = rf"[a-zA-Z_:@][a-zA-Z0-9_:@.-]*{value}"
    attribute = rf"{_SPACE}+(?:{valued}|{_any_of(_BOOLEAN)}(?=[ \t\n\r\f/>]))"
    return rf"</?{_any_of(elements)}(?:{attribute})*{_SPACE}*(?:/{_SPACE}*)?>"


_SPACE: Final = r"[ \t\n\r\f]"
_STANDARD: Final = tomllib.loads(files("cuewise.text").joinpath("html.toml").read_text("utf-8"))
_ELEMENTS: Final = frozenset(f"{_STANDARD['elements']} {_STANDARD['obsolete']}".split())
_BOOLEAN: Final = frozenset(_STANDARD["boolean"].split())
# Old pages write names such as `&NBSP;` in any case, though most have one.
_REFERENCES: Final = frozenset(name.lower() for name in html5 if name.endswith(";"))
_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)|(&[a-zA-Z][a-zA-Z0-9]*;)")
