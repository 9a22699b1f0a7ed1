"""What the renderers of a comparison draw."""

from __future__ import annotations

from dataclasses import dataclass

from cuewise.report.records import Axis, Detail, Estimate, Subject, Tone


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One cue before and after; `model` is empty unless there are several.

    `decision` says who decided the verdict; empty where the evidence did. `tag` says what was done
    to the cue; `removed`: the model never sees it. `action` says why a cue was left alone.
    """

    subject: Subject
    label: str
    model: str
    n: str
    verdict: str
    verdict_name: str
    decision: str
    before: Estimate
    after: Estimate
    change: str
    change_name: str
    tag: str
    removed: bool
    action: str


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
class Stake:
    """A question about a repair, its answer, and the numbers behind it, each with its n."""

    question: str
    answer: str
    numbers: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Accuracy on some documents before and after, and the points lost."""

    name: str
    before: Estimate
    after: Estimate
    lost: Estimate
    n: str


@dataclass(frozen=True, slots=True)
class CheckTable:
    """One file of documents on which nothing was chosen."""

    name: str
    rows: tuple[CheckRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate: the cues it repairs (`scope`), what it needs, its scores and its outcome."""

    code: str
    scope: str
    needs: str
    seconds: str
    ablated: Estimate
    as_is: Estimate
    worst_class: Estimate
    logit_shift: Estimate
    rank_gap: Estimate
    standing: str
    standing_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison in one record, in one language."""

    lang: str
    title: str
    after: str
    headline: str
    tone: Tone
    notices: tuple[str, ...]
    figures: tuple[Detail, ...]
    rows: tuple[ChangeRow, ...]
    unmeasured: int
    grown: tuple[ChangeRow, ...]
    axis: Axis
    values: tuple[ValueRow, ...]
    groups: tuple[ValueRow, ...]
    candidates: tuple[CandidateRow, ...]
    candidates_about: str
    repaired: bool
    refusal: tuple[str, ...]
    stakes: tuple[Stake, ...]
    why: str
    checks: tuple[CheckTable, ...]
    actions: tuple[str, ...]
    provenance: tuple[tuple[str, str, str], ...]
    glossary: tuple[Detail, ...]
    version: str

    @property
    def has_models(self) -> bool:
        """Whether the audits probed more than one model."""
        return any(row.model for row in self.rows)

    @property
    def measured(self) -> tuple[CandidateRow, ...]:
        """The candidates that apply, whether they ran or failed."""
        return tuple(row for row in self.candidates if row.standing != "not-applicable")

    @property
    def unfit(self) -> tuple[CandidateRow, ...]:
        """The candidates that do not apply."""
        return tuple(row for row in self.candidates if row.standing == "not-applicable")

    @property
    def has_rank_gap(self) -> bool:
        """Whether any repaired cue cannot be edited in a text."""
        return any(row.rank_gap.interval for row in self.candidates)
