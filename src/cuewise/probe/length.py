"""Edits of a text's length: remove or insert neutral words until it crosses the threshold.

A text gets the median length of those on the other side of the threshold, or as near as its neutral
words allow. Only words that are associated with no label are touched. The placebo replaces as many
neutral words, or all of them where a text grows by more than it has, so the length stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.cues.source import fields_of
from cuewise.cues.spans import parse
from cuewise.probe.edits import INSERT, EditedText, ProbedCue
from cuewise.probe.placebo import COUNT, Pool
from cuewise.records import Corpus
from cuewise.text.edits import insert, remove, replace
from cuewise.text.spans import Span, word_spans
from cuewise.text.tokens import words

_FREQUENT = 200  # padding is drawn from this many of the most frequent neutral words


def plan_length(
    corpus: Corpus, target: ProbedCue, pool: Pool, *, size: int, rng: np.random.Generator
) -> list[EditedText]:
    """The edits of at most `size` documents in each arm.

    A document with too few neutral words to remove is passed over.
    """
    field, _, value = parse(target.subject)
    texts = fields_of(corpus).get(field, corpus.texts)
    frequent = sorted(pool.counts, key=lambda w: (-pool.counts[w], w))[:_FREQUENT]
    sizes = np.array([len(words(text)) for text in texts])
    holding, others = sizes[target.holders], sizes[~target.holders]
    if len(frequent) < COUNT or not holding.size or not others.size:
        return []
    long = value == "long"
    edge = int(holding.min() if long else holding.max())
    goals = (int(np.median(holding)), int(np.median(others)))
    editor = _Editor(long, edge, goals, frozenset(pool.counts), frequent, rng)
    out: list[EditedText] = []
    for mask, operators in ((target.holders, ("scattered", "end")), (~target.holders, (INSERT,))):
        done = 0
        for row in rng.permutation(np.flatnonzero(mask)).tolist():
            edits = [e for name in operators for e in editor.edits(row, texts[row], name)]
            out += edits
            done += bool(edits)
            if done == size:
                break
    return out


@dataclass(frozen=True, slots=True)
class _Editor:
    """Moves texts over one threshold of length.

    `edge` is the least size of a long text, or the greatest of a short one; `goals` are the median
    sizes of the texts that hold the cue and of those that do not.
    """

    long: bool
    edge: int
    goals: tuple[int, int]
    neutral: frozenset[str]
    frequent: Sequence[str]
    rng: np.random.Generator

    def edits(self, row: int, text: str, operator: str) -> list[EditedText]:
        """The text moved over the threshold, and placebos; none where it cannot cross it."""
        before = len(words(text))
        free = [(a, b) for word, a, b in word_spans(text) if word in self.neutral]
        growth = self.goals[0 if operator == INSERT else 1] - before
        if not free or not growth:
            return []
        chosen = self._chosen(free, min(abs(growth), len(free)), operator)
        moved = remove(text, chosen) if growth < 0 else self._padded(text, growth, operator)
        # A word may hold another, and Chinese is segmented anew: only a text that crosses counts.
        if self._holds_cue(len(words(moved))) is self._holds_cue(before):
            return []
        placebos = [EditedText(row, operator, i, self._swapped(text, chosen)) for i in range(COUNT)]
        return [EditedText(row, operator, -1, moved), *placebos]

    def _holds_cue(self, size: int) -> bool:
        return size >= self.edge if self.long else size <= self.edge

    def _chosen(self, free: Sequence[Span], many: int, operator: str) -> list[Span]:
        if operator == "end":
            return list(free[-many:])
        return [free[i] for i in sorted(self.rng.permutation(len(free))[:many])]

    def _padded(self, text: str, many: int, operator: str) -> str:
        for _ in range(many):
            place = 1.0 if operator == "end" else self.rng.uniform(0.05, 0.95)
            text = insert(text, self._word(), place)
        return text

    def _swapped(self, text: str, chosen: Sequence[Span]) -> str:
        for span in reversed(chosen):
            text = replace(text, [span], self._word())
        return text

    def _word(self) -> str:
        return self.frequent[int(self.rng.integers(len(self.frequent)))]
