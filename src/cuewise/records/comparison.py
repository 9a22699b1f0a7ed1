"""The record of two audits side by side, and of what was done between them. No logic lives here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from cuewise.files import write_whole
from cuewise.records.audit import Headline, Measure, Rate
from cuewise.records.base import Record
from cuewise.records.finding import Reliance, Severity, VerdictType
from cuewise.records.reason import Reason

# What became of the reliance on a cue. `grew`: material now and by over 2 points more than before;
# `turned`: material on both sides, and the other way round;
# `gone`: was material, and the interval now lies within ±2 points; `less`: the intervals of |Δ*| do
# not meet, or it was material and is not shown to be; `unmeasured`: on one side only, or on none.
ChangeType = Literal["gone", "less", "same", "grew", "turned", "unmeasured"]
# What became of a candidate. The four reasons to lose are those of the choice, in its order.
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


# What is "chosen" where the model is left as it was.
NO_CHANGE = "no change"


class Change(Record):
    """One cue on two models; `mended`: the remedy was asked to."""

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
    mended: bool = False


class MeasureChange(Record):
    """A number about the models as a whole, such as accuracy in a group, on both sides."""

    code: str
    subject: str
    note: str
    before: Measure | None
    after: Measure | None


class Scores(Record):
    """What a model was measured at on documents that it was not fitted on.

    `neutral` is accuracy to which the cues say nothing, `as_is` accuracy on the texts as they are;
    `worst_class` the lowest recall of a label, to which the cues say nothing. Of the cues that
    stand at a place in texts, `sdr` is the share of decisions that hang on them, and `pull` how
    far they move the scores of the labels they go with, in standard deviations of the scores. `gap`
    is of the others: of two documents of one label, how much more often the one with such a cue
    scores higher. None: no such cue, or unknown.
    """

    neutral: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    gap: Rate | None = None
    pull: Rate | None = None


class Candidate(Record):
    """One remedy: what it needs, took and was measured at, and why it was not taken.

    "no change" is the model as it was. `scope`: whether it was to mend the cues that the model
    relies on, or also those of which it is not known whether it does.
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
    """One of the two audits, in short."""

    models: list[str]
    headline: Headline
    documents: int
    fingerprint: str
    version: str
    seed: int
    started: str


class Repair(Record):
    """What was done between the two audits.

    `chosen` is the remedy, or "no change"; the scores are on documents that nothing was fitted or
    chosen on, None where there was nothing to mend. `gained` is the difference of the accuracies
    to which the cues say nothing, by document, and `confirmed` whether these documents too show
    that the mended model depends on the cues less, and do not show it less accurate by over a
    point; None where nothing was changed. `at_inference`: what the mended model does each
    time it is asked, which its files do not hold; `notes`: what a reader should know of the
    model. Both are in English, and as codes with facts.
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


class Comparison(Record):
    """Two audits, before and after; `repair` where `cuewise fix` lies between them."""

    # pydantic's BaseModel has a deprecated method of this name; the alias is what is written.
    schema_: Literal["cuewise.comparison/1"] = Field(default="cuewise.comparison/1", alias="schema")
    language: Literal["en", "zh", "mixed"]
    before: Side
    after: Side
    changes: list[Change]
    measures: list[MeasureChange]
    repair: Repair | None = None

    def to_json(self) -> str:
        """The comparison as JSON text."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    def save(self, path: Path | str) -> Path:
        """Write it as JSON, whole or not at all."""
        return write_whole(path, self.to_json())
