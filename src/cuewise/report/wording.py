"""The strings of the report, by language, from `locales/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from cuewise.errors import InputError
from cuewise.records import thresholds
from cuewise.report.records import Detail

Lang = Literal["en", "zh"]
_LANGUAGES = ("en", "zh")
# Slots that any string may have, filled with a threshold in percentage points.
_POINTS = {
    name: f"{100 * getattr(thresholds, name):g}"
    for name in ("MATERIAL", "SEVERE", "DEVIATES", "DEVIATES_SEVERELY", "COMMON")
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The strings of one language, by dotted key."""

    lang: str
    strings: dict[str, str] = field(repr=False)

    def __call__(self, key: str, /, **values: object) -> str:
        """The string `key` with its slots filled; `n` selects the singular or plural form.

        Examples
        --------
        >>> wording("en")("cues.rest", n=1), wording("en")("cues.rest", n=5)
        ('Show 1 more cue', 'Show 5 more cues')
        """
        form = key if key in self.strings else f"{key}.{_form(values.get('n'))}"
        filled = {k: _written(v) for k, v in values.items()}
        return self.strings[form].format(**(filled | _POINTS))

    def get(self, key: str) -> str | None:
        """The string `key`, or None if there is none, as for names that plug-ins add."""
        return self.strings.get(key)

    def terms(self, codes: Iterable[str]) -> tuple[Detail, ...]:
        """The glossary entries of some terms."""
        return tuple(Detail(self(f"term.{x}.name"), self(f"term.{x}.text"), x) for x in codes)


def _written(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) else value


def _form(n: object) -> str:
    return "one" if n == 1 else "other"


@cache
def wording(lang: str) -> Wording:
    """The strings of `lang`.

    Examples
    --------
    >>> wording("zh")("verdict.spurious")
    '虚假相关'
    """
    if lang not in _LANGUAGES:
        raise InputError(
            f"there is no report in language {lang!r}",
            allowed=", ".join(_LANGUAGES),
            fix="pass lang='en' or lang='zh'",
        )
    folder = files("cuewise.report").joinpath("locales", lang)
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".toml")), key=str)
    texts = (part.read_text(encoding="utf-8") for part in parts)
    return Wording(lang, {k: v for text in texts for k, v in flat(tomllib.loads(text))})


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The entries of nested tables, by dotted key; an empty table is an entry.

    Examples
    --------
    >>> dict(flat({"a": {"b": 1, "c": {}}}))
    {'a.b': 1, 'a.c': {}}
    """
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
