"""Plug-ins by kind and code: built in, or from the entry-point group `cuewise.plugins`."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from importlib.metadata import entry_points
from typing import Any, TypeVar

from cuewise.errors import InputError

PLUGIN_KINDS = ("detectors", "probes", "cleaners", "remedies")
# The modules of the built-in plug-ins, in the order of reports.
BUILT_IN_MODULES = (
    "cuewise.detect.association",
    "cuewise.detect.partial",
    "cuewise.detect.label_marks",
    "cuewise.detect.leak",
    "cuewise.detect.split_repeats",
    "cuewise.probe.accuracy",
    "cuewise.probe.groups",
    "cuewise.probe.counterfactual",
    "cuewise.probe.repeats",
    "cuewise.remedy.data.mask",
    "cuewise.remedy.data.ablate",
    "cuewise.remedy.data.flips",
    "cuewise.remedy.head.independent",
    "cuewise.remedy.head.rwg",
    "cuewise.remedy.head.rwy",
    "cuewise.remedy.head.subg",
    "cuewise.remedy.head.poe",
    "cuewise.remedy.head.jtt",
    "cuewise.remedy.head.afr",
    "cuewise.remedy.head.dfr",
    "cuewise.remedy.head.group_dro",
    "cuewise.remedy.erase.leace",
    "cuewise.remedy.erase.leace_pairs",
    "cuewise.remedy.inference.ablate_inference",
    "cuewise.remedy.inference.ensemble",
    "cuewise.remedy.inference.dropout",
    "cuewise.remedy.inference.abstain",
    "cuewise.remedy.head.ridge",
    "cuewise.remedy.head.spectral",
    "cuewise.remedy.head.reweight",
    "cuewise.remedy.head.learned_mixin",
    "cuewise.remedy.head.confidence",
    "cuewise.remedy.head.lisa",
    "cuewise.remedy.head.vrex",
    "cuewise.remedy.head.mmd",
    "cuewise.remedy.erase.inlp",
    "cuewise.remedy.head.self",
    "cuewise.remedy.head.dpe",
    "cuewise.remedy.data.z_filter",
    "cuewise.remedy.data.aflite",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One plug-in: its class, code and first line of documentation."""

    kind: str
    code: str
    summary: str
    plugin: type[Any]


# Steps of an audit, whose outcomes have these codes.
STEPS = frozenset({"cues", "sample", "shards", "verdict", "probe"})

_ENTRIES: dict[tuple[str, str], Entry] = {}
_P = TypeVar("_P", bound=type)


def register(kind: str) -> Callable[[_P], _P]:
    """Register a frozen dataclass with a `code` as a plug-in of `kind`.

    Examples
    --------
    >>> register("oracles")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: 'oracles' is no kind of plug-in
      allowed: detectors, probes, cleaners, remedies
      to fix:  use one of these
    """
    _check_kind(kind)

    def add(plugin: _P) -> _P:
        # No type says "a frozen dataclass with a code", so check it here.
        checked: Any = plugin
        if not (is_dataclass(plugin) and checked.__dataclass_params__.frozen):
            raise InputError(
                f"plug-in {plugin.__name__} is not frozen",
                "a frozen dataclass",
                "decorate it with @dataclass(frozen=True)",
            )
        code = checked.code
        _check_free(kind, code, plugin)
        summary = (plugin.__doc__ or "").strip().partition("\n")[0]
        _ENTRIES[(kind, code)] = Entry(kind, code, summary, plugin)
        return plugin

    return add


def _check_free(kind: str, code: str, plugin: type) -> None:
    """Raise InputError where another plug-in or a step of the audit has this code."""
    before = _ENTRIES.get((kind, code))
    # A module that is imported again defines its class again.
    same = before and _home(before.plugin) == _home(plugin)
    if code in STEPS or (before and not same):
        raise InputError(
            f"the code {code!r} of plug-in {plugin.__name__} is taken",
            f"a code that no other of the {kind} and no step of an audit has",
            "rename it",
        )


def _home(plugin: type) -> tuple[str, str]:
    return plugin.__module__, plugin.__qualname__


def _check_kind(kind: str) -> None:
    if kind not in PLUGIN_KINDS:
        raise InputError(
            f"{kind!r} is no kind of plug-in", ", ".join(PLUGIN_KINDS), "use one of these"
        )


def entries(kind: str) -> list[Entry]:
    """Every plug-in of `kind`, built-in ones first."""
    _check_kind(kind)
    for module in BUILT_IN_MODULES:
        importlib.import_module(module)
    for point in entry_points(group="cuewise.plugins"):
        try:
            point.load()
        # An import runs code that is not ours, and that may try to end the program.
        except (Exception, SystemExit) as error:
            raise InputError(
                f"the plug-in {point.name!r} cannot be imported from {point.value}: "
                f"{type(error).__name__}: {error}",
                "a module that can be imported",
                "repair or uninstall the package",
            ) from error
    return sorted((e for e in _ENTRIES.values() if e.kind == kind), key=_place)


def _place(entry: Entry) -> tuple[int, str]:
    """Built-in plug-ins in the order of their import lines, then the others by code."""
    order = {module: i for i, module in enumerate(BUILT_IN_MODULES)}
    return order.get(entry.plugin.__module__, len(order)), entry.code


def plugin_kind_of(code: str) -> str:
    """The kind of the plug-in with this code.

    Raises
    ------
    InputError
        No plug-in has this code.

    Examples
    --------
    >>> plugin_kind_of("group.accuracy")
    'probes'
    """
    kinds = {entry.code: kind for kind in PLUGIN_KINDS for entry in entries(kind)}
    if code not in kinds:
        close = difflib.get_close_matches(code, kinds, 1)
        hint = f"did you mean {close[0]!r}?" if close else "see cuewise list"
        raise InputError(f"no plug-in {code!r}", ", ".join(sorted(kinds)), hint)
    return kinds[code]
