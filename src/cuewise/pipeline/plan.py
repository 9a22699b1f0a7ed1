"""What is asked of an audit: options, models, plug-ins and seed, checked before the long work."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cuewise.config import AuditConfig, checked
from cuewise.embed import named
from cuewise.errors import InputError
from cuewise.evidence.case import Sources, read_sources
from cuewise.io.decisions import read_decisions
from cuewise.models import ModelLike, name_of
from cuewise.models import check as check_model
from cuewise.plugins.runner import Plugin, plugins
from cuewise.records import Corpus
from cuewise.records.decision import Decision

SEED = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for; `sources` are the files named for evidence, read already.

    `decisions` override computed verdicts.
    """

    options: AuditConfig
    models: Sequence[ModelLike]
    seed: int
    sources: Sources
    detectors: Sequence[Plugin]
    probes: Sequence[Plugin]
    decisions: Sequence[Decision] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """When an audit began."""

    seconds: float
    started: str

    @classmethod
    def now(cls) -> Clock:
        """Start the clock."""
        return cls(time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds"))

    def elapsed(self) -> float:
        """Seconds since the start."""
        return round(time.perf_counter() - self.seconds, 3)


def plan_of(
    models: Sequence[ModelLike],
    seed: int,
    config: dict[str, Any] | None,
    encoder: str | None = None,
    decisions: Path | str | None = None,
) -> Plan:
    """Check what is asked for, and read the files it names.

    Raises
    ------
    InputError
        An unknown model, encoder, option or plug-in, or a file that cannot be read.
    """
    named_apart = {"encoder": encoder, "decisions": decisions}
    given = {name: str(value) for name, value in named_apart.items() if value is not None}
    options = checked((config or {}) | given)
    named(options.encoder)
    models = _distinct(models)
    # An audit runs no remedies, but a wrong option for one is still a mistake.
    plugins("remedies", options.remedies)
    return Plan(
        options,
        models,
        seed,
        read_sources(options),
        plugins("detectors", options.detectors),
        plugins("probes", options.probes),
        # After the plug-ins, which may bring kinds of cues along.
        read_decisions(options.decisions) if options.decisions else (),
    )


def _distinct(models: Sequence[ModelLike]) -> list[ModelLike]:
    """The models, each once and each with a name of its own."""
    if isinstance(models, str) or not isinstance(models, Iterable):
        raise InputError(
            f"models={models!r} is not a list of models",
            "a list of specifications and objects",
            "pass models=['tfidf']",
        )
    by_name: dict[str, ModelLike] = {}
    for model in models:
        check_model(model)
        name = name_of(model)
        known = by_name.setdefault(name, model)
        if known is not model and not (isinstance(model, str) and known == model):
            raise InputError(
                f"two models are named {name!r}",
                "models with names of their own",
                "give each object a model_id",
            )
    return list(by_name.values())


def require(corpus: Corpus) -> None:
    """Raise where a path or a table is given instead of a corpus.

    Examples
    --------
    >>> require("reviews.csv")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: a corpus is needed, and this is of type str
      allowed: what cuewise.load returns
      to fix:  pass cuewise.load("reviews.csv", text="text", label="label")
    """
    if not isinstance(corpus, Corpus):
        raise InputError(
            f"a corpus is needed, and this is of type {type(corpus).__name__}",
            "what cuewise.load returns",
            'pass cuewise.load("reviews.csv", text="text", label="label")',
        )
