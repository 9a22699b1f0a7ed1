"""A finding: one cue with its association, verdict, reliance, severity and excerpts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cuewise.records.base import Record
from cuewise.records.interval import Interval

VerdictType = Literal["spurious", "genuine", "necessary-not-sufficient", "unstable", "undetermined"]
Severity = Literal["none", "weak", "material", "severe"]
Conclusion = Literal["material", "clean", "inconclusive"]


class Association(Record):
    """How strongly cue and label are associated, measured on the estimation split."""

    measure: str
    estimate: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    log_odds_ratio: float | None
    replicated: bool

    @property
    def interval(self) -> Interval:
        """The association as an interval."""
        return Interval(self.estimate, self.low, self.high)

    @property
    def rarer(self) -> bool:
        """Whether the cue surely makes its label rarer: the whole interval is below 0."""
        return self.high is not None and self.high < 0


class Signal(Record):
    """One piece of evidence: its raw value and the log likelihood ratio for *spurious*.

    `weight` times `log_lr` counts for the verdict; 0: only reported.
    """

    value: float | None
    log_lr: float
    weight: float = 1.0

    @property
    def counted(self) -> float:
        """What the signal adds to the log-odds of *spurious*."""
        return self.weight * self.log_lr


class DecisionNote(Record):
    """Who decided a verdict; `computed` is the verdict of the evidence, which it replaced.

    `subject` is the cue decided on: this one, or another piece of the same phrase.
    """

    subject: str
    author: str
    reason: str
    date: str
    computed: VerdictType


class Verdict(Record):
    """The verdict on a cue, with the evidence for it.

    `decision` says who decided `type`, None where the evidence did. `p_spurious` is always that of
    the evidence.
    """

    type: VerdictType
    p_spurious: float | None
    signals: dict[str, Signal] = Field(default_factory=dict)
    decision: DecisionNote | None = None


class Reliance(Record):
    """How one model's decisions change when only the cue is changed, beyond a placebo edit.

    delta is Δ* with its interval, over n edited documents. The three FCS members have an interval
    each, None where the documents are too few. conclusion is None where nothing was measured.
    further: how many more documents would probably settle an inconclusive one; None where nothing
    is to settle or no number would.
    """

    model: str
    delta: float | None
    low: float | None
    high: float | None
    flip_rate: float | None
    placebo: float | None
    fcs_raw: float | None
    fcs_excess: float | None
    fcs_do: float | None
    n: int
    fcs_raw_low: float | None = None
    fcs_raw_high: float | None = None
    fcs_excess_low: float | None = None
    fcs_excess_high: float | None = None
    fcs_do_low: float | None = None
    fcs_do_high: float | None = None
    conclusion: Conclusion | None = None
    further: int | None = None

    @property
    def interval(self) -> Interval:
        """Δ* as an interval."""
        return Interval(self.delta, self.low, self.high, self.n)

    @property
    def fcs(self) -> dict[str, Interval]:
        """The FCS members by name: raw, excess and do."""
        return {
            "raw": Interval(self.fcs_raw, self.fcs_raw_low, self.fcs_raw_high),
            "excess": Interval(self.fcs_excess, self.fcs_excess_low, self.fcs_excess_high),
            "do": Interval(self.fcs_do, self.fcs_do_low, self.fcs_do_high, self.n),
        }


class Excerpt(Record):
    """A short piece of a document; `spans` are [start, end) of the cue in `text`.

    `answers` has the label that a model predicts for the whole document, by model. A model without
    a usable answer is missing, and so is a slow one that was not probed on the cue. A model fitted
    in the audit may have learned from the document.
    """

    id: str
    label: str
    text: str
    spans: list[tuple[int, int]] = Field(default_factory=list)
    answers: dict[str, str] = Field(default_factory=dict)


class Finding(Record):
    """One cue as reported.

    `part_of` is the id of the finding whose longer phrase contains it, or which leads the values of
    its metadata column where that column decides the label. `excerpts` end with a counterexample,
    where one exists.
    """

    id: str
    code: str
    subject: str
    kind: str
    label: str
    support: int
    severity: Severity
    association: Association
    verdict: Verdict
    reliance: list[Reliance] = Field(default_factory=list)
    message: str
    part_of: str | None = None
    excerpts: list[Excerpt] = Field(default_factory=list)

    def fits(self, label: str) -> bool:
        """Whether a document with the cue and `label` fits the association.

        A document that does not is a counterexample. Where the cue makes its label rarer, the
        documents with that label are the counterexamples.
        """
        return (label == self.label) != self.association.rarer
