"""Edits of a cue that is located in texts: a word, a phrase, a mark.

In documents that hold the cue, one operator removes it and one swaps it for a neutral word. A third
inserts it into documents that do not hold it. Each edit is paired with up to three placebo edits of
the same kind and size in the same document. The words of a topic word set are inserted in turn, and
its placebos are as frequent as one of its words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cuewise.cues.source import fields_of
from cuewise.cues.spans import find, forms, parse
from cuewise.probe.edits import INSERT, SWAP, EditedText, ProbedCue
from cuewise.probe.placebo import COUNT, Pool
from cuewise.records import Corpus
from cuewise.records.kinds import kind_of
from cuewise.text.edits import insert, remove, replace


def plan_place(
    corpus: Corpus, target: ProbedCue, pool: Pool, *, size: int, rng: np.random.Generator
) -> list[EditedText]:
    """The edits of one cue, at most `size` documents in each arm."""
    field, kind, value = parse(target.subject)
    texts = fields_of(corpus).get(field, corpus.texts)
    wordings = forms(kind, value)
    length = len(value.split()) if kind_of(kind).phrase else 1
    exclude = frozenset(word for wording in wordings for word in wording.split())
    support = target.support // len(wordings)
    # `COUNT` different placebos of `length` words each need this many neutral words.
    neutral = pool.near(support, exclude, COUNT + length)
    if len(neutral) < COUNT + length:
        return []
    editor = _Editor(kind, value, wordings, length, exclude, support, pool, tuple(neutral))
    shuffled = rng.permutation(len(corpus.ids)).tolist()
    holders = [r for r in shuffled if target.holders[r] and find(kind, value, texts[r])][:size]
    edits = [e for r in holders for e in editor.removed(r, texts[r])]
    if kind_of(kind).insertable:
        others = [r for r in shuffled if not target.holders[r]][:size]
        for r in others:
            # Away from the very ends.
            edits += editor.inserted(r, texts[r], rng.uniform(0.1, 0.9))
    return edits


@dataclass(frozen=True, slots=True)
class _Editor:
    """Edits a cue of `size` words, and placebos of that size and of its frequency."""

    kind: str
    value: str
    forms: tuple[str, ...]
    size: int
    exclude: frozenset[str]
    support: int
    pool: Pool
    neutral: tuple[str, ...]

    def removed(self, row: int, text: str) -> list[EditedText]:
        """The text with the cue removed or swapped, and with placebo words edited likewise."""
        spans = find(self.kind, self.value, text)
        places = self.pool.in_text(text, spans, self.support, self.size, self.exclude)
        # A word swapped for itself would be no edit.
        present = {text[a:b].lower() for runs in places for a, b in runs}
        others = [word for word in self.neutral if word not in present]
        if not places or not others:
            return []
        substitute = others[row % len(others)]
        edits = []
        for i, place in [(-1, spans), *enumerate(places)]:
            edits.append(EditedText(row, "remove", i, remove(text, place)))
            edits.append(EditedText(row, SWAP, i, replace(text, place, substitute)))
        return edits

    def inserted(self, row: int, text: str, place: float) -> list[EditedText]:
        """The text with the cue inserted, and with placebos of its size at the same place."""
        placebos = [" ".join(self.neutral[i : i + self.size]) for i in range(COUNT)]
        pieces = [(-1, self.forms[row % len(self.forms)]), *enumerate(placebos)]
        return [EditedText(row, INSERT, i, insert(text, piece, place)) for i, piece in pieces]
