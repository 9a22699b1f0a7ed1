r"""One expression of many pieces, which takes pieces that overlap in a text as a whole.

Alternatives match at one place, the longest first, and a search goes on behind the match. So of
"a b" and "b c" in "a b c" a plain expression leaves "c". Here steps may precede the alternatives. A
step matches the beginning of a piece, up to where another one begins that ends further on. Repeated
steps follow a chain of any length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, takewhile

from cuewise.cues.pieces import CuePiece, Place

# The ends of a text; to tokenizers the usual end sign also matches before a last newline.
TEXT_ENDS = (r"\A", r"(?![\s\S])")
# Words in a row at an end of a text; without a limit a long row would take quadratic time.
_IN_A_ROW = "{1,9}"


def either(pieces: Sequence[CuePiece]) -> str:
    """The expression of any of the pieces, at least one.

    Examples
    --------
    >>> from cuewise.cues.pieces import PIECES
    >>> chain = either([PIECES["words"](value) for value in ("a b", "b c", "c d")])
    >>> re.findall(chain, "a b c d, a b, b")
    ['a b c d', 'a b']
    """
    by_place = {place: [p for p in pieces if p.place == place] for place in Place}
    text = by_place[Place.TEXT]
    first, last = (_texts(by_place[place]) for place in (Place.FIRST, Place.LAST))
    begins, ends = TEXT_ENDS
    steps = [*_openings(first, by_place[Place.FIRST], text), *_steps(text)]
    # A word of a row is matched once for good (`?>`): there are many ways to cut "好好好" in words.
    alternatives = [
        *sorted({p.whole for p in by_place[Place.AROUND]}, key=lambda e: (-len(e), e)),
        *([_texts(text)] if text else []),
        *sorted({p.whole for p in by_place[Place.WITHIN]}, key=lambda e: (-len(e), e)),
        *([rf"{begins}(?:\W*(?:{first})){_IN_A_ROW}"] if first else []),
        *([rf"(?>(?:{last})\W*){_IN_A_ROW}{ends}"] if last else []),
        *sorted({p.whole for p in by_place[Place.CASED]}, key=lambda e: (-len(e), e)),
    ]
    joined = "|".join(alternatives)
    return f"(?:{'|'.join(steps)})*(?:{joined})" if steps else joined


def _texts(pieces: Sequence[CuePiece]) -> str:
    """Any of the pieces, the longest first; what they share stands once, which saves much time."""
    by_start = defaultdict(list)
    for piece in pieces:
        by_start[piece.before].append((piece.units, piece.after))
    return "|".join(before + _tree(forms) for before, forms in sorted(by_start.items()))


def _tree(forms: Sequence[tuple[tuple[str, ...], str]]) -> str:
    """The expression of forms, each with what must follow; longer ones come first.

    Examples
    --------
    >>> _tree([(("s", "o"), "(?!x)"), (("s", "o", "o", "n"), ""), (("n",), "")])
    '(?:n|so(?:on|(?!x)))'
    """
    # In order, the first and the last form share what all share.
    ends = zip(min(forms)[0], max(forms)[0], strict=False)
    shared = [one for one, _ in takewhile(lambda both: both[0] == both[1], ends)]
    rest = sorted({(units[len(shared) :], after) for units, after in forms})
    longer = groupby(((u, after) for u, after in rest if u), key=lambda form: form[0][0])
    branches = [_tree(list(group)) for _, group in longer]
    branches += [after for units, after in rest if not units]
    return "".join(shared) + (branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})")


def _openings(first: str, words: Sequence[CuePiece], text: Sequence[CuePiece]) -> list[str]:
    """The step from the start of a text, over words that may begin it, to a piece of text."""
    values = tuple(word.value for word in words)
    begun = [p for p in text if values and p.value.startswith(values)]
    row = rf"(?:\W*(?:{first})){_IN_A_ROW}?"
    return [rf"{TEXT_ENDS[0]}(?:{row}\W*|\W+)(?={_texts(begun)})"] if begun else []


def _steps(text: Sequence[CuePiece]) -> list[str]:
    """The steps from each piece of text to those that begin within it and end further on."""
    begun: defaultdict[str, list[CuePiece]] = defaultdict(list)
    for piece in set(text):
        for size in range(1, len(piece.value)):
            begun[piece.value[:size]].append(piece)
    steps = {step for piece in text for step in _steps_from(piece, begun)}
    by_start = groupby(sorted(steps), key=lambda step: step[0])
    # Of two steps from one piece the shorter one comes first: its chain includes the other's.
    return [
        f"{before}(?:{'|'.join(own for _, _, own in sorted(group, key=lambda s: s[1:]))})"
        for before, group in by_start
    ]


def _steps_from(
    piece: CuePiece, begun: Mapping[str, Sequence[CuePiece]]
) -> Iterator[tuple[str, int, str]]:
    """What must hold before each step from a piece, its length in units, its expression."""
    longer = [p for p in begun.get(piece.value, ()) if _fits(piece, p.value, len(piece.value))]
    for at in range(1, len(piece.value)):
        size = len(piece.value) - at
        others = [
            p
            for p in begun.get(piece.value[at:], ())
            if p != piece and _fits(piece, p.value, size) and _begins(p, piece.value, at)
        ]
        if others:
            # A longer piece at the same place has its own steps.
            unless = [(p.units[at:], p.after) for p in longer]
            yield (
                piece.before,
                at,
                "".join(piece.units[:at])
                + (f"(?!{_tree(unless)})" if longer else "")
                + f"(?={''.join(piece.units[at:])}{piece.after})"
                + f"(?={_tree([(p.units, p.after) for p in others])})",
            )


def _fits(piece: CuePiece, value: str, size: int) -> bool:
    """Whether a piece can end where a value goes on after `size` characters."""
    return not piece.after or re.match(r"\W", value[size]) is not None


def _begins(piece: CuePiece, value: str, at: int) -> bool:
    """Whether a piece can begin at a character of a value."""
    return not piece.before or re.match(r"\W", value[at - 1]) is not None
