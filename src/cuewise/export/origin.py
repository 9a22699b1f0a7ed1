"""Where a model that is written comes from, and what came of writing it."""

from __future__ import annotations

from dataclasses import dataclass

from cuewise.plugins.protocols import Predictor
from cuewise.records import Audit, Reason
from cuewise.records.comparison import Comparison


@dataclass(frozen=True, slots=True)
class Origin:
    """What the card and the provenance tell of, and texts on which the files are checked.

    `sample_b` are the second texts, where the model reads pairs.
    """

    comparison: Comparison
    audit: Audit
    sample: tuple[str, ...]
    sample_b: tuple[str, ...] | None = None

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """The texts, and the second texts where there are pairs."""
        return [self.sample] if self.sample_b is None else [self.sample, self.sample_b]


@dataclass(frozen=True, slots=True)
class Core:
    """The model inside all that wraps it; what its files can take out of a text, and cannot do.

    `takes_out` is an expression; `left_out` are the steps of wrappers that the files do not have.
    """

    model: Predictor
    takes_out: str | None
    left_out: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing a model: the loaded files against the model in memory.

    `difference` is the largest of any probability over so many `texts`; `base` and `licence` are
    of the model that it is made from, None where there is none or it is not known; `usage` is the
    Python that loads the files; `name` what the model is called in them, where its own is a path.
    """

    library: str
    difference: float
    texts: int
    usage: str
    base: str | None = None
    licence: str | None = None
    notes: tuple[str, ...] = ()
    name: str | None = None
