"""Configure the registered plug-ins with the user's options, and run them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from cuewise.errors import InputError
from cuewise.plugins.outcomes import Steps
from cuewise.plugins.protocols import Detector
from cuewise.plugins.registry import Entry, entries
from cuewise.records import Corpus, CueTable, Measurements

# Options of several plug-ins: by code, then by the name of the option.
PluginOptions = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plug-in with its options, ready to run."""

    code: str
    instance: Any


def plugins(kind: str, options: PluginOptions) -> list[Plugin]:
    """Every registered plug-in of a kind with its options, built-in ones first.

    Raises
    ------
    InputError
        An option for a plug-in that is not registered, an unknown option, or an impossible value.

    Examples
    --------
    >>> [p.code for p in plugins("detectors", {"association": {"replication": 0.01}})]
    ['association', 'baseline']
    >>> plugins("detectors", {"asociation": {}})
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: no plug-in 'asociation' among the detectors
      allowed: association, baseline
      to fix:  did you mean 'association'?
    """
    registered = entries(kind)
    _check_codes(kind, options, registered)
    return [Plugin(e.code, configured(e, options.get(e.code, {}))) for e in registered]


def _check_codes(kind: str, options: PluginOptions, registered: Sequence[Entry]) -> None:
    """Raise InputError where options name a plug-in that is not registered."""
    codes = [entry.code for entry in registered]
    for code in options:
        if code not in codes:
            close = difflib.get_close_matches(code, codes, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"see cuewise list {kind}"
            raise InputError(f"no plug-in {code!r} among the {kind}", ", ".join(codes), hint)


def configured(entry: Entry, options: Mapping[str, Any]) -> Any:
    """One plug-in with its options, checked against the types of its fields (InputError)."""
    names = [field.name for field in fields(entry.plugin)]
    for name in options:
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {close[0]!r}?" if close else "leave it out"
            allowed = ", ".join(names) or f"{entry.code} has no options"
            raise InputError(f"{entry.code} has no option {name!r}", allowed, hint)
    try:
        return TypeAdapter(entry.plugin).validate_python(dict(options))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"option {entry.code}.{'.'.join(map(str, first['loc']))} is {first['input']!r}",
            first["msg"].removeprefix("Input should be "),
            "change the value",
        ) from error


def generator(seed: int, code: str) -> np.random.Generator:
    """The random numbers of one plug-in, which depend on the seed and its code alone."""
    return np.random.default_rng([seed, *code.encode()])


def run_detectors(
    detectors: Sequence[Plugin], corpus: Corpus, cues: CueTable, *, seed: int, steps: Steps
) -> list[Measurements]:
    """Run the detectors; `steps` records one that fails or does not apply."""
    measurements: list[Measurements] = []
    for plugin in detectors:
        with steps.run(plugin.code):
            detector: Detector = plugin.instance
            measurements.append(detector(corpus, cues, rng=generator(seed, plugin.code)))
    return measurements
