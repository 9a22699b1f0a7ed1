"""Look at a repair on documents of the user's own: out of domain, or later in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from cuewise.errors import InputError
from cuewise.plugins.protocols import Predictor
from cuewise.records import Bools, Corpus, Floats, Rate
from cuewise.records.checked import Checked, CheckedPart
from cuewise.selection.paired import lost
from cuewise.split.rows import rows_of
from cuewise.stats.intervals import wilson

# Documents that a group needs to be shown.
_FEWEST = 20
# Labels that a message lists.
_SHOWN = 10


def require_known_labels(checks: Mapping[str, Corpus], corpus: Corpus) -> None:
    """Raise where documents to check have a label that the data of the repair do not have.

    Raises
    ------
    InputError
        Names the file, its unknown labels and those allowed; or a file of single texts beside text
        pairs.
    """
    known = ", ".join(map(repr, corpus.label_names[:_SHOWN]))
    for name, check in checks.items():
        unknown = [label for label in check.label_names if label not in corpus.label_names]
        if unknown:
            raise InputError(
                f"the documents to check in {name} have labels that the data do not have: "
                f"{', '.join(map(repr, unknown[:_SHOWN]))}",
                f"labels of the data: {known}",
                "rename them, or leave them out of the file",
            )
        if (check.texts_b is None) != (corpus.texts_b is None):
            raise InputError(
                f"the documents to check in {name} and the data are not of one form",
                "single texts in both, or text pairs in both",
                "give both the same columns",
            )


def checked_on(
    name: str, check: Corpus, corpus: Corpus, before: Predictor, after: Predictor
) -> Checked:
    """Accuracy of two models on documents that decide nothing: in all, by label and by group.

    Parameters
    ----------
    name:
        What the documents are called.
    check:
        The documents. Those whose text is also in `corpus` are left out.
    corpus:
        The documents of the repair.
    before, after:
        The model as it was, and the repaired one.
    """
    seen = set(_texts(corpus))
    fresh = np.array([text not in seen for text in _texts(check)], np.bool_)
    some = rows_of(check, np.flatnonzero(fresh))
    right = [_right(some, model) for model in (before, after)]
    groups = list(_groups(some))
    wide = [(kind, what, held) for kind, what, held in groups if held.sum() >= _FEWEST]
    every = [("all", "", np.ones(len(some.ids), np.bool_))] if len(some.ids) else []
    return Checked(
        name=name,
        repeated=int((~fresh).sum()),
        small=len(groups) - len(wide),
        parts=[
            _part(kind, what, right[0][held], right[1][held], after.model_id)
            for kind, what, held in [*every, *wide]
        ],
    )


def _texts(corpus: Corpus) -> list[tuple[str, str]]:
    second = corpus.texts_b or [""] * len(corpus.texts)
    return list(zip(corpus.texts, second, strict=True))


def _right(corpus: Corpus, model: Predictor) -> Floats:
    """1 where the answer is the label [n]; the two may number the labels differently."""
    if not corpus.ids:
        return np.zeros(0)
    probs = model.predict(corpus.texts, corpus.texts_b).probs
    numbers = np.array([model.label_names.index(label) for label in corpus.label_names])
    answered = np.isfinite(probs).all(axis=1)
    right: Floats = (answered & (probs.argmax(axis=1) == numbers[corpus.labels])).astype(float)
    return right


def _groups(corpus: Corpus) -> Iterator[tuple[str, str, Bools]]:
    """The documents of each label, and of each value of a metadata column."""
    for y, label in enumerate(corpus.label_names):
        yield "label", label, np.asarray(corpus.labels == y)
    for column, values in corpus.meta.items():
        array = np.array(["" if value is None else str(value) for value in values])
        for value in np.unique(array[array != ""]):
            yield "group", f"{column}={value}", np.asarray(array == value)


def _part(kind: str, name: str, old: Floats, new: Floats, model: str) -> CheckedPart:
    rates = [_rate(old, model), _rate(new, model)]
    return CheckedPart(
        kind=kind, name=name, before=rates[0], after=rates[1], lost=lost(old, new, model)
    )


def _rate(right: Floats, model: str) -> Rate:
    low, high = wilson(float(right.sum()), right.size)
    return Rate(
        estimate=float(right.mean()), low=float(low), high=float(high), n=right.size, model=model
    )
