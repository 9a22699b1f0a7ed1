"""Plug-ins by kind and code: built in, or from the entry-point group `cuewise.plugins`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from importlib.metadata import entry_points
from typing import Any, Protocol, TypeVar

import numpy as np

from cuewise.errors import InputError
from cuewise.types import Corpus, CueTable, Measurements, Predictor


class Detector(Protocol):
    """Measures the data alone."""

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """Every hypothesis tested."""
        ...


class Probe(Protocol):
    """Measures a model."""

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Every hypothesis tested."""
        ...


KINDS = ("detectors", "probes", "cleaners", "remedies")
# The one import line of every built-in plug-in.
BUILT_IN = (
    "cuewise.detect.association",
    "cuewise.detect.partial",
    "cuewise.probe.accuracy",
    "cuewise.probe.groups",
    "cuewise.probe.twins",
    "cuewise.remedy.mask",
    "cuewise.remedy.mask_neutralise",
    "cuewise.remedy.flips",
    "cuewise.remedy.independent",
    "cuewise.remedy.rwg",
    "cuewise.remedy.rwy",
    "cuewise.remedy.subg",
    "cuewise.remedy.poe",
    "cuewise.remedy.jtt",
    "cuewise.remedy.afr",
    "cuewise.remedy.dfr",
    "cuewise.remedy.group_dro",
    "cuewise.remedy.leace",
    "cuewise.remedy.leace_pairs",
    "cuewise.remedy.neutralise",
    "cuewise.remedy.ensemble",
    "cuewise.remedy.dropout",
    "cuewise.remedy.abstain",
    "cuewise.remedy.ridge",
    "cuewise.remedy.spectral",
    "cuewise.remedy.reweight",
    "cuewise.remedy.learned_mixin",
    "cuewise.remedy.confidence",
    "cuewise.remedy.lisa",
    "cuewise.remedy.vrex",
    "cuewise.remedy.mmd",
    "cuewise.remedy.inlp",
    "cuewise.remedy.self",
    "cuewise.remedy.dpe",
    "cuewise.remedy.z_filter",
    "cuewise.remedy.aflite",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One plug-in: its class, code and first line of documentation."""

    kind: str
    code: str
    summary: str
    plugin: type[Any]


_ENTRIES: dict[tuple[str, str], Entry] = {}
P = TypeVar("P", bound=type)


def register(kind: str) -> Callable[[P], P]:
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
    if kind not in KINDS:
        raise InputError(f"{kind!r} is no kind of plug-in", ", ".join(KINDS), "use one of these")

    def add(plugin: P) -> P:
        # No type names "a frozen dataclass with a code": it is checked as the plug-in comes in.
        known: Any = plugin
        if not (is_dataclass(plugin) and known.__dataclass_params__.frozen):
            raise InputError(
                f"plug-in {plugin.__name__} can change",
                "a frozen dataclass",
                "decorate it with @dataclass(frozen=True)",
            )
        code = known.code
        summary = (plugin.__doc__ or "").strip().partition("\n")[0]
        _ENTRIES[(kind, code)] = Entry(kind, code, summary, plugin)
        return plugin

    return add


def entries(kind: str) -> list[Entry]:
    """Every plug-in of `kind`, by code."""
    if kind not in KINDS:
        raise InputError(f"{kind!r} is no kind of plug-in", ", ".join(KINDS), "use one of these")
    for module in BUILT_IN:
        importlib.import_module(module)
    for point in entry_points(group="cuewise.plugins"):
        point.load()
    return sorted((e for e in _ENTRIES.values() if e.kind == kind), key=lambda e: e.code)
