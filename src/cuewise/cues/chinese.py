"""Chinese word classes and names, by the tagger of jieba."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cuewise.cues.tags import Tagged, tagged

# Emoticons, addresses and mentions are cues of their own, and no words.
_APART = re.compile(r"\[[^\[\]\s]{1,8}\]|https?://\S+|@[\w-]+")
_ENTITIES = {
    **dict.fromkeys(("nr", "nrfg", "nrt"), "PERSON"),
    "ns": "PLACE",
    "nt": "ORG",
}
# A code that is not listed goes by its first letter.
_CODES = {
    **dict.fromkeys((*_ENTITIES, "nz"), "PROPN"),
    **dict.fromkeys(("ad", "zg"), "ADV"),
    **dict.fromkeys(("an", "vn"), "NOUN"),
    **dict.fromkeys("nstfqg", "NOUN"),
    **dict.fromkeys("abz", "ADJ"),
    **dict.fromkeys("uyhk", "PART"),
    **dict.fromkeys("eo", "INTJ"),
    "v": "VERB",
    "d": "ADV",
    "r": "PRON",
    "m": "NUM",
    "p": "ADP",
    "c": "CCONJ",
    "x": "PUNCT",
}


def chinese(texts: Sequence[str]) -> Tagged:
    """Word classes of `texts`, and where persons, places and organisations are named.

    A name of one character is more often a mistake than a name and does not count.

    Examples
    --------
    >>> found = chinese(["我在北京大学见到了李小明", "今天很好"])
    >>> {name: texts.tolist() for name, texts in found.entities.items()}
    {'ORG': [0], 'PERSON': [0]}
    """
    import rjieba

    rows, entities = [], []
    for text in texts:
        clean = _APART.sub("\n", text).encode("utf-8", "replace").decode("utf-8")
        found = rjieba.tag(clean)
        rows.append([_CODES.get(code) or _CODES.get(code[:1], "X") for _, code in found])
        entities.append([_ENTITIES[c] for word, c in found if c in _ENTITIES and len(word) > 1])
    return tagged(rows, entities)
