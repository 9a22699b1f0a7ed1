"""The result of an audit, `audit.json` in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from cuewise.records.base import Record, SavedRecord
from cuewise.records.corpus import Language
from cuewise.records.finding import Finding
from cuewise.records.interval import Interval
from cuewise.records.measurements import Quantity
from cuewise.records.reason import Reason

if TYPE_CHECKING:
    import polars as pl

Status = Literal["ran", "not_applicable", "skipped", "failed"]


class Measure(Record):
    """A number about the corpus or a model as a whole: a baseline, accuracy in a group or on pairs.

    `label`, `cue` and `present` name its documents: those of a label, with the cue or without it.
    None: any. `quantity` distinguishes the rows of a baseline. `subject` and `note` say the same
    for people.
    """

    code: str
    subject: str
    model: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    note: str = ""
    p: float | None = None
    q: float | None = None
    label: str | None = None
    cue: str | None = None
    present: bool | None = None
    quantity: Quantity | None = None

    @property
    def interval(self) -> Interval:
        """The value as an interval."""
        return Interval(self.value, self.low, self.high, self.n)


class Outcome(Record):
    """How a plug-in ended: `reasons` as codes and facts, `reason` the same in English."""

    status: Status
    reason: str
    seconds: float
    reasons: list[Reason] = Field(default_factory=list)


class Rate(Record):
    """A proportion with its interval and n; `model` is the model it was measured on.

    Of an SDR, `ablated` counts the spurious cues that were ablated, a phrase once, of `spurious` in
    all; `no_room` counts the documents left out because they have no room for a placebo.
    """

    estimate: float
    low: float
    high: float
    n: int
    model: str | None = None
    ablated: int | None = None
    spurious: int | None = None
    no_room: int | None = None

    @property
    def interval(self) -> Interval:
        """The rate as an interval."""
        return Interval(self.estimate, self.low, self.high, self.n)


class Headline(Record):
    """The largest SDR of the models, and how many findings the gate would count."""

    sdr: Rate | None
    material: int
    severe: int


class CorpusInfo(Record):
    """What was audited."""

    fingerprint: str
    documents: int
    labels: dict[str, int]
    language: Language = "en"
    language_name: str | None = None
    set_aside: dict[str, int] = Field(default_factory=dict)


class Provenance(Record):
    """How the audit was made."""

    version: str
    seed: int
    config: dict[str, Any]
    corpus: CorpusInfo
    models: list[str]
    started: str
    seconds: float


class Audit(SavedRecord):
    """The result of an audit, `audit.json` in memory."""

    # pydantic's BaseModel has a deprecated method of this name; the alias is what is written.
    schema_: Literal["cuewise.audit/1"] = Field(default="cuewise.audit/1", alias="schema")
    provenance: Provenance
    headline: Headline
    findings: list[Finding]
    measures: list[Measure] = Field(default_factory=list)
    outcomes: dict[str, Outcome]

    @classmethod
    def load(cls, path: Path | str) -> Audit:
        """Read an `audit.json` written by `save`."""
        return cls.model_validate_json(Path(path).read_text(encoding="utf-8"))

    def to_polars(self) -> pl.DataFrame:
        """One row for each finding and model, with the columns of the terminal table."""
        from cuewise.report.frame import findings_frame

        return findings_frame(self)

    def __repr__(self) -> str:
        """One line, because a shell prints it whenever somebody types the name."""
        models = ", ".join(self.provenance.models) or "none"
        return f"Audit({len(self.findings):,} findings, models: {models})"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from cuewise.report.page import fragment

        return fragment(self)
