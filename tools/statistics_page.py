"""Make docs/reference/statistics.md from the docstrings of `cuewise.stats`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache

from cuewise import stats

_HEAD = """\
<!-- Made by `make docs` from the code. Changes here are lost. -->

# Statistics

`cuewise.stats` is a public namespace: arrays in, arrays out, NumPy and SciPy only. The commands of
cuewise call the functions marked *used*. The others complete the families that the explanation of
[the Fake Correlation Score](../explanation/fcs.md) describes, or serve models whose every answer
costs money. Each function is compared with SciPy, statsmodels or a hand
calculation in the tests. [Calibration](../explanation/calibration.md) has the simulated coverage.

```python
from cuewise.stats import paired_mean, raw_decisions

estimate, low, high = paired_mean([1, 0, 0, 0, -1, 1, 0, 0])
```
"""
# "Zou and Donner 2008", "Robins et al. 1986", "Breslow and Day 1980", also over a line's end.
_AUTHORS = r"(?:[A-Z][\w-]+, )*[A-Z][\w-]+(?: and [A-Z][\w-]+| et al\.)?"
_SOURCE = re.compile(rf"{_AUTHORS} (?:1[89]|20)\d\d")
_REFERENCE = re.compile(r"`(?:\w+\.)?(\w+)`")
_ENTRY = re.compile(r"^    (\w+)( \*)? {2,}(.+)$")


def groups() -> dict[str, list[tuple[str, bool, str]]]:
    """The functions of each group as the namespace lists them: name, whether used, what it is."""
    found: dict[str, list[tuple[str, bool, str]]] = {}
    title = ""
    for line in (stats.__doc__ or "").splitlines():
        entry = _ENTRY.match(line)
        if entry:
            name, used, meaning = entry.groups()
            found.setdefault(title, []).append((name, bool(used), meaning))
        elif line:
            title = line
    return found


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_tables()])


def _tables() -> Iterator[str]:
    for title, functions in groups().items():
        yield f"## {title}\n\n| function | what it gives | source | |\n| --- | --- | --- | --- |"
        for name, used, meaning in functions:
            mark = "used" if used else ""
            yield f"| `{name}` | {meaning.replace('|', '&#124;')} | {_sources(name)} | {mark} |"
        yield ""


def _sources(name: str) -> str:
    """Papers that the docstring names, or else those of the functions that it refers to."""
    docs = _docstrings()
    referred = " ".join(docs.get(other, "") for other in _REFERENCE.findall(docs[name]))
    return "; ".join(dict.fromkeys(_SOURCE.findall(docs[name]) or _SOURCE.findall(referred)))


@cache
def _docstrings() -> dict[str, str]:
    """The docstring of every function of the package, on one line."""
    modules = (
        importlib.import_module(module.name)
        for module in pkgutil.iter_modules(stats.__path__, f"{stats.__name__}.")
    )
    functions = (pair for module in modules for pair in inspect.getmembers(module, callable))
    return {name: " ".join((f.__doc__ or "").split()) for name, f in functions}
