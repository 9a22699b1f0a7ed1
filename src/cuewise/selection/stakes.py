"""What is at stake in a repair: three questions, and the cues that carry a loss."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records import CueTable, Rate
from cuewise.records.comparison import LossCarrier, Stakes
from cuewise.selection.harm import majority_ablated, repair_cost
from cuewise.selection.paired import lost
from cuewise.selection.score import Score

# Cues that are named as carriers of a loss.
_NAMED = 10


def stakes_of(before: Score, after: Score, label_names: Sequence[str]) -> Stakes:
    """The answers to three questions about a repair, on documents that nothing was fitted on.

    Parameters
    ----------
    before, after:
        The scores of the model as it was and of the repaired one, on the same documents.
    label_names:
        The labels, by number.
    """
    cost, model = repair_cost(before, after), before.as_is.model or ""
    return Stakes(
        as_is=before.as_is,
        ablated=before.ablated,
        carried=_carried(before, model),
        majority=majority_ablated(after),
        left=after.ablated,
        cost=cost.total,
        label=label_names[cost.label],
        label_cost=cost.of_label,
    )


def _carried(before: Score, model: str) -> Rate:
    """What the model loses, document by document, when the cues are ablated."""
    return lost(before.right_as_is, before.right, model, before.weights)


def carriers(before: Score, after: Score, cues: CueTable) -> list[LossCarrier]:
    """The cues in whose documents the repair loses accuracy, largest contribution first.

    Parameters
    ----------
    before, after:
        The scores of the model as it was and of the repaired one, on the same documents.
    cues:
        The repaired cues, and which of all documents hold them.
    """
    held = cues.values[before.rows].toarray() != 0
    model = after.as_is.model or ""
    found = []
    for name, holds in zip(cues.names, held.T, strict=True):
        if not holds.any():
            continue
        loss = lost(before.right_as_is[holds], after.right_as_is[holds], model)
        if loss.estimate > 0:
            found.append(LossCarrier(subject=name, support=int(holds.sum()), loss=loss))
    found.sort(key=lambda c: (-c.loss.estimate * c.support, c.subject))
    return found[:_NAMED]
