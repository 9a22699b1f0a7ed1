"""From counts over all documents and a sample of them to an audit.

Detectors and probes measure; only here are hypotheses corrected and verdicts decided. It is the
same for a corpus in memory and for one in a thousand files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from cuewise._version import __version__
from cuewise.config import AuditConfig
from cuewise.count.garbage import uncollected
from cuewise.cues.counted import Counted
from cuewise.cues.phrases import families
from cuewise.detect.association import associate
from cuewise.detect.partial import PartialInput
from cuewise.embed import Encoder, default_encoder
from cuewise.errors import MissingExtra
from cuewise.evidence.parts import Case
from cuewise.evidence.sources import Sources
from cuewise.evidence.verdict import combine, gather
from cuewise.models import build as build_models
from cuewise.models import notes
from cuewise.pipeline import decide as fi
from cuewise.pipeline.excerpts import EXAMPLES, examples
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.rows import as_measures
from cuewise.probe.study import ModelReport, Study, probe_model
from cuewise.records import (
    Audit,
    Corpus,
    CorpusInfo,
    Finding,
    Headline,
    Ints,
    Measure,
    Measurements,
    Provenance,
    Rate,
    Verdict,
)
from cuewise.records.thresholds import FDR, GATED
from cuewise.split.parts import halves

# Any other step may fail and the audit goes on.
_NEEDED = ("cues", "association")

# Of some cues and the label number each goes with: documents that hold the cue, with that label
# where there are any, the first in the order of a sample, as many as an excerpt is chosen from.
Fetch = Callable[[Sequence[tuple[int, int]]], Sequence[Corpus]]


@dataclass(frozen=True, slots=True)
class Base:
    """What is known of a corpus.

    `counted` and sizes[2K + 1] are of all documents by class (see `cuewise.split.parts.strata`);
    evidence is gathered, and models are fitted and probed, on `sample`.
    """

    info: CorpusInfo
    counted: Counted
    sizes: Ints
    sample: Corpus
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: options, models, seed; sources read already."""

    options: AuditConfig
    models: Sequence[str]
    seed: int
    sources: Sources


@dataclass(frozen=True, slots=True)
class Clock:
    """When an audit began."""

    seconds: float
    started: str

    @classmethod
    def now(cls) -> Clock:
        """It begins."""
        return cls(time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds"))


def conclude(
    base: Base, plan: Plan, steps: Steps, clock: Clock, progress: Progress | None
) -> Audit:
    """Associate, correct, judge, probe, rank."""
    study, measures = examined(base, plan, steps)
    reports = _probe(study, plan.models, steps, progress)
    return concluded(base, plan, study, measures, reports, steps, clock)


def examined(base: Base, plan: Plan, steps: Steps) -> tuple[Study, list[Measure]]:
    """What is known before any model is asked: judged associations, and baselines."""
    study = _study(base, plan, steps)
    measures: list[Measure] = []
    with steps.run("baseline"):
        rng = np.random.default_rng([plan.seed, 3])
        measures += as_measures(PartialInput(plan.seed)(study.corpus, study.cues, rng=rng))
    return study, measures


def concluded(
    base: Base,
    plan: Plan,
    study: Study,
    measures: Sequence[Measure],
    reports: Sequence[ModelReport],
    steps: Steps,
    clock: Clock,
) -> Audit:
    """The audit of what was examined and of the models that were probed."""
    findings = fi.ranked(list(_findings(base, study, reports)), base.info.documents)
    return Audit(
        provenance=Provenance(
            version=__version__,
            seed=plan.seed,
            config=plan.options.model_dump(),
            corpus=base.info,
            models=[r.model_id for r in reports],
            started=clock.started,
            seconds=round(time.perf_counter() - clock.seconds, 3),
        ),
        headline=_headline(findings, reports),
        findings=findings,
        measures=[*measures, *(m for r in reports for m in r.measures)],
        outcomes=dict(steps.outcomes),
    )


@uncollected()
def _study(base: Base, plan: Plan, steps: Steps) -> Study:
    """Associations found, corrected and judged."""
    counted, corpus = base.counted, base.sample
    with steps.run("association") as said:
        association = associate(counted.names, corpus.label_names, counted.counts, base.sizes)
        found = fi.significant(association)
        said.append(
            f"{len(counted.names)} cues, {found.tested} hypotheses tested, "
            f"{found.rows.size} cues with q <= {FDR}"
        )
    if "failed" in {steps.outcomes[code].status for code in _NEEDED}:
        raise RuntimeError(f"cues and association are what an audit is made of: {steps.outcomes}")
    order = found.rows[np.argsort(-_impact(association, found.rows), kind="stable")]
    cues = counted.table(corpus)
    family = families(cues, association.details["cue"][order].astype(np.int64))
    case = Case(corpus, cues, *_cases(association, order), family, sources=plan.sources)
    verdicts = _judge(case, steps)
    check = halves(corpus, plan.seed)[1]
    return Study(
        *(corpus, cues, association, found.q, order, tuple(verdicts), family, check),
        *(plan.options, plan.seed),
    )


def _findings(base: Base, study: Study, reports: Sequence[ModelReport]) -> Iterator[Finding]:
    heads = study.order[study.family].tolist()
    shown = _shown(base, study)
    found = zip(study.order.tolist(), heads, study.verdicts, shown, strict=True)
    for row, head, verdict, documents in found:
        hypothesis = fi.Hypothesis(
            study.association,
            row,
            float(study.q[row]),
            documents,
            head,
            [r.reliance[head] for r in reports if head in r.reliance],
        )
        reliances = [r.reliance[row] for r in reports if row in r.reliance]
        yield fi.finding(study.cues, hypothesis, verdict, reliances)


def _shown(base: Base, study: Study) -> Sequence[Corpus]:
    """For every finding the documents that an excerpt is chosen from.

    A sample is the beginning of every label, so where it has enough of them they are those of the
    whole corpus.
    """
    cues, labels = (x.tolist() for x in _cases(study.association, study.order))
    pairs = list(zip(cues, labels, strict=True))
    found = examples(study.corpus, study.cues.values[:, cues], labels)
    short = [m for m, own in enumerate(found) if len(own.ids) < EXAMPLES]
    if not short or len(base.sample.ids) == base.info.documents:
        return found
    fetched = dict(zip(short, base.fetch([pairs[m] for m in short]), strict=True))
    return [fetched.get(m, own) for m, own in enumerate(found)]


def _impact(association: Measurements, rows: Ints) -> np.ndarray:
    """Prevalence × least deviation, replicated cues first."""
    low, high = association.low[rows], association.high[rows]
    least = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    return np.asarray(association.details["prevalence"][rows] * least)


def _cases(m: Measurements, order: Ints) -> tuple[Ints, Ints]:
    """Cue and label number of every finding."""
    return m.details["cue"][order].astype(np.int64), m.details["label"][order].astype(np.int64)


def _judge(case: Case, steps: Steps) -> list[Verdict]:
    verdicts = [combine({}, "word")] * case.cue.size
    with steps.run("verdict") as said:
        if encoder := encoder_of(case.corpus):
            case = replace(case, encode=encoder.encode)
        signals, absent = gather(case)
        said += [f"{name}: {why}" for name, why in absent.items()]
        for i, j in enumerate(case.cue):
            own = {name: s for name, values in signals.items() if (s := values[i]) is not None}
            verdicts[i] = combine(own, case.cues.kinds[j])
    return verdicts


def encoder_of(corpus: Corpus) -> Encoder | None:
    """The default encoder, where it is installed and reads the language."""
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
    gated = [f.severity for f in whole if f.verdict.type in GATED]
    rates: list[Rate] = [r.sdr for r in reports if r.sdr is not None]
    return Headline(
        sdr=max(rates, key=lambda r: r.estimate, default=None),
        material=gated.count("material"),
        severe=gated.count("severe"),
    )
