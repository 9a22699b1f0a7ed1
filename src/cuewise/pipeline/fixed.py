"""The result of a repair, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cuewise.export import Origin, core, export
from cuewise.files import whole_folder, write_whole
from cuewise.models.wrapper import removed_by
from cuewise.pipeline.actions import Acted
from cuewise.pipeline.compare import compare
from cuewise.plugins.protocols import Predictor
from cuewise.records import Audit, Reason, VerdictType
from cuewise.records.checked import Checked
from cuewise.records.comparison import NO_CHANGE, Action, Comparison, Refusal, Repair, Stakes
from cuewise.report import compared_html
from cuewise.report.reasons import sentence
from cuewise.report.wording import Lang, wording
from cuewise.selection.candidates import reported, serialised
from cuewise.selection.choose import confirmed, gained
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.harm import Limits
from cuewise.selection.score import Score


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: the model, how it was found, and the same probes before and after.

    Attributes
    ----------
    before, after:
        Audits of the model as it was and of the proposed one, on the confirmation split: documents
        on which nothing was fitted or chosen.
    original, proposed:
        The model as it was, and the repaired one, which is the same where nothing was repaired.
    cues:
        The cues that the proposed candidate repairs; if there is none, those in question.
    candidates:
        Every candidate, the model as it was first, each with its cross-fitted score.
    kept:
        The place of the proposed candidate.
    confirmed_before, confirmed_after:
        The scores on the confirmation split; None where there was nothing to repair.
    refused:
        Why the proposed model is not shipped; None where it is.
    stakes:
        What the cues carry, what is left without them, and what the repair costs.
    limits, include:
        The accuracy that the repair may cost, and the verdicts beside *spurious* it may act on.
    left:
        Why cues that the model relies on, or is not cleared of, were not repaired.
    checks:
        How both models do on documents of the user's own, which decided nothing.
    sample, sample_b:
        Texts, and second texts of pairs, on which a saved model is checked.
    notes:
        What a reader should know of the model.
    """

    before: Audit
    after: Audit
    original: Predictor
    proposed: Predictor
    cues: tuple[str, ...]
    candidates: tuple[Evaluated, ...]
    kept: int
    confirmed_before: Score | None
    confirmed_after: Score | None
    refused: Refusal | None = None
    stakes: Stakes | None = None
    limits: Limits = field(default_factory=Limits)
    include: tuple[VerdictType, ...] = ()
    left: Mapping[str, Action] = field(default_factory=dict)
    checks: tuple[Checked, ...] = ()
    sample: tuple[str, ...] = ()
    sample_b: tuple[str, ...] | None = None
    notes: tuple[Reason, ...] = ()

    @property
    def predictor(self) -> Predictor:
        """The model that is shipped: the repaired one, or the model as it was."""
        return self.original if self.refused else self.proposed

    @property
    def shipped(self) -> bool:
        """Whether the shipped model is another than it was."""
        return self.kept > 0 and self.refused is None

    @property
    def chosen(self) -> str:
        """The remedy that was kept, or "no change"."""
        return self.candidates[self.kept].code if self.shipped else NO_CHANGE

    @property
    def comparison(self) -> Comparison:
        """Both audits side by side, and what was done between them."""
        comparison = compare(self.before, self.after)
        scores = self._scores
        repair = Repair(
            chosen=self.chosen,
            cues=list(self.cues),
            candidates=reported(
                self.candidates,
                self.kept if self.refused is None else 0,
                self.limits,
                None if self.refused is None else self.kept,
            ),
            before=serialised(self.confirmed_before),
            after=serialised(self.confirmed_after),
            seconds=max(a.provenance.seconds for a in (self.before, self.after)),
            gained=gained(*scores) if scores else None,
            confirmed=confirmed(*scores) if scores else None,
            max_loss=self.limits.total,
            stakes=self.stakes,
            refused=self.refused,
            checks=list(self.checks),
            **_at_inference(core(self.predictor).left_out),
            **_noted(self.notes),
        )
        removed = removed_by(self.proposed)
        acted = Acted(self.cues if self.kept else (), removed, self.include, self.left)
        findings = {(f.subject, f.label): f for f in self.before.findings}
        changes = [acted.on(c, findings.get((c.subject, c.label))) for c in comparison.changes]
        return comparison.model_copy(update={"repair": repair, "changes": changes})

    @property
    def _scores(self) -> tuple[Score, Score] | None:
        """The confirmed scores, where a repair was found."""
        old, new = self.confirmed_before, self.confirmed_after
        return (old, new) if self.kept and old is not None and new is not None else None

    def save(self, folder: Path | str, *, lang: Lang = "en") -> Path:
        """Write the model, both audits and a page that compares them, whole or not at all.

        Parameters
        ----------
        folder:
            A new or empty folder. It gets `model/`, `audit.before.json`, `audit.after.json`,
            `comparison.json` and `report.html`; and `model.before/`, the model as it was, where
            `model/` is another.
        lang:
            Language of the page.

        Raises
        ------
        InputError
            The folder holds something, or the model cannot be written.
        """
        with whole_folder(folder) as part:
            self.write(part, lang=lang)
        return Path(folder)

    def write(self, folder: Path, *, lang: Lang = "en") -> Comparison:
        """Write the same into a folder that exists, and return the comparison as written.

        Parts written before a failure stay.
        """
        comparison = self.comparison
        origin = Origin(comparison, self.after, self.sample, self.sample_b)
        written = export(self.predictor, folder / "model", origin)
        if self.shipped:
            as_it_was = Origin(comparison, self.before, self.sample, self.sample_b, original=True)
            export(self.original, folder / "model.before", as_it_was)
        if comparison.repair is not None:
            # Writing may leave out a step that `core` expected the files to hold.
            notes = (*self.notes, *written.notes)
            update = _at_inference(written.left_out) | _noted(notes)
            repair = comparison.repair.model_copy(update=update)
            comparison = comparison.model_copy(update={"repair": repair})
        self.before.save(folder / "audit.before.json")
        self.after.save(folder / "audit.after.json")
        comparison.save(folder / "comparison.json")
        write_whole(folder / "report.html", compared_html(comparison, lang))
        return comparison


def _at_inference(steps: Sequence[Reason]) -> dict[str, Any]:
    """What the model does at inference, as fields of a repair."""
    return {"at_inference": _english(steps), "at_inference_reasons": list(steps)}


def _noted(notes: Sequence[Reason]) -> dict[str, Any]:
    """What a reader should know, as fields of a repair."""
    return {"notes": _english(notes), "note_reasons": list(notes)}


def _english(reasons: Sequence[Reason]) -> list[str]:
    return [sentence(reason, wording("en")) for reason in reasons]
