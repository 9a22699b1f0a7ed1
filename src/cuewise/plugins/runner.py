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
from cuewise.records import Bools, Corpus, CueTable, Measurements

# Options of several plug-ins: by code, then by the name of the option.
PluginOptions = Mapping[str, Mapping[str, Any]]
# The fields of measurements that are not columns.
_TEXTS = frozenset({"code", "unit", "model_id"})


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
    ['association', 'baseline', 'marks.leak', 'metadata.leak', 'split.repeats']
    >>> plugins("detectors", {"asociation": {}})
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: no plug-in 'asociation' among the detectors
      allowed: association, baseline, marks.leak, metadata.leak, split.repeats
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
            found = detector(corpus, cues, rng=generator(seed, plugin.code))
            measurements.append(checked_measurements(found))
    return measurements


def checked_measurements(found: Any) -> Measurements:
    """What a plug-in returned, if it can be a part of an audit.

    Raises
    ------
    TypeError
        It is no `Measurements`, or a name in it is no string.
    ValueError
        A column has another length than the subjects, a p value is not from 0 to 1, a support is
        no count, or an interval is upside down.
    """
    if not isinstance(found, Measurements):
        raise TypeError(f"returned {type(found).__name__}; allowed: Measurements")
    m = len(found.subjects)
    optional = ("p", "evidence_ids", "cues", "present", "quantities")
    for field in fields(found):
        column = getattr(found, field.name)
        if field.name in _TEXTS or column is None or (field.name in optional and not len(column)):
            continue
        if len(column) != m:
            raise ValueError(f"{len(column)} {field.name} for {m} subjects; allowed: one each")
    names: list[object] = [*found.subjects, *found.labels, *found.cues, *found.quantities]
    if wrong := next((name for name in names if not isinstance(name, str)), None):
        raise TypeError(f"the name {wrong!r} is no string; allowed: strings")
    low, high = np.asarray(found.low, float), np.asarray(found.high, float)
    support = np.asarray(found.support, float)
    p = np.asarray([] if found.p is None else found.p, float)
    _check_all(~(low > high), "low > high", "intervals from low to high")
    _check_all(support >= 0, "support", "the number of documents, 0 or more")
    _check_all(np.isnan(p) | ((p >= 0) & (p <= 1)), "p", "numbers from 0 to 1, or NaN")
    return found


def _check_all(good: Bools, name: str, allowed: str) -> None:
    if not good.all():
        raise ValueError(f"{name} is wrong in row {int(np.argmin(good))}; allowed: {allowed}")
