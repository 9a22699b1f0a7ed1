"""What is asked of an audit: options, models, plug-ins and seed, checked before the long work."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cuewise.config import AuditConfig, checked
from cuewise.embed import check_encoder
from cuewise.errors import InputError
from cuewise.evidence.annotator.named import annotator_named
from cuewise.evidence.annotator.questions import Annotator
from cuewise.evidence.annotator.word_list import WordListAnnotator
from cuewise.evidence.case import Sources, read_sources
from cuewise.io.decisions import check_labels, read_decisions
from cuewise.models import ModelLike, name_of, needs_encoder
from cuewise.models import check as check_model
from cuewise.plugins.runner import Plugin, plugins
from cuewise.records import Corpus
from cuewise.records.decision import Decision
from cuewise.report.text import SHORT, shorten

SEED = 0
# Labels that a message lists.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for; `sources` are the files named for evidence, read already.

    `annotator` is the further source of meaning; None: none was named. `decisions` override
    computed verdicts.
    """

    options: AuditConfig
    models: Sequence[ModelLike]
    seed: int
    sources: Sources
    annotator: Annotator | None
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
    config: Mapping[str, Any] | None,
    more: Mapping[str, Any],
) -> Plan:
    """Check what is asked for, and read the files it names; options of `more` override `config`.

    Raises
    ------
    InputError
        An unknown model, encoder, option or plug-in, or a file that cannot be read.
    """
    options = checked({**(config or {}), **_written(more)})
    models = _distinct(models)
    check_encoder(options.encoder, needed=any(map(needs_encoder, models)))
    # An audit runs no remedies, but a wrong option for one is still a mistake.
    plugins("remedies", options.remedies)
    return Plan(
        options,
        models,
        seed,
        read_sources(options),
        annotator_named(options.meaning),
        plugins("detectors", options.detectors),
        plugins("probes", options.probes),
        # After the plug-ins, which may bring kinds of cues along.
        read_decisions(options.decisions) if options.decisions else (),
    )


def _written(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as a file would hold them: paths as text, and none that are None."""
    given = {name: value for name, value in options.items() if value is not None}
    return {name: str(v) if isinstance(v, Path) else v for name, v in given.items()}


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


def check_named_labels(plan: Plan, labels: Sequence[str]) -> None:
    """Raise where a decision, a description or a word list is about a label the corpus lacks."""
    check_labels(plan.decisions, labels)
    check_described(plan.options, labels)
    check_listed(plan.annotator, labels)


def check_described(options: AuditConfig, labels: Sequence[str]) -> None:
    """Raise where a description is about a label that the corpus lacks.

    Examples
    --------
    >>> check_described(AuditConfig(describe={"postive": "Praise."}), ("positive", "negative"))
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: a description is given for the label 'postive', which does not occur
      allowed: positive, negative
      to fix:  did you mean 'positive'?
    """
    _check_occur("a description is given", options.describe, labels)


def check_listed(annotator: Annotator | None, labels: Sequence[str]) -> None:
    """Raise where a word list has words for a label that the corpus lacks.

    Examples
    --------
    >>> words = WordListAnnotator("own.tsv", {"lovely": frozenset({"postive"})})
    >>> check_listed(words, ("positive", "negative"))
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: own.tsv lists words for the label 'postive', which does not occur
      allowed: positive, negative
      to fix:  did you mean 'positive'?
    """
    if isinstance(annotator, WordListAnnotator):
        _check_occur(f"{annotator.name} lists words", sorted(annotator.listed), labels)


def _check_occur(what: str, named: Iterable[str], labels: Sequence[str]) -> None:
    """Raise an InputError that begins with `what` where a label named is none of `labels`."""
    for label in named:
        if label not in labels:
            close = difflib.get_close_matches(label, labels, 1)
            shown = ", ".join(shorten(name, SHORT) for name in labels[:_SHOWN])
            raise InputError(
                f"{what} for the label {shorten(label, SHORT)!r}, which does not occur",
                shown + (", …" if len(labels) > _SHOWN else ""),
                f"did you mean {close[0]!r}?" if close else "name a label of the corpus",
            )


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
