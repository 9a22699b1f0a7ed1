"""Association of every cue with every label: found on one half, estimated on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.halves import distinct, halves
from cuewise.registry import register
from cuewise.stats import association as st
from cuewise.stats.intervals import deviation
from cuewise.types import Corpus, CueTable, Measurements

_REPLICATION_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Table:
    """Document counts of cues by label on one half: n_yc[f, k], n_c[f], n_y[k], n."""

    n_yc: NDArray[np.float64]
    n_c: NDArray[np.float64]
    n_y: NDArray[np.float64]
    n: float

    def args(self) -> tuple[NDArray[np.float64], ...]:
        return self.n_yc, self.n_c[:, None], self.n_y[None, :], np.float64(self.n)


def tabulate(corpus: Corpus, cues: CueTable, rows: NDArray[np.int64]) -> Table:
    """Count over `rows`."""
    y = np.asarray(corpus.labels)[rows]
    k = len(corpus.label_names)
    one_hot = np.zeros((rows.size, k))
    one_hot[np.arange(rows.size), y] = 1
    held = cues.values[rows].astype(np.float64)
    return Table(np.asarray(held.T @ one_hot), np.asarray(held.sum(axis=0)).ravel(), one_hot.sum(axis=0), rows.size)


@register("detectors")
@dataclass(frozen=True)
class Association:
    """How much likelier each label is where each cue is, found on one half and estimated on the other.

    With two labels the second hypothesis of a cue is the first one mirrored, so one is tested: the
    label that the cue goes with. Repeats of a text are counted once.

    Parameters
    ----------
    seed:
        Of the split into halves.
    """

    code: ClassVar[str] = "association"
    seed: int = 0

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """One hypothesis a row; p from the discovery half, effect and interval from the other."""
        find, check = (tabulate(corpus, cues, distinct(corpus, r)) for r in halves(corpus, self.seed))
        cue, label = _hypotheses(find)
        pick = lambda v: np.broadcast_to(v, find.n_yc.shape)[cue, label]  # noqa: E731
        p = st.independence_p(*(pick(v) for v in find.args()))
        effect, low, high = deviation(*(pick(v) for v in check.args()))
        lor, _, _ = st.log_odds_ratio(*(pick(v) for v in check.args()))
        p_check = st.independence_p(*(pick(v) for v in check.args()))
        found = deviation(*(pick(v) for v in find.args()))[0]
        replicated = (np.sign(effect) == np.sign(found)) & (p_check / 2 <= _REPLICATION_LEVEL)
        whole = tuple(pick(a) + pick(b) for a, b in zip(find.args(), check.args(), strict=True))
        return Measurements(
            code=self.code,
            subjects=tuple(cues.names[j] for j in cue),
            labels=tuple(corpus.label_names[i] for i in label),
            effect=effect,
            low=low,
            high=high,
            p=p,
            support=np.asarray(cues.values.sum(axis=0)).ravel()[cue].astype(np.int64),
            unit="p(y|cue) - p(y)",
            details={
                "cue": cue.astype(np.float64),
                "label": label.astype(np.float64),
                "found": found,
                "log_odds_ratio": lor,
                "replicated": replicated.astype(np.float64),
                "prevalence": whole[1] / whole[3],
                "z": st.competency_z(whole[0], whole[1], whole[2] / whole[3]),
                "lmi": st.lmi(*whole),
                "phi": st.phi(*whole),
            },
        )


def _hypotheses(table: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cue and label number of every hypothesis."""
    f, k = table.n_yc.shape
    if k > 2:
        return np.repeat(np.arange(f), k), np.tile(np.arange(k), f)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = table.n_yc / table.n_c[:, None]
    lift = np.nan_to_num(rate - table.n_y / max(table.n, 1))
    return np.arange(f), lift.argmax(axis=1)
