"""Everything measured on one model: reliance on each cue, registered probes, SDR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csc_array

from cuewise.cues.source import fields_of
from cuewise.cues.spans import parse
from cuewise.models.wrapper import Delegate
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor, cost_of
from cuewise.plugins.runner import Plugin, checked_measurements, generator
from cuewise.probe.edits import ProbedCue
from cuewise.probe.placebo import Pool, pool
from cuewise.probe.reliance import reliance
from cuewise.probe.sdr import sdr
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import (
    Bools,
    Corpus,
    Floats,
    Ints,
    Measure,
    Measurements,
    Predictions,
    Rate,
    Reason,
    Reliance,
)
from cuewise.records.thresholds import MATERIAL
from cuewise.split.clusters import clusters
from cuewise.split.rows import cues_of, rows_of

_GROUP_CUES = 5


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What was measured on one model; `reliance` by row of the associations.

    `answers` has the label that the model predicts for documents that the report shows, by id.
    """

    model_id: str
    reliance: Mapping[int, Reliance]
    sdr: Rate | None
    summary: Reason
    measures: tuple[Measure, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answered(Delegate):
    """A model that gives the answers it already gave on the documents of one corpus."""

    inner: Predictor
    probs: Floats

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The answers already given."""
        return Predictions(self.probs, self.model_id, 0)


@dataclass(frozen=True, slots=True)
class StudyAnswers:
    """The documents of a study, and a model's answers on them.

    `rows` are the documents that the model was asked about; probs[n, k] is NaN on the others.
    `pools` holds the neutral words of each text field, for placebos.
    """

    corpus: Corpus
    model: Predictor
    probs: Floats
    rows: Ints
    pools: Mapping[str, Pool]


def ask(study: Study, model: Predictor) -> StudyAnswers:
    """Ask a model about the documents of a study, or about a sample of them if it is slow."""
    corpus = rows_of(study.corpus, study.rows)
    rows = _sample(corpus, study, model)
    drawn = rows_of(corpus, rows)
    probs = np.full((len(corpus.ids), len(corpus.label_names)), np.nan)
    probs[rows] = model.predict(drawn.texts, drawn.texts_b).probs
    return StudyAnswers(corpus, model, probs, rows, pools_of(corpus, study))


def measure_reliance(
    study: Study, answers: StudyAnswers, progress: Progress | None = None
) -> ModelReport:
    """Measure the reliance of a model on the strongest cues, and on all spurious ones together."""
    reliances = _reliances(study, answers, progress)
    cues_ablated, model = ablated_cues(study, reliances), answers.model
    subjects = [study.associations.subjects[cue.row] for cue in cues_ablated]
    rate = sdr(answers.corpus, subjects, model, answers.probs, answers.pools, seed=study.seed)
    counts = {
        "ablated": len({cue.whole for cue in cues_ablated}),
        "spurious": len({cue.whole for cue in study.spurious()}),
    }
    cues, documents = len(study.judged), answers.rows.size
    return ModelReport(
        model.model_id,
        reliances,
        rate and rate.model_copy(update=counts),
        Reason.of("probed", probed=len(reliances), cues=cues, documents=documents),
    )


def ablated_cues(study: Study, reliances: Mapping[int, Reliance]) -> list[JudgedCue]:
    """The cues that SDR ablates: judged spurious, relied on, and located in the text.

    If the model surely relies on none of them, all that were probed. Ablating cues without effect
    would take many words from a text, and a placebo of that size changes more than the cues do. A
    length cannot be ablated together with words.
    """
    probed = [
        cue for cue in study.spurious() if cue.row in reliances and study.kind(cue.row).located
    ]
    relied_on = [cue for cue in probed if reliances[cue.row].interval.nearest > MATERIAL]
    return relied_on or probed


def run_probes(
    study: Study, answers: StudyAnswers, probes: Sequence[Plugin], steps: Steps
) -> list[Measurements]:
    """Run every registered probe; `steps` records one that fails or does not apply."""
    corpus = rows_of(answers.corpus, answers.rows)
    cues = cues_of(study.cues, _group_cues(study), study.rows[answers.rows])
    model = _Answered(answers.model, answers.probs[answers.rows])
    measurements: list[Measurements] = []
    for probe in probes:
        with steps.run(f"probe:{model.model_id}:{probe.code}"):
            rng = generator(study.seed, probe.code)
            found = probe.instance(corpus, cues, model, rng=rng)
            measurements.append(checked_measurements(found))
    return measurements


def _sample(corpus: Corpus, study: Study, model: Predictor) -> Ints:
    """Rows to ask a model about: all, or whole clusters at random for a slow one."""
    most = study.options.documents_measured_slow
    if cost_of(model) == "low" or len(corpus.ids) <= most:
        return np.arange(len(corpus.ids), dtype=np.int64)
    _, cluster = np.unique(clusters(corpus), return_inverse=True)
    place = np.random.default_rng([study.seed, 8]).permutation(int(cluster.max()) + 1)
    return np.sort(np.argsort(place[cluster], kind="stable")[:most]).astype(np.int64)


def _reliances(
    study: Study, answers: StudyAnswers, progress: Progress | None
) -> dict[int, Reliance]:
    """Reliance on each chosen cue that can be edited beside a placebo."""
    # A cue takes about 14 predictions a document: ask cheap models about more of both.
    options, cheap = study.options, cost_of(answers.model) == "low"
    size = options.documents_probed if cheap else options.documents_probed_slow
    rows = _probed(study, options.cues_probed if cheap else options.cues_probed_slow)
    bar = progress.stage("  cues", len(rows)) if progress else nullcontext(lambda _: None)
    columns = csc_array(study.cues.values)[:, [study.column(row) for row in rows]][study.rows]
    reliances = {}
    with bar as advance:
        for i, row in enumerate(rows):
            cue = _probed_cue(study, row, columns[:, [i]].toarray().ravel() != 0)
            record = reliance(
                answers.corpus,
                cue,
                answers.model,
                answers.probs,
                answers.pools[parse(cue.subject)[0]],
                size=size,
                seed=study.seed,
            )
            if record is not None:
                reliances[row] = record
            advance(1)
    return reliances


def pools_of(corpus: Corpus, study: Study) -> dict[str, Pool]:
    """Neutral words for placebos, by text field."""
    z = study.strength()
    return {field: pool(study.cues, z, field) for field in fields_of(corpus)}


def _probed(study: Study, limit: int) -> list[int]:
    """The replicated cues that can be edited, each phrase in its fullest form."""
    rows = [
        cue.row
        for cue in study.phrases()
        if study.kind(cue.row).editable and study.associations.replicated[cue.row]
    ]
    return rows[:limit]


def _probed_cue(study: Study, row: int, holders: Bools) -> ProbedCue:
    label, support = study.associations.label[row], study.associations.support[row]
    return ProbedCue(study.cues.names[study.column(row)], int(label), holders, int(support))


def _group_cues(study: Study) -> list[int]:
    """The strongest replicated cues not judged genuine, each phrase in its fullest form."""
    rows = [
        cue.row
        for cue in study.phrases()
        if cue.verdict.type != "genuine" and study.associations.replicated[cue.row]
    ]
    return [study.column(row) for row in rows[:_GROUP_CUES]]
