"""What the renderers draw: numbers as drawn and as written, text already made visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["bad", "warn", "good", "plain"]
# Characters before the cue that fit on a narrow line.
_BEFORE = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its interval, as drawn (None: unknown) and as written.

    `reason` says why the number is unknown.
    """

    value: float | None
    low: float | None
    high: float | None
    text: str
    interval: str
    reason: str = ""

    @property
    def written(self) -> str:
        """The number and its interval as one text."""
        return f"{self.text} {self.interval}".strip()


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A shared scale; `band` is the range around zero that counts as no effect, or None."""

    low: float
    high: float
    ticks: tuple[Tick, ...]
    band: float | None = None

    def at(self, value: float) -> str:
        """The place of `value`, as a percentage of the axis.

        Examples
        --------
        >>> Axis(-1, 1, ()).at(0.5)
        '75%'
        """
        return f"{round(self.share(value) * 100, 2):g}%"

    def share(self, value: float) -> float:
        """The place of `value`, from 0 at the lower end to 1 at the upper."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def width(self, size: float) -> str:
        """The width of `size`, as a percentage of the axis.

        Examples
        --------
        >>> Axis(-1, 1, ()).width(0.5)
        '25%'
        """
        return f"{round(size / (self.high - self.low) * 100, 2):g}%"


@dataclass(frozen=True, slots=True)
class Detail:
    """A name, the text under it, and a note."""

    name: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A cue in words.

    `value` and `short` are its value, whole and shortened. `name` can be used alone, `phrase` in a
    sentence.
    """

    raw: str
    kind: str
    field: str
    value: str
    short: str
    name: str
    phrase: str

    @property
    def full_kind(self) -> str:
        """The kind, and the field if the input has several."""
        return f"{self.kind} · {self.field}" if self.field else self.kind


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal; a `log_lr` above 0 is evidence for *spurious*."""

    name: str
    value: str
    log_lr: float | None
    text: str


@dataclass(frozen=True, slots=True)
class RelianceRow:
    """One model's reliance on one cue; `conclusion` in words, `brief` for a narrow column."""

    model: str
    delta: Estimate
    conclusion: str
    brief: str
    n: str
    facts: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an excerpt: the cue (marked) or the text around it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt, cut where the cue begins and ends.

    `facts` say what it is: a counterexample or not, its label, and the answers of the models.
    """

    id: str
    facts: tuple[str, ...]
    stretches: tuple[Stretch, ...]

    @property
    def far(self) -> str:
        """Text well before the cue, left out where a line has little room."""
        before = self.stretches[0] if len(self.stretches) > 1 else Stretch("", False)
        if before.marked or len(before.text) <= _BEFORE:
            return ""
        cut = before.text.find(" ", len(before.text) - _BEFORE)
        return before.text[: cut + 1 or len(before.text) - _BEFORE]

    @property
    def near(self) -> tuple[Stretch, ...]:
        """The rest, with the cue near its start."""
        first, *rest = self.stretches
        return (Stretch(first.text[len(self.far) :], first.marked), *rest)


@dataclass(frozen=True, slots=True)
class Cue:
    """One finding; `part_of` names the phrase or the value of a column that it is a part of.

    `decision` says who decided the verdict; empty where the evidence did. `missing` says which
    evidence an undetermined cue lacks.
    """

    rank: int
    subject: Subject
    label: str
    n: str
    association: Estimate
    verdict: str
    verdict_name: str
    decision: str
    p_spurious: Estimate
    severity: str
    severity_name: str
    sentence: str
    facts: tuple[Detail, ...]
    signals: tuple[SignalRow, ...]
    missing: str
    reliance: tuple[RelianceRow, ...]
    unprobed: str
    part_of: str
    quotes: tuple[Quote, ...]

    @property
    def alarm(self) -> str:
        """The severity to draw: a genuine cue is no alarm, however strong it is."""
        return "none" if self.verdict == "genuine" else self.severity


@dataclass(frozen=True, slots=True)
class Step:
    """A next step, the cues it is about, and how many `more` there are."""

    tone: Tone
    title: str
    text: str
    cues: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A number about the corpus or a model as a whole; `axis` is None where no bar is drawn."""

    name: str
    subject: str
    model: str
    estimate: Estimate
    n: str
    unit: str
    note: str
    mark: str
    axis: Axis | None


@dataclass(frozen=True, slots=True)
class Block:
    """Measures of one family; `note` is the name of the last column."""

    family: str
    title: str
    about: str
    note: str
    rows: tuple[MeasureRow, ...]

    @property
    def axis(self) -> Axis | None:
        """The scale of all bars, if they share one."""
        scales = {row.axis for row in self.rows if row.axis is not None}
        return scales.pop() if len(scales) == 1 else None

    @property
    def has_names(self) -> bool:
        """Whether the measures differ in name."""
        return len({row.name for row in self.rows}) > 1

    @property
    def has_models(self) -> bool:
        """Whether any row names a model."""
        return any(row.model for row in self.rows)

    @property
    def has_notes(self) -> bool:
        """Whether any row has a note."""
        return any(row.note for row in self.rows)


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one plug-in."""

    code: str
    status: str
    status_name: str
    reason: str
    seconds: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The report in one record, in one language."""

    lang: str
    headline: str
    tone: Tone
    notices: tuple[str, ...]
    figures: tuple[Detail, ...]
    models: tuple[str, ...]
    cues: tuple[Cue, ...]
    verdicts: tuple[Detail, ...]
    association_axis: Axis
    reliance_axis: Axis
    steps: tuple[Step, ...]
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]
    set_aside: tuple[Detail, ...]
    provenance: tuple[Detail, ...]
    config: tuple[Detail, ...]
    glossary: tuple[Detail, ...]
