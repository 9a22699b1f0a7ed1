"""What every repair begins with: what is asked for, checked, and the corpus, examined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cuewise import models
from cuewise.errors import InputError
from cuewise.pipeline.base import Base, base_of
from cuewise.pipeline.examine import examine
from cuewise.pipeline.fixable import require_distinct_labels, require_documents
from cuewise.pipeline.plan import Clock, Plan, plan_of, require
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.runner import PluginOptions
from cuewise.probe.study import Study
from cuewise.records import Corpus, Ints, Measure, VerdictType
from cuewise.selection.harm import Limits
from cuewise.selection.portfolio import remedies_named
from cuewise.selection.prepared import Wish
from cuewise.split.parts import assigned

# Verdicts beside spurious whose cues the user may include.
INCLUDABLE: Sequence[VerdictType] = ("undetermined",)


@dataclass(frozen=True, slots=True)
class FixRequest:
    """What the user asks of `cuewise.fix`, by the names of its arguments."""

    models: Sequence[str]
    remedies: Sequence[str] | None
    max_loss: float
    include: Sequence[str]
    seed: int
    config: Mapping[str, Any] | None
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Begun:
    """A request that was checked, and its corpus as it was examined."""

    clock: Clock
    plan: Plan
    wish: Wish
    steps: Steps
    base: Base
    study: Study
    measures: Sequence[Measure]

    def fitter(self, model: str) -> Callable[[Ints], Predictor]:
        """What fits a model to repair on some rows."""
        corpus, seed, encoder = self.study.corpus, self.plan.seed, self.plan.options.encoder
        return lambda rows: models.fit_repairable(model, corpus, rows, seed=seed, encoder=encoder)


def begin(corpus: Corpus, asked: FixRequest, progress: Progress | None) -> Begun:
    """Check what is asked for, before the long work, and examine the corpus.

    Raises
    ------
    InputError
        As `cuewise.fix`.
    """
    require(corpus)
    clock = Clock.now()
    plan = plan_of(asked.models, asked.seed, asked.config, asked.options)
    wish = _wish(asked, plan.options.remedies)
    require_distinct_labels(corpus)
    require_documents(assigned(corpus, asked.seed))
    for model in asked.models:
        models.check_repairable(model, corpus, plan.options.encoder)
    steps = Steps(progress)
    base = base_of(corpus, plan, steps)
    study, measures = examine(base, plan, steps)
    return Begun(clock, plan, wish, steps, base, study, measures)


def _wish(asked: FixRequest, options: PluginOptions) -> Wish:
    """What is asked of the repair itself."""
    if not (math.isfinite(asked.max_loss) and 0 <= asked.max_loss <= 1):
        raise InputError(
            f"the greatest loss {asked.max_loss!r} is no share",
            "0 to 1 in Python, 0 to 100 points on the command line",
            "pass max_loss=0.02, or --max-loss 2",
        )
    for verdict in asked.include:
        if verdict not in INCLUDABLE:
            raise InputError(
                f"cues cannot be included by the verdict {verdict!r}",
                ", ".join(INCLUDABLE),
                "decide single cues yourself with --decisions",
            )
    named = remedies_named(asked.remedies, options)
    widened = [v for v in INCLUDABLE if v in asked.include]
    return Wish(named, asked.remedies is None, Limits(asked.max_loss), widened)
