"""Everything measured on one model: reliance on each cue, groups, twins, accuracy, SDR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import has_place, parse
from cuewise.errors import NotApplicable
from cuewise.measures import as_measures
from cuewise.probe.accuracy import Accuracy
from cuewise.probe.groups import Groups
from cuewise.probe.intervention import Target
from cuewise.probe.placebo import Pool, pool
from cuewise.probe.reliance import reliance
from cuewise.probe.sdr import sdr
from cuewise.probe.twins import Twins
from cuewise.subset import cues_of, rows_of
from cuewise.types import Corpus, CueTable, Floats, Measure, Measurements, Predictions, Predictor, Rate, Reliance, Verdict

# Each cue costs about 14 predictions a document; cheap models get more cues and documents.
CHEAP = ("tfidf", "sklearn", "python")
CUES, CUES_COSTLY = 60, 15
DOCUMENTS, DOCUMENTS_COSTLY = 200, 100
GROUP_CUES = 5


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What was measured on one model; reliance by row of the association."""

    model_id: str
    reliance: Mapping[int, Reliance]
    measures: tuple[Measure, ...]
    sdr: Rate | None
    summary: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A predictor whose answers on the whole half are at hand already."""

    inner: Predictor
    base: Floats

    @property
    def model_id(self) -> str:
        return self.inner.model_id

    @property
    def label_names(self) -> tuple[str, ...]:
        return self.inner.label_names

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        return Predictions(self.base, self.model_id, 0)


def probe_model(
    corpus: Corpus,
    cues: CueTable,
    association: Measurements,
    order: NDArray[np.int64],
    verdicts: Sequence[Verdict],
    predictor: Predictor,
    check: NDArray[np.int64],
    seed: int,
) -> ModelReport:
    """Probe `predictor` on the estimation half `check`; order[m] are rows of the association."""
    half = rows_of(corpus, check)
    base = predictor.predict(half.texts, half.texts_b).probs
    pools = _pools(half, cues, association)
    chosen = _choose(cues, association, order, predictor.model_id, check)
    cheap = predictor.model_id.startswith(CHEAP)
    found = {}
    for row in chosen:
        target = _target(cues, association, int(row), check)
        record = reliance(
            half, target, predictor, base, pools[parse(target.subject)[0]], size=DOCUMENTS if cheap else DOCUMENTS_COSTLY, seed=seed
        )
        if record is not None:
            found[int(row)] = record
    spurious = [association.subjects[r] for r, v in zip(order, verdicts, strict=True) if v.type == "spurious" and int(r) in found]
    rate = sdr(half, spurious, predictor, base, pools, seed=seed)
    groups = _group_cues(cues, association, order, verdicts)
    return ModelReport(
        predictor.model_id,
        found,
        tuple(_whole(half, cues_of(cues, groups, check), _Known(predictor, base), seed)),
        rate,
        f"{len(found)} of {order.size} cues probed on {check.size} documents not used for fitting",
    )


def _pools(half: Corpus, cues: CueTable, association: Measurements) -> dict[str, Pool]:
    z = np.zeros(len(cues.names))
    np.maximum.at(z, association.details["cue"].astype(np.int64), np.abs(np.nan_to_num(association.details["z"])))
    return {f: pool(cues, z, f) for f in (("",) if half.texts_b is None else ("a", "b"))}


def _choose(
    cues: CueTable, association: Measurements, order: NDArray[np.int64], model: str, check: NDArray[np.int64]
) -> list[int]:
    """The strongest replicated cues that can be edited; one of those that the same documents hold."""
    limit = CUES if model.startswith(CHEAP) else CUES_COSTLY
    columns = cues.values.tocsc()
    seen: set[bytes] = set()
    out: list[int] = []
    for row in order:
        j = int(association.details["cue"][row])
        field, kind, value = parse(cues.names[j])
        if not association.details["replicated"][row] or not has_place(kind):
            continue
        # The same documents and the same words: one is a longer name of the other.
        key = columns.indices[columns.indptr[j] : columns.indptr[j + 1]].tobytes()
        if key in seen:
            continue
        seen.add(key)
        out.append(int(row))
        if len(out) == limit:
            break
    return out


def _target(cues: CueTable, association: Measurements, row: int, check: NDArray[np.int64]) -> Target:
    j = int(association.details["cue"][row])
    holders = np.zeros(cues.values.shape[0], dtype=bool)
    column = cues.values.tocsc()
    holders[column.indices[column.indptr[j] : column.indptr[j + 1]]] = True
    return Target(cues.names[j], int(association.details["label"][row]), holders[check], int(association.support[row]))


def _group_cues(
    cues: CueTable, association: Measurements, order: NDArray[np.int64], verdicts: Sequence[Verdict]
) -> list[int]:
    """The strongest replicated cues not judged genuine."""
    rows = [
        r for r, v in zip(order, verdicts, strict=True) if v.type != "genuine" and association.details["replicated"][r]
    ]
    return [int(association.details["cue"][r]) for r in rows[:GROUP_CUES]]


def _whole(half: Corpus, cues: CueTable, predictor: Predictor, seed: int) -> list[Measure]:
    out: list[Measure] = []
    for plugin in (Accuracy(), Groups(), Twins()):
        try:
            out += as_measures(plugin(half, cues, predictor, rng=np.random.default_rng([seed, 5])))
        except NotApplicable:
            continue
    return out
