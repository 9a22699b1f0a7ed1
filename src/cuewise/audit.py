"""The audit: measure, correct, judge.

Detectors and probes measure; only here are hypotheses corrected and verdicts decided.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from cuewise import __version__
from cuewise import findings as fi
from cuewise.cues import build as build_cues
from cuewise.detect.association import Association
from cuewise.detect.partial import PartialInput
from cuewise.errors import InputError, NotApplicable
from cuewise.evidence.parts import Case, Encode
from cuewise.evidence.verdict import combine, gather
from cuewise.halves import halves
from cuewise.measures import as_measures
from cuewise.models import build as build_models
from cuewise.probing import ModelReport, Study, probe_model
from cuewise.types import (
    Audit,
    Corpus,
    CorpusInfo,
    CueTable,
    Finding,
    Headline,
    Measure,
    Measurements,
    Outcome,
    Provenance,
    Rate,
    Verdict,
)

SEED = 0
# Judging meaning costs an embedding a cue; the strongest this many are judged by it.
JUDGED = 1500


class Progress(Protocol):
    """Where long work says how far it is."""

    def stage(
        self, name: str, total: int | None = None
    ) -> AbstractContextManager[Callable[[int], None]]:
        """A piece of work of `total` steps; yields a function that says how many were done."""
        ...


@dataclass(slots=True)
class Log:
    """What became of every step; the only thing in an audit that grows."""

    progress: Progress | None
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @contextmanager
    def step(self, code: str, reason: str = "") -> Iterator[list[str]]:
        """Record how a step ended. What it appends to the yielded list becomes the reason."""
        said: list[str] = [reason] if reason else []
        began = time.perf_counter()
        status: Any = "ran"
        stage = self.progress.stage(code) if self.progress else nullcontext()
        try:
            with stage:
                yield said
        except NotApplicable as reason_:
            status, said = "not_applicable", [reason_.reason]
        except InputError:
            raise
        # A plug-in that fails must show, and must not take the rest along.
        except Exception as error:  # noqa: BLE001
            status, said = "failed", [f"{type(error).__name__}: {error}"]
        self.outcomes[code] = Outcome(
            status=status, reason="; ".join(said), seconds=round(time.perf_counter() - began, 3)
        )


def audit(
    corpus: Corpus,
    *,
    models: Sequence[str] = ("tfidf",),
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Find the cues that give the labels away, judge each, and measure who relies on them.

    Parameters
    ----------
    corpus:
        From `cuewise.load`.
    models:
        Model specifications: `tfidf`, `reference`, `none`, `hf:NAME_OR_DIR`, `sklearn:FILE.skops`,
        `python:MODULE:FUNCTION`.
    seed:
        Of the halves and every sample: same seed and input, same result.
    config:
        What to write into the provenance.
    progress:
        Told of each stage.

    Returns
    -------
    Audit
        Findings ranked by impact; what did not run is in `outcomes` with its reason.

    Raises
    ------
    InputError
        A model specification that cannot be used.
    """
    log, began = Log(progress), time.perf_counter()
    started = datetime.now(UTC).isoformat(timespec="seconds")
    cues = build_cues(corpus)
    measures: list[Measure] = []
    association = _associate(corpus, cues, seed, log)
    found = fi.significant(association)
    log.outcomes["association"] = log.outcomes["association"].model_copy(
        update={
            "reason": f"{len(cues.names)} cues, {found.tested} hypotheses tested, "
            f"{found.rows.size} cues with q <= {fi.FDR}"
        }
    )
    with log.step("baseline"):
        measures += as_measures(PartialInput(seed)(corpus, cues, rng=_rng(seed)))
    order = found.rows[np.argsort(-_impact(association, found.rows), kind="stable")]
    verdicts = _judge(corpus, cues, association, order, log)
    study = Study(corpus, cues, association, order, verdicts, halves(corpus, seed)[1], seed)
    reports = _probe(study, models, log)
    columns = cues.values.tocsc()

    def held(row: int) -> np.ndarray:
        j = study.column(row)
        return np.sort(columns.indices[columns.indptr[j] : columns.indptr[j + 1]])

    rows = [
        fi.finding(
            corpus,
            cues,
            fi.Hypothesis(association, row, float(found.q[row]), held(row)),
            verdict,
            [r.reliance[row] for r in reports if row in r.reliance],
        )
        for row, verdict in zip(order.tolist(), verdicts, strict=True)
    ]
    ranked = fi.ranked(rows, len(corpus.ids))
    for report in reports:
        measures += report.measures
    return Audit(
        provenance=Provenance(
            version=__version__,
            seed=seed,
            config=config or {},
            corpus=_corpus_info(corpus),
            models=[r.model_id for r in reports],
            started=started,
            seconds=round(time.perf_counter() - began, 3),
        ),
        headline=_headline(ranked, reports),
        findings=ranked,
        measures=measures,
        outcomes=log.outcomes,
    )


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 3])


def _associate(corpus: Corpus, cues: CueTable, seed: int, log: Log) -> Measurements:
    result: list[Measurements] = []
    with log.step("association"):
        result.append(Association(seed)(corpus, cues, rng=_rng(seed)))
    if not result:
        raise InputError(
            f"the association of cues and labels failed: {log.outcomes['association'].reason}",
            "a corpus with two or more labels",
            "this is a defect of cuewise; please report it with the data's shape",
        )
    return result[0]


def _impact(association: Measurements, rows: np.ndarray) -> np.ndarray:
    """Prevalence × least deviation, replicated cues first."""
    low, high = association.low[rows], association.high[rows]
    least = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    return np.asarray(association.details["prevalence"][rows] * least)


def _judge(
    corpus: Corpus, cues: CueTable, association: Measurements, order: np.ndarray, log: Log
) -> list[Verdict]:
    verdicts = [combine({}, "word")] * order.size
    with log.step("verdict") as said:
        judged = order[:JUDGED]
        case = Case(
            corpus,
            cues,
            association.details["cue"][judged].astype(np.int64),
            association.details["label"][judged].astype(np.int64),
            _encoder(corpus),
        )
        signals, absent = gather(case)
        said += [f"{name}: {why}" for name, why in absent.items()]
        if order.size > JUDGED:
            said.append(f"the strongest {JUDGED} of {order.size} cues were judged, the rest not")
        for i, j in enumerate(case.cue):
            own = {name: s for name, values in signals.items() if (s := values[i]) is not None}
            verdicts[i] = combine(own, cues.kinds[j])
    return verdicts


def _encoder(corpus: Corpus) -> Encode | None:
    if corpus.language == "zh":
        return None
    from cuewise.embed import default_encoder
    from cuewise.errors import MissingExtra

    try:
        return default_encoder().encode
    except MissingExtra:
        return None


def _probe(study: Study, models: Sequence[str], log: Log) -> list[ModelReport]:
    fit, _ = halves(study.corpus, study.seed)
    reports: list[ModelReport] = []
    for spec in dict.fromkeys(models):
        for predictor in build_models(spec, study.corpus, fit, seed=study.seed):
            with log.step(f"probe:{predictor.model_id}") as said:
                report = probe_model(study, predictor)
                said.append(report.summary)
                reports.append(report)
    if not reports and "probe" not in log.outcomes:
        log.outcomes["probe"] = Outcome(status="skipped", reason="no model given", seconds=0.0)
    return reports


def _headline(ranked: Sequence[Finding], reports: Sequence[ModelReport]) -> Headline:
    """Counts of what the gate looks at, and the largest SDR of the models."""
    gated = [f.severity for f in ranked if f.verdict.type in {"spurious", "unstable"}]
    rates: list[Rate] = [r.sdr for r in reports if r.sdr is not None]
    return Headline(
        sdr=max(rates, key=lambda r: r.estimate, default=None),
        material=gated.count("material"),
        severe=gated.count("severe"),
    )


def _corpus_info(corpus: Corpus) -> CorpusInfo:
    counts = np.bincount(corpus.labels, minlength=len(corpus.label_names))
    return CorpusInfo(
        fingerprint=corpus.fingerprint,
        documents=len(corpus.ids),
        labels={name: int(n) for name, n in zip(corpus.label_names, counts, strict=True)},
        language=corpus.language,
        set_aside=dict(corpus.set_aside.counts),
    )


class _CallableModule(ModuleType):
    """`cuewise.audit` is a function to users and a module to Python: let the module be called."""

    __call__ = staticmethod(audit)


sys.modules[__name__].__class__ = _CallableModule
