"""What every signal takes and gives, the files it may read, and the numbers that calibrate it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cuewise.config import AuditConfig
from cuewise.cues.source import Encode
from cuewise.cues.spans import parse
from cuewise.embed.static import WordVectors, read_vectors
from cuewise.errors import NotApplicable
from cuewise.files import existing
from cuewise.io.triples import Triples, read_triples
from cuewise.records import Corpus, CueTable, Floats, Ints, Signal
from cuewise.records.kinds import kind_of
from cuewise.text.closed_classes import TURNING, closed
from cuewise.text.simplify import simplified
from cuewise.text.tokens import words

# Bound of every log likelihood ratio: no single signal decides alone.
LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class Sources:
    """The files read; None for a file that was not named."""

    triples: Triples | None = None
    vectors: WordVectors | None = None


def read_sources(options: AuditConfig) -> Sources:
    """Read the files of the options `knowledge` and `word_vectors`.

    Raises
    ------
    InputError
        A file does not exist or cannot be read.
    """
    return Sources(
        read_triples(existing(Path(options.knowledge))) if options.knowledge else None,
        read_vectors(existing(Path(options.word_vectors))) if options.word_vectors else None,
    )


@dataclass(frozen=True)
class EvidenceCase:
    """The m cues to judge: columns cue[m] of the table, each associated with label number label[m].

    `phrase_head`[m] is the place of the fullest form of each cue's phrase (see
    `cuewise.cues.phrases`). `encode` embeds texts; None where no encoder is installed or none reads
    the language. `unusable` is why a named encoder is absent. `knows` tells whether the encoder
    has a text's words in its vocabulary.
    `deviation`[m] is p(label | cue) - p(label), NaN where it was not measured; None: not measured.
    `sources` are the files that the user named to judge by. `describe` has a sentence about some
    labels, by name. The signals `vouches_only` can show a meaning, but not that there is none.
    """

    corpus: Corpus
    cues: CueTable
    cue: Ints
    label: Ints
    phrase_head: Ints
    encode: Encode | None = None
    unusable: NotApplicable | None = None
    sources: Sources = field(default_factory=Sources)
    knows: Callable[[str], bool] = field(default=lambda _: True, compare=False)
    deviation: Floats | None = None
    describe: Mapping[str, str] = field(default_factory=dict)
    vouches_only: frozenset[str] = frozenset()

    def subjects(self) -> list[tuple[str, str, str]]:
        """Field, kind and value of every cue [m]."""
        return [parse(self.cues.names[j]) for j in self.cue]

    def kind(self, m: int) -> str:
        """The kind of cue m."""
        return self.cues.kinds[int(self.cue[m])]

    def heads(self) -> list[int]:
        """The places of the fullest forms of all phrases, in the order of the cues."""
        return list(dict.fromkeys(self.phrase_head.tolist()))

    def own_words(self) -> list[OwnWords]:
        """The words of each cue in a row; none for any other cue.

        A piece of a phrase that is negated or graded has the words of the whole phrase: "is" of
        "is not" is not judged by itself.
        """
        own = [own_words(kind, value) for _, kind, value in self.subjects()]
        heads = [own[head] for head in self.phrase_head.tolist()]
        turning = closed(*TURNING)
        return [
            head if any(w in turning for w in head.words) else cue
            for cue, head in zip(own, heads, strict=True)
        ]

    def for_pieces(self, by_head: Mapping[int, Signal]) -> Signals:
        """Give each phrase's signal to its pieces that are associated with the same label."""
        return [
            by_head.get(head) if self.label[m] == self.label[head] else None
            for m, head in enumerate(self.phrase_head.tolist())
        ]

    def require_single_texts(self) -> None:
        """Raise `NotApplicable` for text pairs, where the label is a relation of two texts."""
        if self.corpus.texts_b is not None:
            raise NotApplicable("label-relates-texts")

    @cached_property
    def alphabetical(self) -> Ints:
        """The documents in the order of their texts, then labels, then ids."""
        texts, y, ids = self.corpus.texts, self.corpus.labels, self.corpus.ids
        try:
            order = pl.DataFrame({"text": texts, "label": y, "id": ids}).select(
                pl.arg_sort_by("text", "label", "id")
            )
        except UnicodeEncodeError:
            # Python allows half of a surrogate pair in a string; UTF-8 does not.
            pairs = sorted(range(len(texts)), key=lambda i: (texts[i], int(y[i]), ids[i]))
            return np.asarray(pairs, dtype=np.int64)
        return order.to_series().to_numpy().astype(np.int64)


# One entry a cue; None where the signal says nothing about it.
Signals = list[Signal | None]


@cache
def calibration() -> dict[str, Any]:
    """Calibrated numbers by signal, which `tools/calibrate.py` writes.

    Examples
    --------
    >>> calibration()["lexicon"]["en"]["word"] < 0
    True
    """
    text = files("cuewise.evidence").joinpath("calibration.toml").read_text("utf-8")
    return tomllib.loads(text)


def signal(value: float, log_lr: float) -> Signal:
    """A signal whose log likelihood ratio is cut at ±`LIMIT`."""
    return Signal(value=float(value), log_lr=float(np.clip(log_lr, -LIMIT, LIMIT)))


def bounded(ratio: float) -> float:
    """A log likelihood ratio drawn smoothly within ±`LIMIT`, so that its order is kept.

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


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words of a cue in a row, and whether the cue is that they open a text."""

    words: tuple[str, ...] = ()
    opening: bool = False


def own_words(kind: str, value: str) -> OwnWords:
    """The words of a cue in a row of words or characters, simplified; none for any other cue.

    Examples
    --------
    >>> own_words("position", "first=well"), own_words("length", "long").words
    (OwnWords(words=('well',), opening=True), ())
    """
    known = kind_of(kind)
    if known.listed or not (known.whole_words or known.lexical):
        return OwnWords()
    opening = known.at_end and value.startswith("first=")
    row = tuple(words(simplified(cue_words(kind, value))))
    # Segmentation cuts some words of degree: 还 行.
    whole = "".join(row)
    return OwnWords((whole,) if whole in closed(*TURNING) else row, opening)


def cue_words(kind: str, value: str) -> str:
    """The words of a cue: those after the equals sign in `position:first=well`."""
    return value.partition("=")[2] if kind_of(kind).at_end else value


def share_in_phrases(signals: Signals, phrase_head: Ints) -> Signals:
    """Give all pieces of a phrase the signal of its most meaningful piece.

    "won me" means what "won me over" means.
    """
    strongest: dict[int, Signal] = {}
    for own, head in zip(signals, phrase_head.tolist(), strict=True):
        if own is not None and (head not in strongest or own.log_lr < strongest[head].log_lr):
            strongest[head] = own
    heads = zip(signals, phrase_head.tolist(), strict=True)
    return [None if own is None else strongest[head] for own, head in heads]
