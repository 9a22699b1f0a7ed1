"""What a label means: by its name and the user's description, else by its strongest words.

A description is one sentence, such as "The buyer returns the product". Its words anchor the meaning
where no other label's description holds them; "the buyer" alone describes no label.

Most of a label's strongest words are reasons for it, and reasons lie together in meaning. So a cue
that lies apart from the other strong words is probably no reason. This cannot tell a meaning from
what all strong words share by accident: a label associated mostly with places looks like one that
means places. The words of a topic word set that is associated with a label are therefore left out:
they would vouch for each other.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from cuewise.cues.spans import forms, parse
from cuewise.errors import MissingExtra, NotApplicable
from cuewise.evidence.case import EvidenceCase
from cuewise.evidence.closed_class import is_grammatical
from cuewise.evidence.polarity import polarities, polarity_of
from cuewise.records import Language
from cuewise.records.kinds import kind_of
from cuewise.stats.association import competency_z
from cuewise.text.simplify import simplified
from cuewise.text.tokens import words

# A bare name describes a label worse than a list of words, and words found in the corpus include
# shortcuts. Each way has a calibration of its own.
_Described = Literal["listed", "named", "found"]
_GENERIC = re.compile(r"(class|label|category|cat|type|group)?[ _-]*\d*|oos|other|unknown|none")
_WORDS = 20
_FEWEST = 5
# Weaker associations are chance.
_LEAST_Z = 2.0
# The largest share of the labels whose descriptions may hold a word that anchors one of them.
_SHARED = 0.34
# A polarity beyond this is clear praise or blame.
_CLEAR = 0.5


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words that describe a label; pole 1 for praise, -1 for blame, 0 for neither.

    `words` are by its name or found in the corpus, `described` those of the user's description.
    """

    words: tuple[str, ...]
    pole: int
    by: _Described
    described: tuple[str, ...] = ()

    @property
    def all_words(self) -> tuple[str, ...]:
        """All words that describe the label."""
        return (*self.words, *self.described)


@cache
def _listed() -> dict[str, Meaning]:
    table = tomllib.loads(files("cuewise.evidence").joinpath("anchors.toml").read_text("utf-8"))
    return {
        name: Meaning(tuple(entry["words"]), int(entry.get("pole", 0)), "listed")
        for entry in table.values()
        for name in entry["names"]
    }


def meaning(label: str) -> Meaning:
    """The meaning of a label by its name.

    Raises
    ------
    NotApplicable
        The name says nothing, such as `class_3`.

    Examples
    --------
    >>> meaning("Positive").pole, meaning("card_payment").words
    (1, ('card payment',))
    """
    name = re.sub(r"[_\-\s]+", " ", label).strip().lower()
    if name in _listed():
        return _listed()[name]
    if _GENERIC.fullmatch(name):
        raise NotApplicable("generic-label", label=label)
    return Meaning((name,), 0, "named")


def meanings(case: EvidenceCase) -> list[Meaning]:
    """The meaning of every label: by name and description, or by its strongest words.

    Raises
    ------
    NotApplicable
        A label has none of these.
    """
    out = []
    for k in range(len(case.corpus.label_names)):
        try:
            out.append(meaning_of(case, k))
        except NotApplicable:
            out.append(_by_words(case, k))
    return out


def meaning_of(case: EvidenceCase, label: int) -> Meaning:
    """The meaning of one label by its name and its description.

    Raises
    ------
    NotApplicable
        The name says nothing, and there is no description.
    """
    described = describing(case, label)
    try:
        named = meaning(case.corpus.label_names[label])
    except NotApplicable:
        if not described:
            raise
        return Meaning((), _pole(described, case.corpus.language), "listed", described)
    return replace(named, described=described)


def poles_of(case: EvidenceCase) -> list[int]:
    """The pole of every label.

    Raises
    ------
    NotApplicable
        A label has no meaning, or none praises or blames.
    """
    poles = [meaning_of(case, k).pole for k in range(len(case.corpus.label_names))]
    if not any(poles):
        raise NotApplicable("no-polarity")
    return poles


def describing(case: EvidenceCase, label: int) -> tuple[str, ...]:
    """The content words of a label's description that describe few other labels too."""
    content = [
        dict.fromkeys(
            w for w in words(simplified(case.describe.get(name, ""))) if not is_grammatical(w)
        )
        for name in case.corpus.label_names
    ]
    times = Counter(w for own in content for w in own)
    most = max(1.0, _SHARED * sum(map(bool, content)))
    return tuple(w for w in content[label] if times[w] <= most)


def _pole(described: Sequence[str], language: Language) -> int:
    """The side of a description whose words of clear praise or blame agree."""
    try:
        listed = [polarity_of(w, polarities(language)) for w in described]
    except MissingExtra:
        return 0
    sides = {int(np.sign(p)) for p in listed if abs(p) >= _CLEAR}
    return sides.pop() if len(sides) == 1 else 0


def _by_words(case: EvidenceCase, label: int) -> Meaning:
    table = zip(case.cues.names, case.cues.kinds, strict=True)
    listed = _topic_words(case, label)
    columns = [
        j
        for j, (name, kind) in enumerate(table)
        if (kind, name[:5]) == ("word", "word:") and name[5:] not in listed
    ]
    held = case.cues.values[:, columns]
    ours = np.asarray(case.corpus.labels) == label
    n = np.asarray(held.sum(axis=0)).ravel()
    z = competency_z(np.asarray(held[ours].sum(axis=0)).ravel(), n, float(ours.mean()))
    order = np.argsort(-np.nan_to_num(z, nan=-np.inf), kind="stable")[:_WORDS]
    strong = tuple(parse(case.cues.names[columns[j]])[2] for j in order if z[j] >= _LEAST_Z)
    if len(strong) < _FEWEST:
        name = case.corpus.label_names[label]
        raise NotApplicable("unclear-label", label=name, words=len(strong), least=_FEWEST)
    return Meaning(strong, 0, "found")


def _topic_words(case: EvidenceCase, label: int) -> set[str]:
    """The words of the topic word sets that are associated with a label."""
    subjects = (parse(case.cues.names[j]) for j in case.cue[case.label == label])
    return {w for _, kind, value in subjects if kind_of(kind).listed for w in forms(kind, value)}
