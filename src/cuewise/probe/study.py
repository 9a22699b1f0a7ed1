"""What is known of a corpus before any model is asked: cues, associations, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cuewise.config import AuditConfig
from cuewise.records import Associations, Corpus, CueTable, Floats, Ints, Verdict, VerdictType
from cuewise.records.kinds import Kind, kind_of

# Suspicious cues are worth the most of the probes, and genuine ones the least.
_ORDER: Mapping[VerdictType, int] = {
    "spurious": 0,
    "unstable": 0,
    "undetermined": 1,
    "necessary-not-sufficient": 1,
    "genuine": 2,
}


@dataclass(frozen=True, slots=True)
class JudgedCue:
    """One associated cue: its row among the associations, and its verdict.

    `whole` is the row of the fullest form of the same phrase, its own where it has no fuller form.
    """

    row: int
    verdict: Verdict
    whole: int


@dataclass(frozen=True, slots=True)
class Study:
    """What every model is probed with.

    q[m] holds the corrected p of every row of `associations`; `judged` the significant rows,
    strongest first. Models are asked about `rows` of the corpus, on which none was fitted.
    """

    corpus: Corpus
    cues: CueTable
    associations: Associations
    q: Floats
    judged: tuple[JudgedCue, ...]
    rows: Ints
    options: AuditConfig
    seed: int

    def column(self, row: int) -> int:
        """The cue number of an association."""
        return int(self.associations.cue[row])

    def kind(self, row: int) -> Kind:
        """The kind of the cue of an association."""
        return kind_of(self.cues.kinds[self.column(row)])

    def spurious(self) -> Iterator[JudgedCue]:
        """The cues judged spurious; a piece counts only if its whole phrase is spurious too."""
        rows = {cue.row for cue in self.judged if cue.verdict.type == "spurious"}
        return (cue for cue in self.judged if {cue.row, cue.whole} <= rows)

    def phrases(self) -> list[JudgedCue]:
        """The fullest form of every phrase: the spurious, the open and the genuine ones.

        The strongest of each come first.
        """
        whole = (cue for cue in self.judged if cue.row == cue.whole)
        return sorted(whole, key=lambda cue: _ORDER[cue.verdict.type])

    def associated_label(self, column: int) -> tuple[int, int]:
        """The label of a cue's strongest association, and -1 where the cue makes it rarer."""
        row = next(cue.row for cue in self.judged if self.column(cue.row) == column)
        sign = -1 if self.associations.discovered[row] < 0 else 1
        return int(self.associations.label[row]), sign

    def strength(self) -> Floats:
        """The largest |z| of every cue [f] over its labels."""
        return strength(self.associations, len(self.cues.names))


def strength(associations: Associations, cues: int) -> Floats:
    """The largest |z| of each of `cues` cues over its labels; 0 for one that was not tested."""
    z = np.zeros(cues)
    np.maximum.at(z, associations.cue, np.abs(np.nan_to_num(associations.z)))
    return z
