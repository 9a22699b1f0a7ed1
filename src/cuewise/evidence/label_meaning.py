"""What a label means: by its name, else by the words most strongly associated with it.

Most of a label's strongest words are reasons for it, and reasons lie together in meaning. So a cue
that lies apart from the other strong words is probably no reason. This cannot tell a meaning from
what all strong words share by accident: a label associated mostly with places looks like one that
means places. The words of a topic word set that is associated with a label are therefore left out:
they would vouch for each other.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from cuewise.cues.spans import forms, parse
from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase
from cuewise.records.kinds import kind_of
from cuewise.stats.association import competency_z

# A bare name describes a label worse than a list of words, and words found in the corpus include
# shortcuts. Each way has a calibration of its own.
_Described = Literal["listed", "named", "found"]
_GENERIC = re.compile(r"(class|label|category|cat|type|group)?[ _-]*\d*|oos|other|unknown|none")
_WORDS = 20
_FEWEST = 5
# Weaker associations are chance.
_LEAST_Z = 2.0


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words that describe a label; pole 1 for praise, -1 for blame, 0 for neither."""

    words: tuple[str, ...]
    pole: int
    by: _Described


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
    """The meaning of every label: by its name, or by its strongest words.

    Raises
    ------
    NotApplicable
        A label has neither.
    """
    return [_by_name(case, k) or _by_words(case, k) for k in range(len(case.corpus.label_names))]


def _by_name(case: EvidenceCase, label: int) -> Meaning | None:
    try:
        return meaning(case.corpus.label_names[label])
    except NotApplicable:
        return None


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
