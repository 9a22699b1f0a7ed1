"""Records of an export: what the model comes from, what is exported, and the result."""

from __future__ import annotations

from dataclasses import dataclass

from cuewise.plugins.protocols import Predictor
from cuewise.records import Audit, Reason
from cuewise.records.comparison import Comparison


@dataclass(frozen=True, slots=True)
class Origin:
    """What the card and the provenance report, and the texts on which the files are checked.

    `sample_b` are the second texts of pairs. `original`: the model is the one before the repair.
    """

    comparison: Comparison
    audit: Audit
    sample: tuple[str, ...]
    sample_b: tuple[str, ...] | None = None
    original: bool = False

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """The texts, and the second texts of pairs if there are any."""
        return [self.sample] if self.sample_b is None else [self.sample, self.sample_b]


@dataclass(frozen=True, slots=True)
class Core:
    """The part of a model that files can hold.

    `model` is the model inside all wrappers. `takes_out` is the regular expression that its files
    remove from a text, and `removed` the cues that it matches. `left_out` describes the wrappers
    whose step the files do not have. `notes` say what a reader should know of the files.
    """

    model: Predictor
    takes_out: str | None
    left_out: tuple[Reason, ...]
    notes: tuple[Reason, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The result of writing a model: its files compared with the model in memory.

    `difference` is the largest difference of any probability over the number of `texts`. `base` and
    `licence` are those of the model that it is made from, or None where unknown. `usage` is Python
    that loads the files. `name` is the model's name in the files, if its own is a path. `reasons`
    are notes that belong in the comparison too.
    """

    library: str
    difference: float
    texts: int
    usage: str
    base: str | None = None
    licence: str | None = None
    notes: tuple[str, ...] = ()
    name: str | None = None
    reasons: tuple[Reason, ...] = ()
