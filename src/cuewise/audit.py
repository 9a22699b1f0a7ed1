"""The audit: measure, correct, judge.

Detectors and probes measure; only here are hypotheses corrected and verdicts decided.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import numpy as np

from cuewise import __version__
from cuewise import findings as fi
from cuewise.config import AuditConfig, checked
from cuewise.cues.gather import Request
from cuewise.cues.gather import gather as gather_cues
from cuewise.detect.association import Association
from cuewise.detect.partial import PartialInput
from cuewise.embed import Encoder, default_encoder
from cuewise.errors import MissingExtra
from cuewise.evidence.parts import Case
from cuewise.evidence.sources import Sources, read_sources
from cuewise.evidence.verdict import combine, gather
from cuewise.families import families
from cuewise.halves import halves
from cuewise.measures import as_measures
from cuewise.models import build as build_models
from cuewise.models import check as check_model
from cuewise.models import notes
from cuewise.probing import ModelReport, Study, probe_model
from cuewise.steps import Progress, Steps
from cuewise.types import (
    Audit,
    Corpus,
    CorpusInfo,
    CueTable,
    Finding,
    Headline,
    Measure,
    Measurements,
    Predictor,
    Provenance,
    Rate,
    Verdict,
)

SEED = 0
# Any other step may fail and the audit goes on.
_NEEDED = ("cues", "association")


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
        Options by name, see `cuewise.config.AuditConfig`.
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
    options, began = checked(config), time.perf_counter()
    for spec in models:
        check_model(spec)
    # A file that cannot be read is told before the long work.
    sources = read_sources(options)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    steps = Steps(progress)
    _load_ahead(corpus)
    cues = gather_cues(Request(corpus, options, models, seed), steps)
    study = _study(corpus, cues, options, seed, steps, sources)
    measures: list[Measure] = []
    with steps.run("baseline"):
        measures += as_measures(PartialInput(seed)(corpus, cues, rng=_rng(seed)))
    reports = _probe(study, models, steps, progress)
    findings = fi.ranked(list(_findings(study, reports)), len(corpus.ids))
    return Audit(
        provenance=Provenance(
            version=__version__,
            seed=seed,
            config=options.model_dump(),
            corpus=_corpus_info(corpus),
            models=[r.model_id for r in reports],
            started=started,
            seconds=round(time.perf_counter() - began, 3),
        ),
        headline=_headline(findings, reports),
        findings=findings,
        measures=[*measures, *(m for r in reports for m in r.measures)],
        outcomes=steps.outcomes,
    )


def _study(
    corpus: Corpus,
    cues: CueTable,
    options: AuditConfig,
    seed: int,
    steps: Steps,
    sources: Sources,
) -> Study:
    """Associations found, corrected and judged."""
    with steps.run("association") as said:
        association = Association(seed)(corpus, cues, rng=_rng(seed))
        found = fi.significant(association)
        said.append(
            f"{len(cues.names)} cues, {found.tested} hypotheses tested, "
            f"{found.rows.size} cues with q <= {fi.FDR}"
        )
    if "failed" in {steps.outcomes[code].status for code in _NEEDED}:
        raise RuntimeError(f"cues and association are what an audit is made of: {steps.outcomes}")
    order = found.rows[np.argsort(-_impact(association, found.rows), kind="stable")]
    family = families(cues, association.details["cue"][order].astype(np.int64))
    case = Case(corpus, cues, *_cases(association, order), family, sources=sources)
    verdicts = _judge(case, steps)
    check = halves(corpus, seed)[1]
    return Study(
        corpus, cues, association, found.q, order, tuple(verdicts), family, check, options, seed
    )


def _findings(study: Study, reports: Sequence[ModelReport]) -> Iterator[Finding]:
    columns = study.cues.values[:, [study.column(row) for row in study.order.tolist()]].tocsc()
    heads = study.order[study.family].tolist()
    found = zip(study.order.tolist(), heads, study.verdicts, strict=True)
    for m, (row, head, verdict) in enumerate(found):
        hypothesis = fi.Hypothesis(
            study.association,
            row,
            float(study.q[row]),
            np.sort(columns.indices[columns.indptr[m] : columns.indptr[m + 1]]),
            head,
            [r.reliance[head] for r in reports if head in r.reliance],
        )
        reliances = [r.reliance[row] for r in reports if row in r.reliance]
        yield fi.finding(study.corpus, study.cues, hypothesis, verdict, reliances)


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 3])


def _impact(association: Measurements, rows: np.ndarray) -> np.ndarray:
    """Prevalence × least deviation, replicated cues first."""
    low, high = association.low[rows], association.high[rows]
    least = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    return np.asarray(association.details["prevalence"][rows] * least)


def _cases(m: Measurements, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cue and label number of every finding."""
    return m.details["cue"][order].astype(np.int64), m.details["label"][order].astype(np.int64)


def _judge(case: Case, steps: Steps) -> list[Verdict]:
    verdicts = [combine({}, "word")] * case.cue.size
    with steps.run("verdict") as said:
        if encoder := _encoder(case.corpus):
            case = replace(case, encode=encoder.encode)
        signals, absent = gather(case)
        said += [f"{name}: {why}" for name, why in absent.items()]
        for i, j in enumerate(case.cue):
            own = {name: s for name, values in signals.items() if (s := values[i]) is not None}
            verdicts[i] = combine(own, case.cues.kinds[j])
    return verdicts


def _load_ahead(corpus: Corpus) -> None:
    """Start to load the encoder, which is needed only after the cues are counted."""
    if encoder := _encoder(corpus):
        encoder.load_ahead()


def _encoder(corpus: Corpus) -> Encoder | None:
    if corpus.language == "zh":
        return None
    try:
        return default_encoder()
    except MissingExtra:
        return None


def _probe(
    study: Study, models: Sequence[str], steps: Steps, progress: Progress | None
) -> list[ModelReport]:
    fit, _ = halves(study.corpus, study.seed)
    reports: list[ModelReport] = []
    for spec in dict.fromkeys(models):
        predictors: tuple[Predictor, ...] = ()
        with steps.run(f"model:{spec}") as noted:
            predictors = build_models(spec, study.corpus, fit, seed=study.seed)
            noted.extend(filter(None, [notes(spec, study.corpus)]))
        for predictor in predictors:
            with steps.run(f"probe:{predictor.model_id}") as said:
                report = probe_model(study, predictor, progress)
                said.append(report.summary)
                reports.append(report)
    if not any(code.startswith("probe:") for code in steps.outcomes):
        steps.skip("probe", "no model to probe")
    return reports


def _headline(ranked: Sequence[Finding], reports: Sequence[ModelReport]) -> Headline:
    """Counts of what the gate looks at, and the largest SDR of the models."""
    # A phrase counts once, not with each of its pieces.
    whole = [f for f in ranked if f.part_of is None]
    gated = [f.severity for f in whole if f.verdict.type in {"spurious", "unstable"}]
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
