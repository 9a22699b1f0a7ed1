"""A knowledge base as a file of triples: head, relation and tail, separated by tabs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cuewise.errors import InputError
from cuewise.io.decode import read_text

# Relations of ConceptNet and WordNet between words of similar and of opposite meaning, read without
# case and "_".
_SIMILAR = (  # noqa: SIM905
    "IsA RelatedTo Synonym HasProperty SimilarTo FormOf DerivedFrom DefinedAs InstanceOf Hypernym "
    "Hyponym AlsoSee Pertainym Attribute"
).split()
_OPPOSITE = ("Antonym", "DistinctFrom")
_PREFIX = re.compile(r"/(?:r|c/[a-z]{2,3})/")


@dataclass(frozen=True, slots=True)
class Triples:
    """Undirected edges by word, `alike` and `opposite` in meaning, and all `words`."""

    alike: Mapping[str, frozenset[str]]
    opposite: Mapping[str, frozenset[str]]
    words: frozenset[str]


def read_triples(path: Path | str) -> Triples:
    """Read a knowledge base; a relation of another kind adds its words without an edge.

    Words are read in lower case, "_" as a space, and `/c/en/word/a` of ConceptNet as `word`. Empty
    lines and lines that begin with "#" are left out.
    """
    path = Path(path)
    alike: dict[str, set[str]] = {}
    opposite: dict[str, set[str]] = {}
    seen: set[str] = set()
    relations = {_key(r): alike for r in _SIMILAR} | {_key(r): opposite for r in _OPPOSITE}
    for row, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 3 or not all(cells):
            raise InputError(
                f"{path}, row {row}: {line[:60]!r} is no triple",
                allowed="three columns separated by tabs: head, relation, tail",
                fix="repair the row, or put # before it",
            )
        head, tail = _word(cells[0]), _word(cells[2])
        seen |= {head, tail}
        edges = relations.get(_key(_PREFIX.sub("", cells[1])))
        if edges is not None and head != tail:
            edges.setdefault(head, set()).add(tail)
            edges.setdefault(tail, set()).add(head)
    if not alike and not opposite:
        raise InputError(
            f"{path} has no relation that cuewise knows",
            allowed=", ".join((*_SIMILAR, *_OPPOSITE)),
            fix="put the relation in the second column, by one of these names",
        )
    return Triples(_frozen(alike), _frozen(opposite), frozenset(seen))


def _key(relation: str) -> str:
    return relation.replace("_", "").replace(" ", "").lower()


def _word(cell: str) -> str:
    if _PREFIX.match(cell):
        cell = _PREFIX.sub("", cell).partition("/")[0]
    return cell.replace("_", " ").lower()


def _frozen(edges: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {word: frozenset(others) for word, others in edges.items()}
