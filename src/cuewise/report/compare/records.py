"""What the renderers of a comparison draw."""

from __future__ import annotations

from dataclasses import dataclass

from cuewise.report.records import Axis, Estimate, Fact, Subject, Tone


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One cue before and after; `model` is named where there are several."""

    subject: Subject
    label: str
    model: str
    n: str
    verdict: str
    verdict_name: str
    before: Estimate
    after: Estimate
    change: str
    change_name: str
    mended: bool


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A number about the models before and after; `axis` is None where no bar is drawn."""

    name: str
    note: str
    before: Estimate
    after: Estimate
    n: str
    axis: Axis | None


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One remedy: what it needs, cost and was measured at, and what became of it.

    `scope`: which cues it was to mend, in words.
    """

    code: str
    scope: str
    needs: str
    seconds: str
    neutral: Estimate
    as_is: Estimate
    worst_class: Estimate
    pull: Estimate
    gap: Estimate
    standing: str
    standing_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison in one record, in one language."""

    lang: str
    title: str
    headline: str
    tone: Tone
    notices: tuple[str, ...]
    figures: tuple[Fact, ...]
    rows: tuple[ChangeRow, ...]
    unmeasured: int
    grown: tuple[ChangeRow, ...]
    axis: Axis
    values: tuple[ValueRow, ...]
    groups: tuple[ValueRow, ...]
    tried: tuple[TriedRow, ...]
    repaired: bool
    provenance: tuple[tuple[str, str, str], ...]
    glossary: tuple[Fact, ...]
    version: str

    @property
    def has_models(self) -> bool:
        """Whether a column for the model says anything."""
        return any(row.model for row in self.rows)

    @property
    def weighed(self) -> tuple[TriedRow, ...]:
        """The remedies that ran, or broke."""
        return tuple(row for row in self.tried if row.standing != "not-applicable")

    @property
    def unfit(self) -> tuple[TriedRow, ...]:
        """The remedies that do not apply."""
        return tuple(row for row in self.tried if row.standing == "not-applicable")

    @property
    def has_gap(self) -> bool:
        """Whether any cue mended stands at no place in a text."""
        return any(row.gap.interval for row in self.tried)
