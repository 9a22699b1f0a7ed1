"""Flip pairs: the cue is removed everywhere, and put into random documents of every label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from cuewise.count.digest import digests, salted
from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.records import Bools, Corpus, CueTable, Ints
from cuewise.remedy.plugin import Penalised, Remedy, remedy
from cuewise.remedy.task import Task, model_to_repair
from cuewise.remedy.texts import insert_cue, insertable, without


@remedy("flips", cost=2)
class Flips(Remedy, Penalised):
    """Fit the head on texts without the cues and on pairs of them that differ in a cue alone.

    It helps where a group has no documents: this makes some. Every cue is put into the same share
    of random documents of every label, so neither the cue nor the marks of the edit predict the
    label. The original texts with the cue are not kept.

    Parameters
    ----------
    most:
        Share of the documents that a cue is put into, at most.
    """

    most: float = 0.5

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model with a head fitted on flip pairs."""
        model = model_to_repair(groups, predictor)
        if corpus.texts_b is not None:
            raise NotApplicable("single-texts-only")
        cues = insertable(groups)
        plain = without(corpus, cues)[0]
        labels = np.asarray(corpus.labels, np.int64)
        holds = groups.values[:, [groups.names.index(cue) for cue in cues]].toarray() != 0
        salts = rng.integers(1 << 62, size=len(cues)).tolist()
        keys = [salted(digests(plain), salt) for salt in salts]
        pairs = list(_pairs(plain, cues, labels, holds, self.most, keys))
        rows = np.array([row for row, _ in pairs], np.int64)
        features = _stacked(model.features(plain), model.features([text for _, text in pairs]))
        both = np.concatenate([labels, labels[rows]]).astype(np.int32)
        t = Task(model, features, both, groups.values, groups.names, rng)
        return model.with_head(t.fit(strength=self.strength), self.code)


def _pairs(
    plain: Sequence[str],
    cues: Sequence[str],
    labels: Ints,
    holds: Bools,
    most: float,
    keys: Sequence[NDArray[np.uint64]],
) -> Iterator[tuple[int, str]]:
    """Rows, and their texts with a cue put in.

    A key of the text draws both, so that two parts of a corpus make the same texts from the same
    documents: embedding them is the slow step.
    """
    for cue, column, key in zip(cues, holds.T, keys, strict=True):
        for row in _drawn(labels, column, most, key):
            yield row, insert_cue(plain[row], cue, np.random.default_rng(int(key[row])))


def _drawn(labels: Ints, holds: Bools, most: float, key: NDArray[np.uint64]) -> list[int]:
    """The same share of every label's rows: that of the label in which the cue is most common."""
    rows = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    share = min(most, max(float(holds[r].mean()) for r in rows))
    drawn = [r[np.argsort(key[r])[: max(1, round(share * r.size))]] for r in rows]
    in_order: list[int] = np.sort(np.concatenate(drawn)).tolist()
    return in_order


def _stacked(first: Any, second: Any) -> Any:
    if isinstance(first, np.ndarray):
        return np.vstack([first, second])
    return csr_array(vstack([first, second], format="csr"))
