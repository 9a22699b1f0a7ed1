"""The record of two compared audits, and of the repair between them. No logic lives here."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cuewise.records.audit import Headline, Measure, Rate
from cuewise.records.base import Record, SavedRecord
from cuewise.records.corpus import Language
from cuewise.records.finding import DecisionNote, Reliance, Severity, VerdictType
from cuewise.records.reason import Reason

# The change of the reliance on a cue. `grew`: it is material, and over 2 points more than before.
# `turned`: it is material on both sides and reversed its direction. `gone`: it was material, and
# its interval now lies within ±2 points. `less`: the intervals of |Δ*| do not meet, or it was
# material and is no longer shown to be. `unmeasured`: it was not measured on both sides.
ChangeType = Literal["gone", "less", "same", "grew", "turned", "unmeasured"]
# How a candidate ended. `accuracy` to `cost` are the steps of the rule of choice, in order.
Standing = Literal[
    "chosen",
    "accuracy",
    "dependence",
    "class",
    "cost",
    "not-applicable",
    "not-writable",
    "not-in-files",
    "failed",
]
# The choice that leaves the model as it was.
NO_CHANGE = "no change"


class Change(Record):
    """One cue on two models; `mended` says whether the remedy was asked to repair it.

    `decision` says who decided the verdict; None where the evidence did in both audits.
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
