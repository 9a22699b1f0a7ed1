"""From counted cues to a study: associations tested, corrected and judged, and data measured.

The steps are the same for a corpus in memory and for one in a thousand files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cuewise.count.pause_gc import gc_paused
from cuewise.cues.phrases import phrases
from cuewise.detect.association import AssociationDetector
from cuewise.embed.choice import DEFAULT, encoder_for
from cuewise.embed.encoder import Encoder
from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase
from cuewise.evidence.signals import measure_signals
from cuewise.pipeline.base import Base
from cuewise.pipeline.decide import Significant, by_impact, corrected, significant, verdict
from cuewise.pipeline.decisions import override
from cuewise.pipeline.plan import Plan
from cuewise.plugins.outcomes import Steps
from cuewise.plugins.rows import as_measures
from cuewise.plugins.runner import run_detectors
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import Associations, Corpus, Measure, Reason, Verdict
from cuewise.records.thresholds import FDR
from cuewise.split.parts import split_of

# An audit consists of these; any other step may fail and the audit goes on.
_NEEDED = ("cues", AssociationDetector.code)


def examine(base: Base, plan: Plan, steps: Steps) -> tuple[Study, list[Measure]]:
    """What is known before any model is asked: judged associations, and measures of the data."""
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
    whole = phrases(cues, columns)
    case = EvidenceCase(
        *(corpus, cues, columns, labels, whole),
        sources=plan.sources,
        deviation=associations.effect[rows],
    )
    verdicts = override(case, _judge(case, plan.options.encoder, steps), plan.decisions, steps)
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


def _judge(case: EvidenceCase, name: str, steps: Steps) -> Sequence[Verdict]:
    """The verdict of every cue; all undetermined where evidence cannot be gathered."""
    verdicts = [verdict({}, case.kind(m)) for m in range(case.cue.size)]
    with steps.run("verdict") as reasons:
        if encoder := _encoder(case.corpus, name):
            case = replace(case, encode=encoder.encode, knows=encoder.knows)
        if name != DEFAULT:
            reasons.append(Reason.of("calibrated-elsewhere", encoder=name))
        signals, absent = measure_signals(case)
        reasons.extend(absent.values())
        for m in range(case.cue.size):
            own = {name: s for name, values in signals.items() if (s := values[m]) is not None}
            verdicts[m] = verdict(own, case.kind(m))
    return verdicts


def _encoder(corpus: Corpus, name: str) -> Encoder | None:
    """The encoder `name`; None where that is the default one and it cannot be used."""
    try:
        return encoder_for(name, corpus)
    except NotApplicable:
        return None
