"""Edits of a text's length: neutral words go or come until the text is no longer long, or is.

A text is brought to the median length of those on the other side of the threshold, or as near as
its neutral words allow. Only words that go with no label are touched. The placebo puts other
neutral words in the place of as many, or of all where a text grows by more than it has, so the
length stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.cues.spans import parse
from cuewise.probe.edits import INSERT, Edit, Target
from cuewise.probe.placebo import COUNT, Pool
from cuewise.records import Corpus
from cuewise.text.edits import insert, remove, replace
from cuewise.text.spans import Span, word_spans
from cuewise.text.tokens import words

_FREQUENT = 200  # padding is drawn from so many of the most frequent neutral words


def plan_length(
    corpus: Corpus, target: Target, pool: Pool, *, size: int, rng: np.random.Generator
) -> list[Edit]:
    """Edits of at most `size` documents that carry the length and as many that do not.

    A document that has too few neutral words to lose is passed over.
    """
    field, _, value = parse(target.subject)
    texts = corpus.texts_b if field == "b" and corpus.texts_b is not None else corpus.texts
    frequent = sorted(pool.counts, key=lambda w: (-pool.counts[w], w))[:_FREQUENT]
    sizes = np.array([len(words(text)) for text in texts])
    with_it, without = sizes[target.holders], sizes[~target.holders]
    if len(frequent) < COUNT or not with_it.size or not without.size:
        return []
    long = value == "long"
    edge = int(with_it.min() if long else with_it.max())
    goals = (int(np.median(with_it)), int(np.median(without)))
    scale = _Scale(long, edge, goals, frozenset(pool.counts), frequent, rng)
    out: list[Edit] = []
    for mask, operators in ((target.holders, ("scattered", "end")), (~target.holders, (INSERT,))):
        done = 0
        for row in rng.permutation(np.flatnonzero(mask)).tolist():
            edits = [e for name in operators for e in scale.edits(row, texts[row], name)]
            out += edits
            done += bool(edits)
            if done == size:
                break
    return out


@dataclass(frozen=True, slots=True)
class _Scale:
    """Moves texts over one threshold of length.

    `edge` is the least size of a long text, or the most of a short one; `goals` the usual size of
    those that carry the length and of those that do not.
    """

    long: bool
    edge: int
    goals: tuple[int, int]
    neutral: frozenset[str]
    frequent: Sequence[str]
    rng: np.random.Generator

    def edits(self, row: int, text: str, operator: str) -> list[Edit]:
        """The text moved over the threshold, and placebos; nothing where it cannot be."""
        before = len(words(text))
        free = [(a, b) for word, a, b in word_spans(text) if word in self.neutral]
        goal = self.goals[0 if operator == INSERT else 1]
        many = min(abs(goal - before), len(free)) if goal < before else goal - before
        if not free or not many:
            return []
        at = self._chosen(free, min(many, len(free)), operator)
        moved = remove(text, at) if goal < before else self._padded(text, many, operator)
        # A word may hold another, and Chinese is segmented anew: only a text that moved counts.
        if self._carries(len(words(moved))) is self._carries(before):
            return []
        placebos = [Edit(row, operator, i, self._swapped(text, at)) for i in range(COUNT)]
        return [Edit(row, operator, -1, moved), *placebos]

    def _carries(self, size: int) -> bool:
        return size >= self.edge if self.long else size <= self.edge

    def _chosen(self, free: Sequence[Span], many: int, operator: str) -> list[Span]:
        if operator == "end":
            return list(free[-many:])
        return [free[i] for i in sorted(self.rng.permutation(len(free))[:many].tolist())]

    def _padded(self, text: str, many: int, operator: str) -> str:
        for _ in range(many):
            where = 1.0 if operator == "end" else float(self.rng.uniform(0.05, 0.95))
            text = insert(text, self._word(), where)
        return text

    def _swapped(self, text: str, at: Sequence[Span]) -> str:
        for span in reversed(at):
            text = replace(text, [span], self._word())
        return text

    def _word(self) -> str:
        return self.frequent[int(self.rng.integers(len(self.frequent)))]
