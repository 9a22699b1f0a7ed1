"""Whether a repair is shipped: judged on documents that nothing was fitted or chosen on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cuewise.pipeline.displaced import displaced
from cuewise.pipeline.fixed import Fix
from cuewise.probe.study import Study
from cuewise.records.comparison import LossCarrier, Refusal, Refused
from cuewise.selection.harm import harm_of, nothing_left, repair_cost
from cuewise.selection.stakes import carriers, stakes_of
from cuewise.split.rows import cues_of


def judged(fixed: Fix, refused: Refused | None, study: Study) -> Fix:
    """The fix with what is at stake, refused where its repair must not be shipped.

    Parameters
    ----------
    fixed:
        A proposed repair, which the confirmation split has not judged yet.
    refused:
        Why cross-fitting refuses it; None: it does not.
    study:
        The cues of the corpus.
    """
    before, after = fixed.confirmed_before, fixed.confirmed_after
    if not fixed.kept or before is None or after is None:
        return fixed
    stakes = stakes_of(before, after, study.corpus.label_names)
    fixed = replace(fixed, stakes=stakes)
    code = refused or _harm(fixed)
    if code is None:
        return fixed
    columns = sorted(study.cues.names.index(name) for name in fixed.cues)
    cues = cues_of(study.cues, columns, np.arange(len(study.corpus.ids)))
    named = carriers(before, after, cues)
    return replace(fixed, refused=_refusal(fixed, code, in_folds=refused is not None, named=named))


def _refusal(fixed: Fix, code: Refused, *, in_folds: bool, named: Sequence[LossCarrier]) -> Refusal:
    """The refusal, with what the repair costs where it was refused."""
    kept, names = fixed.candidates[fixed.kept], fixed.original.label_names
    confirmed = fixed.confirmed_before, fixed.confirmed_after
    before, after = (fixed.candidates[0].score, kept.score) if in_folds else confirmed
    cost = repair_cost(before, after) if before is not None and after is not None else None
    return Refusal(
        code=code,
        remedy=kept.code,
        split="folds" if in_folds else "confirmation",
        cost=cost.total if cost else None,
        label=names[cost.label] if cost else None,
        label_cost=cost.of_label if cost else None,
        carriers=list(named),
    )


def _harm(fixed: Fix) -> Refused | None:
    """Why the confirmation split refuses a repair."""
    before, after = fixed.confirmed_before, fixed.confirmed_after
    if before is None or after is None:
        return None
    if nothing_left(after):
        return "task"
    if code := harm_of(before, after, fixed.limits):
        return code
    return "displaced" if displaced(fixed.comparison.changes) else None
