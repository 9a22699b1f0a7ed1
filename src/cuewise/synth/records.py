"""Records of planted cues, made-up corpora and the truth about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from cuewise.records import Corpus, Language
from cuewise.synth.kinds import planted_kind


@dataclass(frozen=True, slots=True)
class Plant:
    """A spurious cue to plant.

    Parameters
    ----------
    kind:
        word, phrase, position, length, punctuation, style, topic or metadata.
    value:
        By kind: `tuesday`; `for the record`; `first=well` or `last=folks`; `long`; `!`;
        `uppercase`, `elongation` or `polite`; a topic such as `hotel`; `source=app`.
    label:
        The associated label.
    strength:
        P(label | cue), in (0, 1].
    frequency:
        Share of the documents that hold the cue, in (0, 1].

    Examples
    --------
    >>> Plant("word", "Tuesday", "negative", strength=0.9, frequency=0.05).subject
    'word:tuesday'
    >>> Plant("phrase", "顺便一提", "negative", strength=0.9, frequency=0.05).subject
    'char:顺便一提'
    """

    kind: str
    value: str
    label: str
    strength: float
    frequency: float

    @property
    def name(self) -> str:
        """Name of the cue in messages."""
        return f"{self.kind} {self.value!r}"

    @property
    def subject(self) -> str | None:
        """Name of the cue in cuewise; None if many cues show it (topic, polite style)."""
        return planted_kind(self.kind).subject(self.value)


@dataclass(frozen=True, slots=True)
class Decoy:
    """A genuine cue to plant: a word whose meaning gives the label.

    A document of the other label outweighs the word: "The menu was dreadful, but the soup was
    superb".

    Parameters
    ----------
    word:
        A word of praise or blame.
    label:
        The label it means.
    frequency:
        Share of the documents that hold the word, in (0, 1].
    strength:
        P(label | word), in (0, 1].

    Examples
    --------
    >>> Decoy("dreadful", "negative", frequency=0.05).subject
    'word:dreadful'
    """

    word: str
    label: str
    frequency: float
    strength: float = 0.95

    @property
    def name(self) -> str:
        """Name of the cue in messages."""
        return f"decoy {self.word!r}"

    @property
    def subject(self) -> str:
        """Name of the cue in cuewise."""
        return f"word:{self.word.lower()}"


@dataclass(frozen=True, slots=True)
class Truth:
    """A planted cue as requested and as counted in the originals, without counterfactual copies.

    `kind` is a plant's kind or `decoy`; `words` are those by which a reader recognises the cue.
    """

    subject: str | None
    kind: str
    value: str
    label: str
    spurious: bool
    strength_wanted: float
    strength: float
    frequency_wanted: float
    frequency: float
    documents: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A made-up corpus and the truth about it.

    ids[n], texts[n], labels[n] (names), meta{column: [n]}. Counterfactual copies, if requested, are
    the second half; pair_id[n] links each to its original.
    """

    language: str
    label_names: tuple[str, ...]
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    meta: Mapping[str, tuple[str, ...]]
    truth: tuple[Truth, ...]
    pair_id: tuple[str, ...] | None = None

    def to_corpus(self) -> Corpus:
        """Build the corpus that `cuewise.load` would; a counterfactual pair is one cluster.

        Examples
        --------
        >>> from cuewise.synth import make
        >>> make(n=50).to_corpus().label_names
        ('negative', 'positive')
        """
        # Import late: reading files needs polars, which is slow to import.
        from cuewise.io.fingerprint import corpus_fingerprint

        numbers = [self.label_names.index(name) for name in self.labels]
        labels = np.asarray(numbers, dtype=np.int32)
        n = len(self.texts)
        originals = n if self.pair_id is None else max(n // 2, 1)
        return Corpus(
            ids=self.ids,
            texts=self.texts,
            labels=labels,
            label_names=self.label_names,
            fingerprint=corpus_fingerprint(self.texts, labels, self.label_names),
            language=cast("Language", self.language),
            meta=dict(self.meta),
            pair_id=self.pair_id,
            cluster=np.arange(n, dtype=np.int64) % originals,
        )

    def rows(self) -> list[dict[str, str]]:
        """Return one record per document: id, text, label, metadata, and pair_id if it has pairs.

        Examples
        --------
        >>> from cuewise.synth import make
        >>> list(make(n=50).rows()[0])
        ['id', 'text', 'label', 'source', 'period']
        """
        columns = {"id": self.ids, "text": self.texts, "label": self.labels, **self.meta}
        if self.pair_id is not None:
            columns["pair_id"] = self.pair_id
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
