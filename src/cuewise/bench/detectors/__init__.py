"""Detectors with one base (`cuewise.bench.sample.BenchDetector`): ours, common, peers'."""

from __future__ import annotations

from cuewise.bench.detectors.counts import COUNT_DETECTORS
from cuewise.bench.detectors.logistic import LogisticCoefficients
from cuewise.bench.detectors.ours import AuditFindings, AuditVerdicts
from cuewise.bench.detectors.peers import PEERS
from cuewise.bench.detectors.power import PredictivePower
from cuewise.bench.sample import BenchDetector
from cuewise.errors import InputError

DETECTORS: dict[str, BenchDetector] = {
    d.name: d
    for d in (
        AuditFindings(),
        AuditFindings(
            "cuewise-replicated",
            "all cues but clusters; BH q <= .05 on one half and the same on the other half",
            replicated=True,
        ),
        AuditVerdicts(),
        *COUNT_DETECTORS,
        LogisticCoefficients(),
        PredictivePower(),
        *PEERS,
    )
}


def detectors_named(names: tuple[str, ...]) -> list[BenchDetector]:
    """The detectors of these names; all of them if there are no names.

    Raises
    ------
    InputError
        A name is unknown.

    Examples
    --------
    >>> [d.name for d in detectors_named(("chi2",))]
    ['chi2']
    """
    for name in names:
        if name not in DETECTORS:
            raise InputError(
                f"no detector {name!r}", allowed=", ".join(DETECTORS), fix="name one of these"
            )
    return [DETECTORS[name] for name in names or DETECTORS]
