"""Labelled texts, and the rows set aside while reading them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cuewise.records.base import Ints
from cuewise.records.split import Split

# Labels that a line about a corpus names, and characters of each.
_LABELS, _NAME = 5, 30

Language = Literal["en", "zh", "mixed", "other"]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that could not be used, by reason, and the file that holds them (None: not written)."""

    counts: Mapping[str, int] = field(default_factory=dict)
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled texts or text pairs.

    ids[n], texts[n], texts_b[n] for pairs; labels[n] index label_names[k]. `split`, `pair_id`
    (shared by the texts of a counterfactual pair) and `cluster` (shared by rows that are not
    independent) are None where the corpus has none. `environments` names the columns of `meta` over
    which a genuine relation should hold; a missing metadata value is None. `keys` are hashes of the
    texts (None: made when needed), `parts` the discovery, estimation and confirmation split (None:
    not split yet). `language_name` is the name, if known, of a language that is `other`.
    """

    ids: Sequence[str]
    texts: Sequence[str]
    labels: NDArray[np.int32]
    label_names: tuple[str, ...]
    fingerprint: str
    language: Language = "en"
    texts_b: Sequence[str] | None = None
    split: Sequence[str | None] | None = None
    meta: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    environments: tuple[str, ...] = ()
    pair_id: Sequence[str | None] | None = None
    cluster: Ints | None = None
    keys: NDArray[np.uint64] | None = None
    parts: Split | None = None
    set_aside: SetAside = field(default_factory=SetAside)
    language_name: str | None = None

    def __repr__(self) -> str:
        """One line, because a shell prints it whenever somebody types the name."""
        counts = np.bincount(self.labels, minlength=len(self.label_names)).tolist()
        pairs = zip(self.label_names, counts, strict=False)
        labels = [f"{_brief(name)} {n:,}" for name, n in pairs]
        more = ["..."] if len(labels) > _LABELS else []
        unit = "texts" if self.texts_b is None else "text pairs"
        language = self.language_name or self.language
        shown = ", ".join([*labels[:_LABELS], *more]) or "none"
        return f"Corpus({len(self.texts):,} {unit}, language {language!r}, labels: {shown})"


def _brief(name: str) -> str:
    line = name if name.isprintable() else repr(name)[1:-1]
    return line if len(line) <= _NAME else f"{line[: _NAME - 3]}..."
