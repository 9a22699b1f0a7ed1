"""What a corpus must have before a model can be repaired on it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from cuewise.errors import InputError
from cuewise.records import Corpus
from cuewise.split.parts import split_of

# Documents of every label that each part needs.
_FEWEST = 5


def require_documents(corpus: Corpus) -> None:
    """Raise where a label has too few documents in one of the parts of a split corpus.

    Raises
    ------
    InputError
        Names the rarest label, and the way out.
    """
    split = split_of(corpus)
    counts = [
        np.bincount(corpus.labels[rows], minlength=len(corpus.label_names))
        for rows in (*split.folds, split.confirmation)
    ]
    least = np.minimum.reduce(counts)
    rarest = int(least.argmin())
    if least[rarest] < _FEWEST:
        total = int(sum(part[rarest] for part in counts))
        raise InputError(
            f"the label {corpus.label_names[rarest]!r} has {total} documents, "
            f"{int(least[rarest])} in one of the parts to fit, choose and confirm on",
            f"{_FEWEST} documents of every label in each of four parts: about 20 of a label",
            "leave rare labels out with --where, join them, or add documents",
        )


def require_distinct_labels(corpus: Corpus) -> None:
    """Raise where two labels differ by case or spaces only: a repair would be of a wrong task.

    Raises
    ------
    InputError
        Names the labels, and the way out.

    Examples
    --------
    >>> corpus = Corpus(["1", "2"], ["x", "y"], np.array([0, 1], np.int32), ("Pos", "pos"), "demo")
    >>> require_distinct_labels(corpus)
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the labels 'Pos', 'pos' differ by case or spaces only
      allowed: labels that differ by more
      to fix:  write each label in one way in the data, and run again
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in corpus.label_names:
        alike[" ".join(name.casefold().split())].append(name)
    for names in alike.values():
        if len(names) > 1:
            raise InputError(
                f"the labels {', '.join(map(repr, names))} differ by case or spaces only",
                "labels that differ by more",
                "write each label in one way in the data, and run again",
            )
