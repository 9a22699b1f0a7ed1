"""The audit of a corpus in memory: count, examine, probe, conclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cuewise._version import __version__
from cuewise.models import ModelLike, build, name_of, notes
from cuewise.pipeline.base import Base, base_of
from cuewise.pipeline.decide import corrected, headline, ranked
from cuewise.pipeline.examine import examine
from cuewise.pipeline.findings import Evidence, finding, leaking_marks, leaks_joined
from cuewise.pipeline.plan import SEED, Clock, Plan, plan_of, require
from cuewise.pipeline.shown import answers_on, shown_documents, with_answers
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.rows import as_measures
from cuewise.probe.run import ModelReport, ask, measure_reliance, run_probes
from cuewise.probe.study import Study
from cuewise.records import Audit, Corpus, CorpusInfo, Measure, Provenance, Reason
from cuewise.report.reasons import with_sentences
from cuewise.split.parts import split_of


def audit(
    corpus: Corpus,
    *,
    models: Sequence[ModelLike] = ("tfidf",),
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Audit:
    """Find the cues associated with the labels, judge each, and measure which models rely on them.

    Cues are counted and tested over all documents. Evidence for the verdicts is gathered, and
    models are fitted and probed, on at most `evidence_documents` of them.

    Parameters
    ----------
    corpus:
        From `cuewise.load`. The order of its rows makes no difference.
    models:
        Specifications (`tfidf`, `reference`, `none`, `hf:NAME_OR_DIR`, `head:DIR`,
        `sklearn:FILE.skops`, `python:MODULE:FUNCTION`), or objects with `predict_proba(texts)`.
    seed:
        Decides the split and every sample: same seed and input, same result.
    config:
        Options by name (`cuewise.config.AuditConfig`), and options of plug-ins, as in
        `{"probes": {"group.accuracy": {"least": 20}}}`.
    progress:
        Receives each stage.
    **options:
        Options of `cuewise.config.AuditConfig` by name, which override `config`: `encoder`, the
        name or folder of a transformers encoder for any language; `describe`, what a label means in
        one sentence, by label; `decisions`, a file of verdicts that override the computed ones;
        `meaning`, a further source of meaning; and all others.

    Returns
    -------
    Audit
        Findings ranked by impact. What did not run is in `outcomes` with its reason.

    Raises
    ------
    InputError
        A model, an encoder, an option, a plug-in or a decision that cannot be used.
    MissingExtra
        An encoder is named, and torch or transformers is not installed.

    Examples
    --------
    >>> import cuewise
    >>> from cuewise.synth import demo_corpus
    >>> corpus = demo_corpus("en", seed=0, n=400).to_corpus()
    >>> result = cuewise.audit(corpus, models=["none"])
    >>> result.provenance.corpus.documents
    400
    """
    require(corpus)
    clock = Clock.now()
    plan = plan_of(models, seed, config, options)
    steps = Steps(progress)
    return conclude(base_of(corpus, plan, steps), plan, steps, clock, progress)


def conclude(
    base: Base, plan: Plan, steps: Steps, clock: Clock, progress: Progress | None
) -> Audit:
    """Everything after counting: examine, probe every model, write the audit."""
    study, measures = examine(base, plan, steps)
    documents = shown_documents(base, study)
    reports = [
        report
        for model in plan.models
        for predictor in _built(model, study, steps)
        if (report := probe_model(study, documents, predictor, plan, steps, progress)) is not None
    ]
    if not any(code.startswith("probe:") for code in steps.outcomes):
        steps.skip("probe", Reason.of("no-model"))
    return audit_of(base.info, plan, study, documents, measures, reports, steps, clock)


def _built(model: ModelLike, study: Study, steps: Steps) -> Sequence[Predictor]:
    """The predictors of one model, fitted on the discovery split if it is fitted here."""
    predictors: Sequence[Predictor] = ()
    with steps.run(f"model:{name_of(model)}") as reasons:
        fit = split_of(study.corpus).discovery
        encoder = study.options.encoder
        predictors = build(model, study.corpus, fit, seed=study.seed, encoder=encoder)
        reasons.extend(filter(None, [notes(model, study.corpus, encoder)]))
    return predictors


def probe_model(
    study: Study,
    documents: Sequence[Corpus],
    predictor: Predictor,
    plan: Plan,
    steps: Steps,
    progress: Progress | None,
) -> ModelReport | None:
    """Measure one model; None where that failed, which the outcome says.

    `documents` are those that the report shows for every judged cue.
    """
    reports: list[ModelReport] = []
    answers: dict[str, str] = {}
    with steps.run(f"probe:{predictor.model_id}") as reasons:
        asked = ask(study, predictor)
        reports.append(measure_reliance(study, asked, progress))
        reasons.append(reports[0].summary)
    if not reports:
        return None
    # Excerpts only: where this fails, the measured reliance stays.
    with steps.run(f"answers:{predictor.model_id}"):
        answers = answers_on(documents, study, predictor, reports[0].reliance)
    found = run_probes(study, asked, plan.probes, steps)
    rows = [row for m in found for row in as_measures(m, corrected(m))]
    return replace(reports[0], measures=tuple(rows), answers=answers)


def audit_of(
    info: CorpusInfo,
    plan: Plan,
    study: Study,
    documents: Sequence[Corpus],
    measures: Sequence[Measure],
    reports: Sequence[ModelReport],
    steps: Steps,
    clock: Clock,
) -> Audit:
    """Write what was examined and probed as an audit."""
    reliances = [report.reliance for report in reports]
    found = [
        with_answers(finding(study, cue, Evidence(holders, reliances)), reports)
        for cue, holders in zip(study.judged, documents, strict=True)
    ]
    every = [*measures, *(m for r in reports for m in r.measures)]
    marks = leaking_marks(found, every)
    joined = leaks_joined(ranked(found, info.documents, marks), every)
    findings = ranked(joined, info.documents, marks)
    return Audit(
        provenance=Provenance(
            version=__version__,
            seed=plan.seed,
            config=plan.options.model_dump(),
            corpus=info,
            models=[r.model_id for r in reports],
            started=clock.started,
            seconds=clock.elapsed(),
        ),
        headline=headline(findings, [r.sdr for r in reports if r.sdr is not None]),
        findings=findings,
        measures=every,
        outcomes=with_sentences(steps.outcomes),
    )
