"""From counted cues to a study: associations tested, corrected and judged, and data measured.

The steps are the same for a corpus in memory and for one in a thousand files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from cuewise.count.pause_gc import gc_paused
from cuewise.cues.phrases import phrases
from cuewise.detect.association import AssociationDetector
from cuewise.embed.choice import DEFAULT, evidence_encoder
from cuewise.errors import NotApplicable
from cuewise.evidence.annotator.annotate import annotated
from cuewise.evidence.case import EvidenceCase, Signals
from cuewise.evidence.coverage import covered
from cuewise.evidence.probability import evidence_of
from cuewise.evidence.signals import measure_signals
from cuewise.evidence.whitening import whitened
from cuewise.pipeline.base import Base
from cuewise.pipeline.columns import report_columns
from cuewise.pipeline.decide import Significant, by_impact, corrected, significant, verdict
from cuewise.pipeline.decisions import override
from cuewise.pipeline.plan import Plan
from cuewise.plugins.outcomes import Steps, reason_of
from cuewise.plugins.rows import as_measures
from cuewise.plugins.runner import run_detectors
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import Associations, Measure, Reason, Verdict
from cuewise.records.thresholds import FDR
from cuewise.split.parts import split_of

# An audit consists of these; any other step may fail and the audit goes on.
_NEEDED = ("cues", AssociationDetector.code)


def examine(base: Base, plan: Plan, steps: Steps) -> tuple[Study, list[Measure]]:
    """What is known before any model is asked: judged associations, and measures of the data."""
    report_columns(base.sample, base.counted.names, plan.options.min_documents, steps)
    study = _study(base, plan, steps)
    others = [p for p in plan.detectors if p.code != AssociationDetector.code]
    found = run_detectors(others, study.corpus, study.cues, seed=plan.seed, steps=steps)
    return study, [row for m in found for row in as_measures(m, corrected(m))]


@gc_paused()
def _study(base: Base, plan: Plan, steps: Steps) -> Study:
    corpus = base.sample
    associations, found = _associate(base, plan, steps)
    cues = base.counted.table(corpus)
    rows = by_impact(associations, found.rows)
    columns, labels = associations.cue[rows], associations.label[rows]
    # More and less often of one label are two claims.
    whole = phrases(cues, columns, np.where(associations.discovered[rows] < 0, ~labels, labels))
    case = EvidenceCase(
        *(corpus, cues, columns, labels, whole),
        sources=plan.sources,
        deviation=associations.effect[rows],
        describe=plan.options.describe,
    )
    verdicts = _judge(case, plan, steps)
    if plan.options.decisions:
        verdicts = override(case, verdicts, plan.decisions, steps)
    judged = zip(rows.tolist(), verdicts, rows[whole].tolist(), strict=True)
    return Study(
        corpus=corpus,
        cues=cues,
        associations=associations,
        q=found.q,
        judged=tuple(JudgedCue(*cue) for cue in judged),
        rows=split_of(corpus).estimation,
        options=plan.options,
        seed=plan.seed,
    )


def _associate(base: Base, plan: Plan, steps: Steps) -> tuple[Associations, Significant]:
    """Test every cue on the counts of all documents."""
    counted, labels = base.counted, base.sample.label_names
    detector: AssociationDetector = next(
        p.instance for p in plan.detectors if p.code == AssociationDetector.code
    )
    with steps.run(AssociationDetector.code) as reasons:
        associations = detector.of_counts(counted.names, labels, counted.counts, base.sizes)
        found = significant(associations)
        reasons.append(
            Reason.of(
                "tested",
                cues=len(counted.names),
                hypotheses=found.tested,
                reported=found.rows.size,
                q=FDR,
            )
        )
    if "failed" in {steps.outcomes[code].status for code in _NEEDED}:
        raise RuntimeError(f"cues and association are what an audit is made of: {steps.outcomes}")
    return associations, found


def _judge(case: EvidenceCase, plan: Plan, steps: Steps) -> Sequence[Verdict]:
    """The verdict of every cue; all undetermined where evidence cannot be gathered."""
    verdicts = _verdicts(case, {})
    name = plan.options.encoder
    with steps.run("verdict") as reasons:
        case, notes = _with_encoder(case, name, steps)
        reasons.extend(notes)
        signals, absent = measure_signals(case)
        signals, coverage = covered(case, signals)
        reasons.extend([*absent.values(), *coverage])
        verdicts = _verdicts(case, signals)
        if plan.annotator is not None:
            rest = [v.p_spurious for v in verdicts]
            signals["annotator"], told = annotated(case, plan.annotator, rest, steps)
            reasons.extend(told)
            verdicts = _verdicts(case, signals)
    return verdicts


def _verdicts(case: EvidenceCase, signals: Mapping[str, Signals]) -> list[Verdict]:
    """The verdict of every cue; a piece shares that of its phrase if nothing separates them."""
    own = [
        verdict({n: s for n, v in signals.items() if (s := v[m]) is not None}, case.kind(m))
        for m in range(case.cue.size)
    ]
    texts = [value.replace(" ", "") for _, _, value in case.subjects()]
    return [
        own[h]
        # A piece that is associated with another label is another claim.
        if case.label[h] == case.label[m] and texts[m] in texts[h] and _shares(own[m], own[h])
        else own[m]
        for m, h in enumerate(case.phrase_head.tolist())
    ]


def _shares(piece: Verdict, phrase: Verdict) -> bool:
    """Whether a piece has the verdict of its phrase: open by itself, and nothing contradicts it."""
    ours, theirs = evidence_of(piece.signals), evidence_of(phrase.signals)
    return piece.type == "undetermined" and ours * theirs >= 0


def _with_encoder(
    case: EvidenceCase, name: str, steps: Steps
) -> tuple[EvidenceCase, Sequence[Reason]]:
    """The case with the encoder `name`, and what a reader should know of it.

    Where a named encoder cannot be used, `steps` records why.
    """
    try:
        encoder = evidence_encoder(name, case.corpus)
    except NotApplicable as why:
        if name == DEFAULT:
            return case, ()
        steps.record("encoder", "failed", [reason_of(why)])
        return replace(case, unusable=why), ()
    if encoder.language_model:
        # Its vectors are not calibrated.
        vouches_only = frozenset({"semantic_irrelevance"})
        encode = whitened(encoder.encode)
        case = replace(case, encode=encode, knows=encoder.knows, vouches_only=vouches_only)
        return case, [Reason.of("language-model-encoder", encoder=name)]
    note = [] if name == DEFAULT else [Reason.of("calibrated-elsewhere", encoder=name)]
    return replace(case, encode=encoder.encode, knows=encoder.knows), note
