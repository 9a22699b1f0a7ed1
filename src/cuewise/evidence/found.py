"""What a label means where its name says nothing: the words that go with it most.

Most of a label's strongest words are reasons for it, and reasons lie together, so a cue that lies
apart from the other strong words of its label is likely none of them. What all of them have in
common cannot be told from a meaning this way: a label that places go with more than anything looks
like one that means places. So the words of a field that goes with a label are left out: they are
one reason or none, and would speak for each other.
"""

from __future__ import annotations

import numpy as np

from cuewise.cues.spans import forms, parse
from cuewise.errors import NotApplicable
from cuewise.evidence.anchors import Meaning, meaning
from cuewise.evidence.parts import Case
from cuewise.records.kinds import kind_of
from cuewise.stats.association import competency_z

_WORDS = 20
_FEWEST = 5
# Weaker words go with a label by chance.
_LEAST_Z = 2.0


def meanings(case: Case) -> list[Meaning]:
    """What every label means: by its name, or by its strongest words.

    Raises
    ------
    NotApplicable
        Neither tells.
    """
    return [_by_name(case, k) or _by_words(case, k) for k in range(len(case.corpus.label_names))]


def _by_name(case: Case, label: int) -> Meaning | None:
    try:
        return meaning(case.corpus.label_names[label])
    except NotApplicable:
        return None


def _by_words(case: Case, label: int) -> Meaning:
    table = zip(case.cues.names, case.cues.kinds, strict=True)
    of_fields = _in_fields(case, label)
    columns = [
        j
        for j, (name, kind) in enumerate(table)
        if (kind, name[:5]) == ("word", "word:") and name[5:] not in of_fields
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


def _in_fields(case: Case, label: int) -> set[str]:
    """The words of the fields that go with a label."""
    subjects = (parse(case.cues.names[j]) for j in case.cue[case.label == label])
    return {w for _, kind, value in subjects if kind_of(kind).listed for w in forms(kind, value)}
