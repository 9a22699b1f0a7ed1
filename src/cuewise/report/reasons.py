"""Reasons in the language of the report.

The audit writes its reasons in English, from few templates. `locales/zh/reasons*.toml` list the
templates with their Chinese; a sentence that matches none is shown as it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from cuewise.report.text import visible
from cuewise.report.words import Words

# What `Steps` puts between the parts of a reason.
_BETWEEN = "; "
# Longer than any sentence of ours: the words of a library that failed.
_LONGEST = 400
_PLACE = re.compile(r"\\{(\w+)\\}")


def reason(text: str, say: Words, *, names: bool = True) -> str:
    """A reason of the audit as the report shows it; `names`: with the signals it is about.

    Examples
    --------
    >>> from cuewise.report.words import words
    >>> reason("no model to probe; OSError: disk full", words("zh"))
    '没有可探测的模型；OSError: disk full'
    """
    whole = _known(text, say)
    if whole is not None:
        return visible(whole)
    parts = [_named(part, say, names) for part in text.split(_BETWEEN)]
    return visible(say("sentence.join").join(parts))


def _named(part: str, say: Words, names: bool) -> str:
    code, colon, why = part.partition(": ")
    name = say.get(f"signal.{code}") if colon else None
    if name is not None:
        why = _known(why, say) or why
        return say("reasons.named", name=name, why=why) if names else why
    return _known(part, say) or part


def _known(text: str, say: Words) -> str | None:
    """`text` by its template, or None; what fills the places may itself be known."""
    for pattern, written in _templates(say.lang) if len(text) <= _LONGEST else ():
        found = pattern.fullmatch(text)
        if found:
            held = {name: _known(value, say) or value for name, value in found.groupdict().items()}
            return written.format(**held)
    return None


@cache
def _templates(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    found = files("cuewise.report").joinpath("locales", lang).iterdir()
    paths = sorted((p for p in found if p.name.startswith("reasons")), key=lambda p: p.name)
    rows = (r for p in paths for r in tomllib.loads(p.read_text(encoding="utf-8"))["reason"])
    return tuple((_pattern(row["en"]), row["zh"]) for row in rows)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)
