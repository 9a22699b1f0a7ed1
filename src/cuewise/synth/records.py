"""What is asked for, what is given, and the truth about it."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from cuewise.records import Corpus, Ints, Language
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
        The label it goes with.
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
    def subject(self) -> str | None:
        """The cue as cuewise names it; None where it shows in many cues (topic, polite style)."""
        return planted_kind(self.kind).subject(self.value)


@dataclass(frozen=True, slots=True)
class Decoy:
    """A genuine cue to plant: a word whose meaning gives the label.

    Where it stands beside the other label, that document says so for a reason: "The menu was
    dreadful, but the soup was superb".

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
    def subject(self) -> str:
        """The cue as cuewise names it."""
        return f"word:{self.word.lower()}"


@dataclass(frozen=True, slots=True)
class Truth:
    """What was planted, as asked for and as counted in the finished documents, twins left out.

    `kind` is a plant's kind or `decoy`; `words` are those that show the cue to a reader.
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

    ids[n], texts[n], labels[n] (names), meta{column: [n]}; twins, where asked for, are the second
    half, and pair_id[n] joins each to its original.
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
        """The corpus as `cuewise.load` would give it; a document and its twin are one cluster.

        Examples
        --------
        >>> from cuewise.synth import make
        >>> make(n=50).to_corpus().label_names
        ('negative', 'positive')
        """
        numbers = [self.label_names.index(name) for name in self.labels]
        labels = np.asarray(numbers, dtype=np.int32)
        return Corpus(
            ids=self.ids,
            texts=self.texts,
            labels=labels,
            label_names=self.label_names,
            fingerprint=_fingerprint(self.label_names, self.texts, numbers),
            language=cast("Language", self.language),
            meta=dict(self.meta),
            pair_id=self.pair_id,
            cluster=self._clusters(),
        )

    def rows(self) -> list[dict[str, str]]:
        """One record a document: id, text, label, the metadata, and pair_id where there are twins.

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

    def _clusters(self) -> Ints:
        n = len(self.texts)
        return np.arange(n, dtype=np.int64) % (n if self.pair_id is None else max(n // 2, 1))


def _fingerprint(names: Iterable[str], texts: Iterable[str], labels: list[int]) -> str:
    # The bytes of cuewise.io.fingerprint, on which this package may not draw; a test compares.
    digest = hashlib.sha256(b"cuewise.corpus/1")
    for field in (tuple(names), tuple(texts)):
        digest.update(struct.pack("<q", len(field)))
        for value in field:
            data = value.encode("utf-8")
            digest.update(struct.pack("<q", len(data)) + data)
    digest.update(struct.pack("<q", -1))
    digest.update(np.asarray(labels, dtype="<i4").tobytes())
    return digest.hexdigest()
