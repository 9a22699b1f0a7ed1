"""What every signal takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cuewise.evidence.sources import Sources
from cuewise.records import Corpus, CueTable, Signal
from cuewise.records.kinds import kind_of

# log likelihood ratios of one signal are held within these bounds: no single source decides alone.
LIMIT = 3.0

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Case:
    """The cues to judge: columns cue[m] of the table with the label number label[m] each goes with.

    `family`[m] is the place of the fullest form of each cue's phrase (see `cuewise.cues.phrases`).
    `encode` embeds texts, or is None where no encoder is installed or the language has none.
    `sources` are the files that the user named to judge by.
    """

    corpus: Corpus
    cues: CueTable
    cue: NDArray[np.int64]
    label: NDArray[np.int64]
    family: NDArray[np.int64]
    encode: Encode | None = None
    sources: Sources = field(default_factory=Sources)

    def kind(self, m: int) -> str:
        """The kind of cue m."""
        return self.cues.kinds[int(self.cue[m])]

    @cached_property
    def alphabetical(self) -> NDArray[np.int64]:
        """The documents in the order of their texts, then labels, then ids."""
        texts, y, ids = self.corpus.texts, self.corpus.labels, self.corpus.ids
        try:
            order = pl.DataFrame({"text": texts, "label": y, "id": ids}).select(
                pl.arg_sort_by("text", "label", "id")
            )
        except UnicodeEncodeError:
            # Half of a surrogate pair, which Python allows in a string and UTF-8 does not.
            pairs = sorted(range(len(texts)), key=lambda i: (texts[i], int(y[i]), ids[i]))
            return np.asarray(pairs, dtype=np.int64)
        return order.to_series().to_numpy().astype(np.int64)


Verdicts = list[Signal | None]


def signal(value: float, log_lr: float) -> Signal:
    """A signal held within the bounds."""
    return Signal(value=float(value), log_lr=float(np.clip(log_lr, -LIMIT, LIMIT)))


def bounded(ratio: float) -> float:
    """A log likelihood ratio drawn smoothly within the bounds, so that it ranks to the end.

    Each class is taken for a mixture with a share of the other one, 1 / (1 + e^LIMIT), as in
    Huber's robust ratio (1965).

    Examples
    --------
    >>> bounded(0.0), round(bounded(50.0), 6), round(bounded(1.0), 2)
    (0.0, 3.0, 0.89)
    """
    share = 1 / (1 + np.exp(LIMIT))
    agree, other = np.log1p(-share), np.log(share)
    return float(np.logaddexp(agree + ratio, other) - np.logaddexp(other + ratio, agree))


def phrase(kind: str, value: str) -> str:
    """The words of a cue: those after the sign of equality in `position:first=well`."""
    return value.partition("=")[2] if kind_of(kind).at_end else value


def shared(signals: Verdicts, family: NDArray[np.int64]) -> Verdicts:
    """Pieces of one phrase mean what its most meaningful piece means: "won me" of "won me over"."""
    strongest: dict[int, Signal] = {}
    for found, head in zip(signals, family.tolist(), strict=True):
        if found is not None and (head not in strongest or found.log_lr < strongest[head].log_lr):
            strongest[head] = found
    return [
        None if s is None else strongest[h] for s, h in zip(signals, family.tolist(), strict=True)
    ]
