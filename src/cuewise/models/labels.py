"""Match the labels of a model to those of the corpus."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cuewise.errors import InputError
from cuewise.records import Ints, Reason

_GENERIC = re.compile(r"(?:label[_ -]?)?\d+", re.IGNORECASE)


def plain(label: str) -> str:
    """A label without differences of case, spaces, underscores and hyphens.

    Examples
    --------
    >>> plain("Not_Toxic "), plain("not toxic")
    ('not toxic', 'not toxic')
    """
    return " ".join(re.split(r"[\s_-]+", label.strip().casefold()))


def match_labels(
    model: str, theirs: Sequence[str], ours: Sequence[str]
) -> tuple[Ints, tuple[Reason, ...]]:
    """The model's column for each label of the corpus, and a note if they were matched by order.

    Parameters
    ----------
    model:
        The name of the model, for messages.
    theirs, ours:
        The labels of the model and of the corpus.

    Raises
    ------
    InputError
        The labels differ; the error shows both lists.

    Examples
    --------
    >>> match_labels("hf:x", ["POSITIVE", "NEGATIVE"], ["negative", "positive"])
    (array([1, 0]), ())
    >>> match_labels("hf:x", ["LABEL_0", "LABEL_1"], ["ham", "spam"])[1][0].code
    'labels-by-order'
    """
    column = {plain(name): i for i, name in enumerate(theirs)}
    wanted = [plain(name) for name in ours]
    same_size = len(theirs) == len(ours)
    if same_size and len(column) == len(theirs) and set(wanted) == set(column):
        return np.array([column[name] for name in wanted], dtype=np.int64), ()
    if same_size and all(_GENERIC.fullmatch(name.strip()) for name in theirs):
        by_order = Reason.of(
            "labels-by-order", model=model, theirs=", ".join(theirs), ours=", ".join(ours)
        )
        return np.arange(len(ours), dtype=np.int64), (by_order,)
    raise InputError(
        f"the labels of {model} are not those of the corpus: {_listed(theirs)}",
        allowed=f"the corpus has {_listed(ours)}",
        fix="rename the labels of the corpus, or set id2label in the model's config.json",
    )


def _listed(names: Sequence[str], most: int = 20) -> str:
    more = f", … ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(map(str, names[:most])) + more
