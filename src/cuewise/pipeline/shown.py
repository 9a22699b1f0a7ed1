"""The documents that a report shows for each cue, and what models answer on them."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from cuewise.pipeline.base import Base
from cuewise.pipeline.excerpts import HOLDERS, holders, shown
from cuewise.plugins.protocols import Predictor, cost_of
from cuewise.probe.run import ModelReport
from cuewise.probe.study import Study
from cuewise.records import Corpus, Finding


def shown_documents(base: Base, study: Study) -> list[Corpus]:
    """For every judged cue the documents that its excerpts are cut from, counterexamples last."""
    rows = [cue.row for cue in study.judged]
    labels = study.associations.label[rows].tolist()
    rarer = (study.associations.effect[rows] < 0).tolist()
    cues = zip(rows, labels, rarer, _holders(base, study, labels), strict=True)
    return [
        shown(holding, study.associations.subjects[row], (holding.labels == label) != less)
        for row, label, less, holding in cues
    ]


def _holders(base: Base, study: Study, labels: Sequence[int]) -> list[Corpus]:
    """For every judged cue the documents to choose from.

    A sample holds the first documents of every label. Where it has enough with a cue, they are
    those of the whole corpus; ask the whole corpus only for the others.
    """
    columns = [study.column(cue.row) for cue in study.judged]
    sampled = holders(study.corpus, study.cues.values[:, columns], labels)
    short = [m for m, some in enumerate(sampled) if not _enough(some, labels[m])]
    if not short or len(base.sample.ids) == base.info.documents:
        return sampled
    pairs = [(columns[m], labels[m]) for m in short]
    fetched = dict(zip(short, base.fetch(pairs), strict=True))
    return [fetched.get(m, some) for m, some in enumerate(sampled)]


def _enough(holding: Corpus, label: int) -> bool:
    """Whether there are enough documents of the label, and one of another."""
    return HOLDERS <= int(np.count_nonzero(holding.labels == label)) < len(holding.ids)


def answers_on(
    documents: Sequence[Corpus], study: Study, model: Predictor, probed: Container[int]
) -> dict[str, str]:
    """The label that a model predicts for each document shown, in one batch.

    Parameters
    ----------
    documents:
        Those shown for every judged cue.
    study:
        The study with those cues.
    model:
        The model to ask; a slow one is asked only about the documents of cues it was probed on.
    probed:
        Rows of the associations that the model was probed on.

    Returns
    -------
    dict[str, str]
        The label by document id, without documents that got no usable answer.
    """
    cheap = cost_of(model) == "low"
    asked = {
        name: (holding, i)
        for cue, holding in zip(study.judged, documents, strict=True)
        if cheap or cue.row in probed
        for i, name in enumerate(holding.ids)
    }
    if not asked:
        return {}
    texts = [holding.texts[i] for holding, i in asked.values()]
    texts_b = [holding.texts_b[i] for holding, i in asked.values() if holding.texts_b is not None]
    probs = model.predict(texts, texts_b or None).probs
    return {
        name: study.corpus.label_names[int(row.argmax())]
        for name, row in zip(asked, probs, strict=True)
        if np.isfinite(row).all()
    }


def with_answers(finding: Finding, reports: Sequence[ModelReport]) -> Finding:
    """The finding, with what every model answers on the documents of its excerpts."""
    excerpts = [
        e.model_copy(
            update={"answers": {r.model_id: r.answers[e.id] for r in reports if e.id in r.answers}}
        )
        for e in finding.excerpts
    ]
    return finding.model_copy(update={"excerpts": excerpts})
