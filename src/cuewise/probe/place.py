"""Edits of a cue that stands at a place: a word, a phrase, a mark.

Documents that carry it have it removed and swapped for a neutral word; documents that do not have
it inserted. Each edit is paired with up to three placebo edits of the same kind and size in the
same document. Of a field of words those that are there are edited, and one by turns is inserted;
its placebos are as frequent as one of its words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cuewise.cues.spans import find, forms, parse
from cuewise.probe.edits import INSERT, Edit, Target, fractions
from cuewise.probe.placebo import COUNT, Pool
from cuewise.records import Corpus
from cuewise.records.kinds import kind_of
from cuewise.text.edits import insert, remove, replace


def plan_place(
    corpus: Corpus, target: Target, pool: Pool, *, size: int, rng: np.random.Generator
) -> list[Edit]:
    """The edits for one cue: at most `size` documents in each arm."""
    field, kind, value = parse(target.subject)
    texts = corpus.texts_b if field == "b" and corpus.texts_b is not None else corpus.texts
    own = forms(kind, value)
    long = len(value.split()) if kind_of(kind).phrase else 1
    exclude, support = (
        frozenset(w for form in own for w in form.split()),
        target.support // len(own),
    )
    # As many neutral words as the longest placebo of `COUNT` different ones needs.
    neutral = pool.near(support, exclude, COUNT + long)
    if len(neutral) < COUNT + long:
        return []
    piece = _Piece(kind, value, own, long, exclude, support, pool, tuple(neutral))
    shuffled = rng.permutation(len(corpus.ids)).tolist()
    carriers = [r for r in shuffled if target.holders[r] and find(kind, value, texts[r])][:size]
    edits = [e for r in carriers for e in piece.taken_out(r, texts[r])]
    if kind_of(kind).insertable:
        others = [r for r in shuffled if not target.holders[r]][:size]
        places = fractions(rng, len(others))
        edits += [
            e for r, at in zip(others, places, strict=True) for e in piece.put_in(r, texts[r], at)
        ]
    return edits


@dataclass(frozen=True, slots=True)
class _Piece:
    """The cue as pieces of text of so many words, with placebos of that size and frequency."""

    kind: str
    value: str
    forms: tuple[str, ...]
    size: int
    exclude: frozenset[str]
    support: int
    pool: Pool
    neutral: tuple[str, ...]

    def taken_out(self, row: int, text: str) -> list[Edit]:
        """Remove and swap the cue; the same for placebo words of the text."""
        spans = find(self.kind, self.value, text)
        places = self.pool.in_text(text, spans, self.support, self.size, self.exclude)
        # A word put in its own place would be no edit.
        there = {text[a:b].lower() for runs in places for a, b in runs}
        others = [word for word in self.neutral if word not in there]
        if not places or not others:
            return []
        by = others[row % len(others)]
        taken = [(-1, spans), *enumerate(places)]
        return [
            edit
            for i, at in taken
            for edit in (
                Edit(row, "remove", i, remove(text, at)),
                Edit(row, "swap", i, replace(text, at, by)),
            )
        ]

    def put_in(self, row: int, text: str, at: float) -> list[Edit]:
        """Insert the cue; insert placebos of as many words at the same place."""
        placebos = [" ".join(self.neutral[i : i + self.size]) for i in range(COUNT)]
        pieces = [(-1, self.forms[row % len(self.forms)]), *enumerate(placebos)]
        return [Edit(row, INSERT, i, insert(text, piece, at)) for i, piece in pieces]
