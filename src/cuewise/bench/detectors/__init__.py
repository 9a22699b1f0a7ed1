"""Detectors under one protocol (`cuewise.bench.sample.Detector`): ours, common methods, peers."""

from __future__ import annotations

from cuewise.bench.detectors.counted import COUNTED
from cuewise.bench.detectors.logistic import Logistic
from cuewise.bench.detectors.ours import Found, Judged
from cuewise.bench.detectors.peers import PEERS
from cuewise.bench.detectors.power import PredictivePower
from cuewise.bench.sample import Detector
from cuewise.errors import InputError

DETECTORS: dict[str, Detector] = {
    d.name: d
    for d in (
        Found(),
        Found("cuewise-replicated", replicated=True),
        Judged(),
        *COUNTED,
        Logistic(),
        PredictivePower(),
        *PEERS,
    )
}


def chosen(names: tuple[str, ...]) -> list[Detector]:
    """The detectors of these names; all where none is named.

    Raises
    ------
    InputError
        There is no detector of a name.

    Examples
    --------
    >>> [d.name for d in chosen(("chi2",))]
    ['chi2']
    """
    for name in names:
        if name not in DETECTORS:
            raise InputError(
                f"no detector {name!r}", allowed=", ".join(DETECTORS), fix="name one of these"
            )
    return [DETECTORS[name] for name in names or DETECTORS]
