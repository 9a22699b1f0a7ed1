"""The record of two compared audits, and of the repair between them. No logic lives here."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cuewise.records.audit import Headline, Measure, Rate
from cuewise.records.base import Record, SavedRecord
from cuewise.records.checked import Checked
from cuewise.records.corpus import Language
from cuewise.records.finding import DecisionNote, Reliance, Severity, VerdictType
from cuewise.records.reason import Reason

# The change of the reliance on a cue. `grew`: it is material, and over 2 points more than before.
# `turned`: it is material on both sides and reversed its direction. `gone`: it was material, and
# its interval now lies within ±2 points. `less`: the intervals of |Δ*| do not meet, or it was
# material and is no longer shown to be. `unmeasured`: it was not measured on both sides.
ChangeType = Literal["gone", "less", "same", "grew", "turned", "unmeasured"]
# How a candidate ended. `harm` to `cost` are the steps of the rule of choice, in order; `dropped`:
# it was hopeless on the first fold. `class` occurs in comparisons of older versions only.
Standing = Literal[
    "chosen",
    "harm",
    "dependence",
    "accuracy",
    "class",
    "cost",
    "dropped",
    "not-applicable",
    "not-writable",
    "not-in-files",
    "failed",
]
# The choice that leaves the model as it was.
NO_CHANGE = "no change"
# Why a repair was found and not shipped. `loss` and `label`: it costs more than `max_loss` allows,
# in total or for one label. `majority`: it would be less accurate than always answering the most
# frequent label. `task`: without the cues nothing is left that the label could be told from.
# `displaced`: reliance on other cues grew by more than what was removed.
Refused = Literal["loss", "label", "majority", "task", "displaced"]
# Why the repair acted on a cue (`repaired`) or not. `not-spurious`: it is judged genuine or another
# verdict than spurious. `undetermined`: the evidence is open, and `--include` did not name it.
# `not-relied-on`: the model is shown not to rely on it. `not-shown`: reliance on it is not shown.
# `not-in-files`: the saved files cannot remove it from a text, while they can remove others.
# `piece`: it is a piece of a phrase that was repaired or judged as a whole. `not-replicated`: its
# association did not replicate in the estimation split. `nothing`: nothing was repaired.
Action = Literal[
    "repaired",
    "not-spurious",
    "undetermined",
    "not-relied-on",
    "not-shown",
    "not-in-files",
    "piece",
    "not-replicated",
    "nothing",
]


class Change(Record):
    """One cue on two models; `mended` says whether the remedy was asked to repair it.

    `decision` says who decided the verdict; None where the evidence did in both audits. `action`
    says why the repair acted on the cue or not; None where no repair lies between the audits.
    `by_construction`: the repaired model never sees the cue, so no reliance on it can be left.
    """

    subject: str
    kind: str
    label: str
    support: int
    verdict: VerdictType
    severity_before: Severity
    severity_after: Severity
    model_before: str
    model_after: str
    before: Reliance | None
    after: Reliance | None
    change: ChangeType
    # The contract of comparison.json fixes this name; it means repaired.
    mended: bool = False
    decision: DecisionNote | None = None
    action: Action | None = None
    by_construction: bool = False


class MeasureChange(Record):
    """A number about each model as a whole, such as accuracy in a group, on both sides."""

    code: str
    subject: str
    note: str
    before: Measure | None
    after: Measure | None


class Scores(Record):
    """The score of a model on documents that it was not fitted on.

    `neutral` is accuracy with the cues ablated, `as_is` accuracy on the texts as they are, and
    `worst_class` the lowest recall of a label with the cues ablated. For cues located in texts,
    `sdr` is the share of decisions that ablation changes, and `pull` the logit shift: how far they
    move the logits of their labels, in standard deviations. `gap` is the rank gap of other cues: of
    two documents of one label, how much more often the one with the cue scores higher. None: no
    such cue, or unknown.
    """

    neutral: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    gap: Rate | None = None
    pull: Rate | None = None


class LossCarrier(Record):
    """One cue, and the accuracy that the repair loses among the documents that hold it.

    `loss` is the mean difference by document on texts as they are, with its interval. `support`
    counts these documents on the confirmation split.
    """

    subject: str
    support: int
    loss: Rate


class Stakes(Record):
    """Three questions that are answered before a repair is shipped, on the confirmation split.

    1. What accuracy do the cues carry? `as_is` and `ablated` are the accuracy of the model as it
       was, on texts as they are and with the cues ablated; `carried` is the difference by document.
    2. Is anything left without them? `left` is the accuracy, with the cues ablated, of the
       repaired model; `majority` is that of always answering the most frequent label.
    3. What does the repair cost? `cost` is the accuracy lost on texts as they are, by document, and
       `label_cost` the recall lost for `label`, the label that loses most. A gain is negative.
    """

    as_is: Rate
    ablated: Rate
    carried: Rate
    majority: float
    left: Rate
    cost: Rate
    label: str
    label_cost: Rate


class Refusal(Record):
    """A repair that was found and not shipped, and the cues that carry the loss, largest first.

    `split` says where it was refused: already by cross-fitting (`folds`), or on the confirmation
    split. `cost` and `label_cost` are what it costs there, as in `Stakes`; `label` is the label
    that loses most.
    """

    code: Refused
    remedy: str
    split: Literal["folds", "confirmation"] = "confirmation"
    cost: Rate | None = None
    label: str | None = None
    label_cost: Rate | None = None
    carriers: list[LossCarrier] = Field(default_factory=list)


class Candidate(Record):
    """One candidate: what it needs, its score, and why it was not kept.

    "no change" is the model as it was. `scope` says whether the candidate repairs the cues that
    the model relies on, or also those for which reliance is inconclusive.
    """

    code: str
    scope: Literal["relied-on", "not-cleared"] | None = None
    needs: str
    seconds: float
    scores: Scores | None
    standing: Standing
    reason: str = ""
    reasons: list[Reason] = Field(default_factory=list)


class Side(Record):
    """A summary of one of the two audits."""

    models: list[str]
    headline: Headline
    documents: int
    fingerprint: str
    version: str
    seed: int
    started: str


class Repair(Record):
    """What was done between the two audits.

    `chosen` is the remedy, or "no change". The scores are on the confirmation split, None where
    there was nothing to repair. `gained` is the difference of accuracy with the cues ablated, by
    document. `confirmed` says whether the confirmation split shows less reliance, and no loss of
    accuracy over a point. Both are None where nothing changed. `at_inference` lists what the
    repaired model does at inference and its files do not hold; `notes` what a reader should know of
    the model. Both are in English, and as codes with facts.

    `max_loss` is the accuracy that the repair may cost, as a share. `stakes` answers three
    questions about the cues and the repair. `refused`: a repair was found and not shipped; then
    `chosen` is "no change", and the audit after and the scores after are of the refused repair, and
    so is what `checks` say of the user's own documents.
    """

    chosen: str
    cues: list[str]
    candidates: list[Candidate]
    before: Scores | None
    after: Scores | None
    seconds: float
    gained: Rate | None = None
    confirmed: bool | None = None
    at_inference: list[str] = Field(default_factory=list)
    at_inference_reasons: list[Reason] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    note_reasons: list[Reason] = Field(default_factory=list)
    max_loss: float | None = None
    stakes: Stakes | None = None
    refused: Refusal | None = None
    checks: list[Checked] = Field(default_factory=list)


class Comparison(SavedRecord):
    """Two audits, before and after; `repair` where `cuewise fix` lies between them."""

    # pydantic's BaseModel has a deprecated method of this name; the alias is what is written.
    schema_: Literal["cuewise.comparison/1"] = Field(default="cuewise.comparison/1", alias="schema")
    language: Language
    before: Side
    after: Side
    changes: list[Change]
    measures: list[MeasureChange]
    repair: Repair | None = None
