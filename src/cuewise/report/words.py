"""The strings of the report, by language, from `locales/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from cuewise.errors import InputError

Lang = Literal["en", "zh"]
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """The strings of one language by dotted key."""

    lang: str
    strings: dict[str, str] = field(repr=False)

    def __call__(self, key: str, /, **values: object) -> str:
        """The string `key`, its places filled in; with `n`, the form for that number.

        Examples
        --------
        >>> words("en")("cues.rest", n=1), words("en")("cues.rest", n=5)
        ('Show 1 more cue', 'Show 5 more cues')
        """
        form = key if key in self.strings else f"{key}.{_form(values.get('n'))}"
        return self.strings[form].format(**{k: _written(v) for k, v in values.items()})

    def get(self, key: str) -> str | None:
        """The string `key`, or None where there is none: names that plug-ins bring along."""
        return self.strings.get(key)


def _written(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) else value


def _form(n: object) -> str:
    return "one" if n == 1 else "other"


@cache
def words(lang: str) -> Words:
    """The strings of `lang`.

    Examples
    --------
    >>> words("zh")("verdict.spurious")
    '虚假相关'
    """
    if lang not in LANGUAGES:
        raise InputError(
            f"there is no report in language {lang!r}",
            allowed=", ".join(LANGUAGES),
            fix="pass lang='en' or lang='zh'",
        )
    folder = files("cuewise.report").joinpath("locales", lang)
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".toml")), key=str)
    texts = (part.read_text(encoding="utf-8") for part in parts)
    return Words(lang, {k: v for text in texts for k, v in _flat(tomllib.loads(text))})


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        out += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return out
