"""What the renderers draw: numbers as drawn and as written, text already safe to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["bad", "warn", "good", "plain"]
# Characters before the cue that a narrow line has room for.
_BEFORE = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its interval, as drawn (None: unknown) and as written; `reason`: why unknown."""

    value: float | None
    low: float | None
    high: float | None
    text: str
    interval: str
    reason: str = ""

    @property
    def written(self) -> str:
        """The number and its interval in one piece of text."""
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
        """Where `value` lies, as a percentage of the width.

        Examples
        --------
        >>> Axis(-1, 1, ()).at(0.5)
        '75%'
        """
        return f"{round(self.share(value) * 100, 2):g}%"

    def share(self, value: float) -> float:
        """Where `value` lies, from 0 at the lower end to 1 at the upper."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def width(self, size: float) -> str:
        """How wide a stretch of `size` is drawn.

        Examples
        --------
        >>> Axis(-1, 1, ()).width(0.5)
        '25%'
        """
        return f"{round(size / (self.high - self.low) * 100, 2):g}%"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, what is to be said under it, and a remark."""

    name: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A cue in words: kind and field for people, the value whole and cut short, a name that stands
    alone and a phrase that stands in a sentence.
    """

    raw: str
    kind: str
    field: str
    value: str
    short: str
    name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One piece of evidence; `log_lr` above 0 speaks for *spurious*."""

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
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt, the cue itself or what is around it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt cut where the cue begins and ends."""

    id: str
    label: str
    pieces: tuple[Piece, ...]

    @property
    def far(self) -> str:
        """What stands well before the cue: left out where one line has little room."""
        before = self.pieces[0] if len(self.pieces) > 1 else Piece("", False)
        if before.marked or len(before.text) <= _BEFORE:
            return ""
        cut = before.text.find(" ", len(before.text) - _BEFORE)
        return before.text[: cut + 1 or len(before.text) - _BEFORE]

    @property
    def near(self) -> tuple[Piece, ...]:
        """The rest, with the cue near its beginning."""
        if not self.far:
            return self.pieces
        return (Piece(self.pieces[0].text[len(self.far) :], False), *self.pieces[1:])


@dataclass(frozen=True, slots=True)
class Cue:
    """One finding; `part_of` names the whole phrase where it is a piece of one."""

    rank: int
    subject: Subject
    label: str
    n: str
    association: Estimate
    verdict: str
    verdict_name: str
    p_spurious: Estimate
    severity: str
    severity_name: str
    sentence: str
    facts: tuple[Fact, ...]
    signals: tuple[SignalRow, ...]
    reliance: tuple[RelianceRow, ...]
    unprobed: str
    part_of: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, and the cues it is about."""

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
    """Measures of one family; `note` is what the last column is called."""

    family: str
    title: str
    about: str
    note: str
    rows: tuple[MeasureRow, ...]

    @property
    def axis(self) -> Axis | None:
        """The scale of all bars, where they have one in common."""
        scales = {row.axis for row in self.rows if row.axis is not None}
        return scales.pop() if len(scales) == 1 else None

    @property
    def has_names(self) -> bool:
        """Whether the measures differ in name."""
        return len({row.name for row in self.rows}) > 1

    @property
    def has_models(self) -> bool:
        """Whether a column for the model says anything."""
        return any(row.model for row in self.rows)

    @property
    def has_notes(self) -> bool:
        """Whether a column for notes says anything."""
        return any(row.note for row in self.rows)


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a plug-in."""

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
    figures: tuple[Fact, ...]
    models: tuple[str, ...]
    cues: tuple[Cue, ...]
    verdicts: tuple[Fact, ...]
    association_axis: Axis
    reliance_axis: Axis
    steps: tuple[Step, ...]
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]
    set_aside: tuple[Fact, ...]
    provenance: tuple[Fact, ...]
    config: tuple[Fact, ...]
    glossary: tuple[Fact, ...]
