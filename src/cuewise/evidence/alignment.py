"""The edits between the two texts of a counterfactual pair, aligned token by token."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cuewise.text.tokens import words

Item = tuple[str, ...]
# Longer texts are read up to here, as the time of alignment grows with the square.
_MOST_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class EditTally:
    """Counts by token, or run of tokens, over the pairs in which one text has a label.

    `with_label`: the blame of edits on the side of the label. `against_label`: the same on the
    other side. `seen`: the number of occurrences; one that both texts keep counts once.
    """

    with_label: defaultdict[Item, float] = field(default_factory=lambda: defaultdict(float))
    against_label: defaultdict[Item, float] = field(default_factory=lambda: defaultdict(float))
    seen: Counter[Item] = field(default_factory=Counter)


def tally_edits(
    pairs: Sequence[tuple[str, int, str, int]], phrases: Mapping[str, Sequence[Item]]
) -> dict[int, EditTally]:
    """Tally edits by label over counterfactual pairs.

    Parameters
    ----------
    pairs:
        Text and label of one side, then of the other.
    phrases:
        Runs of two or more tokens to count, by their first token. Single tokens are all counted.

    Notes
    -----
    The tokens of an edit share its blame: if m tokens are replaced together, each has 1/m. The
    blame of a run of tokens is its share of the edits that touch it.

    Examples
    --------
    >>> found = tally_edits([("a good film", 1, "a dull film", 0)], {})
    >>> found[1].with_label[("good",)], found[1].against_label[("dull",)], found[1].seen[("film",)]
    (1.0, 1.0, 1)
    """
    out: dict[int, EditTally] = {}
    for text, label, other_text, opposite in pairs:
        first, second = (words(t)[:_MOST_TOKENS] for t in (text, other_text))
        edits = difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
        here, there = out.setdefault(label, EditTally()), out.setdefault(opposite, EditTally())
        for tokens, side, mine, yours in ((first, 0, here, there), (second, 1, there, here)):
            for item, blame in _items(tokens, _blame(edits, side), phrases):
                # What both texts keep occurs on both sides; count it on the first.
                if blame or not side:
                    mine.seen[item] += 1
                    yours.seen[item] += 1
                if blame:
                    mine.with_label[item] += blame
                    yours.against_label[item] += blame
    return out


_Edits = Sequence[tuple[str, int, int, int, int]]


def _blame(edits: _Edits, side: int) -> list[tuple[int, int]]:
    """The number of the edit (0: kept) of each token of one side, and the size of the edit."""
    out: list[tuple[int, int]] = []
    for number, (what, *ends) in enumerate(edits, 1):
        size = ends[2 * side + 1] - ends[2 * side]
        out += [(0 if what == "equal" else number, size)] * size
    return out


def _items(
    tokens: Sequence[str], blame: Sequence[tuple[int, int]], phrases: Mapping[str, Sequence[Item]]
) -> Iterator[tuple[Item, float]]:
    """Every token and every phrase that occurs, with its share of the blame."""
    for i, (token, (edit, size)) in enumerate(zip(tokens, blame, strict=True)):
        yield (token,), 1 / size if edit else 0.0
        for run in phrases.get(token, ()):
            if tuple(tokens[i : i + len(run)]) == run:
                yield run, _share(blame[i : i + len(run)])


def _share(blame: Sequence[tuple[int, int]]) -> float:
    touched = {edit: size for edit, size in blame if edit}
    inside = sum(1 for edit, _ in blame if edit)
    return inside / sum(touched.values()) if touched else 0.0
