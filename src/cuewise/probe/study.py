"""Everything measured on one model: reliance on each cue, groups, twins, accuracy, SDR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.config import AuditConfig
from cuewise.cues.spans import has_place, parse
from cuewise.errors import NotApplicable
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Cost, Predictor, cost_of
from cuewise.plugins.rows import as_measures
from cuewise.probe.accuracy import Accuracy
from cuewise.probe.edits import Target
from cuewise.probe.groups import Groups
from cuewise.probe.intervention import editable
from cuewise.probe.placebo import Pool, pool
from cuewise.probe.reliance import Sample, reliance
from cuewise.probe.sdr import sdr
from cuewise.probe.twins import Twins
from cuewise.records import (
    Corpus,
    CueTable,
    Floats,
    Measure,
    Measurements,
    Predictions,
    Rate,
    Reason,
    Reliance,
    Verdict,
)
from cuewise.split.parts import clusters
from cuewise.split.rows import cues_of, rows_of

# Each cue takes about 14 predictions a document; models of low cost get more cues and documents.
GROUP_CUES = 5


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What was measured on one model; reliance by row of the association."""

    model_id: str
    reliance: Mapping[int, Reliance]
    measures: tuple[Measure, ...]
    sdr: Rate | None
    summary: Reason


@dataclass(frozen=True, slots=True)
class _Known:
    """A predictor whose answers on the whole half are at hand already."""

    inner: Predictor
    base: Floats

    @property
    def model_id(self) -> str:
        """That of the inner predictor."""
        return self.inner.model_id

    @property
    def cost(self) -> Cost:
        """That of the inner predictor."""
        return cost_of(self.inner)

    @property
    def label_names(self) -> tuple[str, ...]:
        """Those of the inner predictor."""
        return self.inner.label_names

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The answers at hand."""
        return Predictions(self.base, self.model_id, 0)


@dataclass(frozen=True, slots=True)
class Study:
    """What every model is probed with.

    q[h] of every row of `association`; order[m] are the rows that became findings, strongest
    first, verdicts[m] theirs and family[m] the place in `order` of the fullest form of the phrase;
    `check` are the rows of the corpus that no model was fitted on.
    """

    corpus: Corpus
    cues: CueTable
    association: Measurements
    q: Floats
    order: NDArray[np.int64]
    verdicts: Sequence[Verdict]
    family: NDArray[np.int64]
    check: NDArray[np.int64]
    options: AuditConfig
    seed: int

    def column(self, row: int) -> int:
        """The cue number of a row of the association."""
        return int(self.association.details["cue"][row])

    def goes_with(self, column: int) -> tuple[int, int]:
        """The label of a cue's strongest finding, and -1 where the cue speaks against it."""
        row = next(row for row in self.order.tolist() if self.column(row) == column)
        against = self.association.effect[row] < 0
        return int(self.association.details["label"][row]), -1 if against else 1


def probe_model(
    study: Study, predictor: Predictor, progress: Progress | None = None
) -> ModelReport:
    """Probe one model on the half of the corpus that it was not fitted on."""
    half = rows_of(study.corpus, study.check)
    sample = _sample(half, study, predictor)
    base = np.full((len(half.ids), len(half.label_names)), np.nan)
    some = rows_of(half, sample)
    base[sample] = predictor.predict(some.texts, some.texts_b).probs
    pools = pools_of(half, study)
    found = _reliances(study, half, predictor, base, pools, progress)
    spurious = [
        study.association.subjects[r]
        for r, v in zip(study.order, study.verdicts, strict=True)
        if v.type == "spurious"
        and int(r) in found
        # A length cannot be neutralised together with words.
        and has_place(parse(study.association.subjects[r])[1])
    ]
    groups = cues_of(study.cues, _group_cues(study), study.check[sample])
    return ModelReport(
        predictor.model_id,
        found,
        tuple(_whole(some, groups, _Known(predictor, base[sample]), study.seed)),
        sdr(half, spurious, predictor, base, pools, seed=study.seed),
        Reason.of("probed", probed=len(found), cues=study.order.size, documents=sample.size),
    )


def _sample(half: Corpus, study: Study, model: Predictor) -> NDArray[np.int64]:
    """Rows of the half to ask a model about: all, or for a slow one whole clusters at random."""
    most = study.options.documents_measured_slow
    if cost_of(model) == "low" or len(half.ids) <= most:
        return np.arange(len(half.ids), dtype=np.int64)
    _, cluster = np.unique(clusters(half), return_inverse=True)
    place = np.random.default_rng([study.seed, 8]).permutation(int(cluster.max()) + 1)
    return np.sort(np.argsort(place[cluster], kind="stable")[:most]).astype(np.int64)


def _reliances(
    study: Study,
    half: Corpus,
    predictor: Predictor,
    base: Floats,
    pools: Mapping[str, Pool],
    progress: Progress | None,
) -> dict[int, Reliance]:
    """Reliance on each chosen cue that can be edited beside a placebo."""
    options, cheap = study.options, cost_of(predictor) == "low"
    size = options.documents_probed if cheap else options.documents_probed_slow
    rows = _choose(study, predictor)
    bar = progress.stage("  cues", len(rows)) if progress else nullcontext(lambda _: None)
    found = {}
    with bar as advance:
        for row in rows:
            target = _target(study, row)
            pool_ = pools[parse(target.subject)[0]]
            record = reliance(half, target, predictor, base, pool_, sample=Sample(size, study.seed))
            if record is not None:
                found[row] = record
            advance(1)
    return found


def pools_of(half: Corpus, study: Study) -> dict[str, Pool]:
    """Neutral words for placebos, of every field."""
    z = np.zeros(len(study.cues.names))
    details = study.association.details
    np.maximum.at(z, details["cue"].astype(np.int64), np.abs(np.nan_to_num(details["z"])))
    return {f: pool(study.cues, z, f) for f in (("",) if half.texts_b is None else ("a", "b"))}


def _choose(study: Study, model: Predictor) -> list[int]:
    """The strongest replicated cues that can be edited, each family in its fullest form."""
    options = study.options
    limit = options.cues_probed if cost_of(model) == "low" else options.cues_probed_slow
    heads = dict.fromkeys(int(study.order[head]) for head in study.family)
    chosen = [
        row
        for row in heads
        if editable(parse(study.cues.names[study.column(row)])[1])
        and study.association.details["replicated"][row]
    ]
    return chosen[:limit]


def _target(study: Study, row: int) -> Target:
    j = study.column(row)
    holders = np.asarray(study.cues.values[study.check][:, [j]].todense(), dtype=bool).ravel()
    label = int(study.association.details["label"][row])
    return Target(study.cues.names[j], label, holders, int(study.association.support[row]))


def _group_cues(study: Study) -> list[int]:
    """The strongest replicated cues not judged genuine."""
    replicated = study.association.details["replicated"]
    rows = [
        int(r)
        for r, v in zip(study.order, study.verdicts, strict=True)
        if v.type != "genuine" and replicated[r]
    ]
    return [study.column(r) for r in rows[:GROUP_CUES]]


def _whole(half: Corpus, cues: CueTable, predictor: Predictor, seed: int) -> list[Measure]:
    out: list[Measure] = []
    for plugin in (Accuracy(), Groups(), Twins()):
        try:
            out += as_measures(plugin(half, cues, predictor, rng=np.random.default_rng([seed, 5])))
        except NotApplicable:
            continue
    return out
