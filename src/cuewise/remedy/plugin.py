"""What all remedies share: how one is declared, and how it replaces the head of a model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar, dataclass_transform

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable
from cuewise.remedy.task import Task, task_of

# The labels that a remedy needs; groups are made from the cues that an audit found.
Needs = Literal["none", "class", "group in training", "group in validation"]
_C = TypeVar("_C", bound=type)


class Remedy(ABC):
    """Returns a model that relies less on the cues of `groups`; `remedy` declares one."""

    __slots__ = ()
    code: ClassVar[str]
    needs: ClassVar[Needs]
    knows_cues: ClassVar[bool]
    cost: ClassVar[int]
    refits: ClassVar[bool]

    @abstractmethod
    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The repaired model.

        Parameters
        ----------
        corpus:
            Documents to fit on; they are not changed.
        groups:
            The cues to repair: who holds which [n, g].
        predictor:
            The model to repair; it is not changed.
        rng:
            The source of every random choice.

        Raises
        ------
        NotApplicable
            The remedy cannot be used on this model, these cues or these documents.
        """


class Refit(Remedy):
    """A remedy that fits a new head on the features of the model; a subclass says how."""

    __slots__ = ()

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model with a new head; raises `NotApplicable` as `task_of` does."""
        t = task_of(corpus, groups, predictor, rng)
        return t.model.with_head(self._head(t), self.code)

    @abstractmethod
    def _head(self, t: Task) -> Logistic: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalised:
    """The option that remedies share if they fit a head with the penalty of the model's own.

    Parameters
    ----------
    strength:
        Multiplies the penalty of the model's own head.
    """

    strength: float = 1.0


@dataclass_transform(frozen_default=True)
def remedy(
    code: str,
    *,
    needs: Needs = "none",
    knows_cues: bool = True,
    cost: int = 1,
    refits: bool = True,
) -> Callable[[_C], _C]:
    """Make a class a frozen dataclass, whose fields are its options, and register it.

    Parameters
    ----------
    code:
        Its name on the command line and in reports.
    needs:
        The labels it needs.
    knows_cues:
        Whether it uses the cues, rather than the labels or the errors of the model.
    cost:
        Its time, in about as many fits of the head.
    refits:
        Whether it changes the head; otherwise it changes what the model is asked.
    """

    def add(cls: _C) -> _C:
        declared = {"needs": needs, "knows_cues": knows_cues, "cost": cost, "refits": refits}
        for name, value in {"code": code, **declared}.items():
            setattr(cls, name, value)
        # Any: mypy cannot follow a dataclass made of a class that is a variable.
        made: Any = dataclass(frozen=True, slots=True)(cls)
        registered: _C = register("remedies")(made)
        return registered

    return add
