"""Corpora with planted cues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.errors import InputError
from cuewise.synth.checks import check
from cuewise.synth.grammar import Written, write
from cuewise.synth.kinds import KINDS, Draft, has_word
from cuewise.synth.lexicon import Lexicon, lexicon
from cuewise.synth.plan import Brief, briefs
from cuewise.synth.records import Decoy, Plant, Planted, Truth

LABELS = ("negative", "positive")
# Columns of every corpus; a planted column comes beside or in place of them.
_COLUMNS = ("source", "period")
_TRIES, _LEAN_AFTER = 200, 20


@dataclass(frozen=True, slots=True)
class _Document:
    """A finished document: its brief, its text and its twin's, its metadata."""

    brief: Brief
    written: Written
    meta: Mapping[str, str]

    def draft(self, *, twin: bool = False) -> Draft:
        text = self.written.twin if twin else self.written.text
        return Draft(text, self.written.topic, self.meta)


def make(
    language: str = "en",
    n: int = 2000,
    *,
    labels: tuple[str, str] = LABELS,
    plants: Sequence[Plant] = (),
    decoys: Sequence[Decoy] = (),
    seed: int = 0,
    balance: float = 0.5,
    noise: float = 0.0,
    twins: bool = False,
) -> Planted:
    """Short reviews of made-up things, with planted cues.

    Parameters
    ----------
    language:
        `en` or `zh`.
    n:
        Documents, twins not counted.
    labels:
        The names of blame and of praise, in this order.
    plants:
        Spurious cues: the label does not follow from them, it only goes with them.
    decoys:
        Genuine cues: words whose meaning gives the label.
    seed:
        Same seed, same bytes.
    balance:
        Share of documents with the second label.
    noise:
        Share of documents with the label that their text does not say.
    twins:
        Add for each document a twin of the other label: the words of praise and blame are turned
        around, all else is kept. The truth is that of the originals, which are the same with twins
        and without.

    Raises
    ------
    InputError
        The request is malformed, or its counts cannot be met.

    Notes
    -----
    Counts are exact: round(frequency * n) documents hold a cue and round(strength * that) of them
    have its label. The sentence that carries a planted word, phrase, mark or style is as frequent
    with either label, with other words of the same class in it, so that it is no cue itself. What
    stands in the other documents then leans to the other label: this cannot be had otherwise.

    Examples
    --------
    >>> found = make(n=200, plants=[Plant("word", "tuesday", "negative", 0.9, 0.1)])
    >>> found.truth[0].subject, found.truth[0].documents, found.truth[0].strength
    ('word:tuesday', 20, 0.9)
    """
    documents = _documents(language, n, labels, plants, decoys, seed, balance, noise, twins=twins)
    y = np.array([d.brief.label for d in documents])
    return _planted(documents, y, labels, plants, decoys, lexicon(language), twins=twins)


def null(
    language: str = "en",
    n: int = 2000,
    *,
    labels: tuple[str, str] = LABELS,
    plants: Sequence[Plant] = (),
    decoys: Sequence[Decoy] = (),
    seed: int = 0,
    balance: float = 0.5,
) -> Planted:
    """A corpus of the same kind in which nothing goes with the label: the labels are permuted.

    Parameters are those of `make`; the truth says what strengths chance has left.

    Examples
    --------
    >>> sorted(set(null(n=60).labels))
    ['negative', 'positive']
    """
    documents = _documents(language, n, labels, plants, decoys, seed, balance, 0.0, twins=False)
    rng = np.random.default_rng([seed, 2])
    y = rng.permutation(np.array([d.brief.label for d in documents]))
    return _planted(documents, y, labels, plants, decoys, lexicon(language), twins=False)


def _documents(
    language: str,
    n: int,
    labels: tuple[str, str],
    plants: Sequence[Plant],
    decoys: Sequence[Decoy],
    seed: int,
    balance: float,
    noise: float,
    *,
    twins: bool,
) -> list[_Document]:
    lex = lexicon(language)
    check(n, labels, plants, decoys, balance, noise, lex)
    rng = np.random.default_rng([seed, 0])
    planned = briefs(n, labels, plants, decoys, balance, noise, lex, rng)
    metadata = _metadata(planned, lex, rng)
    words = np.random.default_rng([seed, 1])
    seen: set[str] = set()
    return [
        _document(brief, meta, plants, decoys, lex, words, seen)
        for brief, meta in zip(planned, metadata, strict=True)
    ]


def _metadata(
    planned: Sequence[Brief], lex: Lexicon, rng: np.random.Generator
) -> list[dict[str, str]]:
    planted = [name for name in planned[0].slots if name.startswith("meta:")]
    columns = dict.fromkeys((*_COLUMNS, *(name.partition(":")[2] for name in planted)))
    drawn = {
        name: rng.choice(lex.metadata[name], len(planned)) if name in _COLUMNS else None
        for name in columns
    }
    return [
        {
            name: brief.slots.get(f"meta:{name}") or str(values[i] if values is not None else "")
            for name, values in drawn.items()
        }
        for i, brief in enumerate(planned)
    ]


def _document(
    brief: Brief,
    meta: Mapping[str, str],
    plants: Sequence[Plant],
    decoys: Sequence[Decoy],
    lex: Lexicon,
    rng: np.random.Generator,
    seen: set[str],
) -> _Document:
    """Written anew until it holds exactly the cues of its brief, and differs from all others."""
    banned = frozenset(p.value.lower() for p in plants if p.kind in {"word", "phrase", "punctuation"})
    banned |= {d.word.lower() for d in decoys}
    wrong = ""
    for attempt in range(_TRIES):
        written = write(brief, lex, banned, rng, lean=attempt >= _LEAN_AFTER)
        document = _Document(brief, written, meta)
        wrong = _wrong(document, plants, decoys, lex)
        keys = {written.text.lower(), written.twin.lower()}
        if not wrong and not keys & seen:
            seen |= keys
            return document
    raise InputError(
        f"no document could be written {wrong or 'that differs from all others'}",
        allowed="words and phrases that reviews can do without",
        fix="plant a rarer word, or fewer cues in fewer documents",
    )
