"""Flip pairs: the cue taken out everywhere, and dealt out anew, whatever the label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from cuewise.count.digest import digests, salted
from cuewise.errors import NotApplicable
from cuewise.models.linear.solver import Loss, one_hot, solve
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Bools, Corpus, CueTable, Ints
from cuewise.remedy.parts import Needs, mendable
from cuewise.remedy.texts import insertable, put_in, without


@register("remedies")
@dataclass(frozen=True, slots=True)
class Flips:
    """Fits the head on texts without the cues and on pairs of them that differ in a cue alone.

    Every cue is put into the same share of the documents of every label, drawn at random, so it
    says nothing of the label, and neither do the marks that putting in leaves: what was written
    with the cue is not kept beside it. A group without documents gets its documents so.

    Parameters
    ----------
    most:
        The greatest share of the documents that a cue is put into.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "flips"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    most: float = 0.5
    strength: float = 1.0

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        model = mendable(groups, predictor)
        if corpus.texts_b is not None:
            raise NotApplicable("single-texts-only")
        cues = insertable(groups.names)
        plain = without(corpus, cues)[0]
        labels, k = np.asarray(corpus.labels, np.int64), len(corpus.label_names)
        held = groups.values[:, [groups.names.index(cue) for cue in cues]].toarray() != 0
        salts = rng.integers(1 << 62, size=len(cues)).tolist()
        keys = [salted(digests(plain), salt) for salt in salts]
        pairs = list(_pairs(plain, cues, labels, held, self.most, keys))
        rows = np.array([row for row, _ in pairs], np.int64)
        features = _stacked(model.features(plain), model.features([text for _, text in pairs]))
        targets = one_hot(np.concatenate([labels, labels[rows]]), k)
        penalty = self.strength * (2 if k == 2 else 1) / model.c
        return model.with_head(solve(Loss(features, targets, penalty)), self.code)


def _pairs(
    plain: Sequence[str],
    cues: Sequence[str],
    labels: Ints,
    held: NDArray[np.bool_],
    most: float,
    keys: Sequence[NDArray[np.uint64]],
) -> Iterator[tuple[int, str]]:
    """Rows, and their texts with a cue put in.

    Both are drawn by a key of the text, so that of two parts of a corpus the same texts come of the
    same documents: to embed them is what takes time.
    """
    for cue, own, key in zip(cues, held.T, keys, strict=True):
        for row in _dealt(labels, own, most, key):
            yield row, put_in(plain[row], cue, np.random.default_rng(int(key[row])))


def _dealt(labels: Ints, own: Bools, most: float, key: NDArray[np.uint64]) -> list[int]:
    """The same share of every label's rows: that of the label in which the cue is commonest."""
    rows = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    share = min(most, max(float(own[r].mean()) for r in rows))
    dealt = [r[np.argsort(key[r])[: max(1, round(share * r.size))]] for r in rows]
    in_order: list[int] = np.sort(np.concatenate(dealt)).tolist()
    return in_order


def _stacked(first: Any, second: Any) -> Any:
    if isinstance(first, np.ndarray):
        return np.vstack([first, second])
    return csr_array(vstack([first, second], format="csr"))
