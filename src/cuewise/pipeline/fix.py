"""Repair a model: find the cues it relies on, try remedies, keep one, confirm it on unseen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from cuewise import models
from cuewise.errors import InputError
from cuewise.export import Origin, core, export
from cuewise.files import whole_folder, write_whole
from cuewise.pipeline.audit import audit_of, probe_model
from cuewise.pipeline.base import base_of
from cuewise.pipeline.compare import compare
from cuewise.pipeline.examine import examine
from cuewise.pipeline.plan import SEED, Clock, plan_of, require
from cuewise.pipeline.shown import shown_documents
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor
from cuewise.records import Audit, Corpus, Ints, Reason
from cuewise.records.comparison import NO_CHANGE, Comparison, Repair
from cuewise.report import compared_html
from cuewise.report.reasons import sentence
from cuewise.report.wording import Lang, wording
from cuewise.selection.candidates import remedies_to_try, reported, serialised
from cuewise.selection.choose import confirmed, gained
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.score import Score
from cuewise.selection.search import search
from cuewise.split.parts import assigned, split_of
from cuewise.split.rows import rows_of

# Documents of every label that each part needs.
_FEWEST = 5
# Texts on which a saved model is checked against the one in memory.
_CHECKED = 64


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: the model, how it was found, and the same probes before and after.

    Attributes
    ----------
    before, after:
        Audits of the model as it was and as it is now, on the confirmation split: documents on
        which nothing was fitted or chosen.
    predictor:
        The repaired model, or the model as it was.
    cues:
        The cues that the kept candidate repairs; if nothing changed, those in question.
    candidates:
        Every candidate, the model as it was first, each with its cross-fitted score.
    kept:
        The place of the kept candidate.
    confirmed_before, confirmed_after:
        The scores on the confirmation split; None where there was nothing to repair.
    sample, sample_b:
        Texts, and second texts of pairs, on which a saved model is checked.
    notes:
        What a reader should know of the model.
    """

    before: Audit
    after: Audit
    predictor: Predictor
    cues: tuple[str, ...]
    candidates: tuple[Evaluated, ...]
    kept: int
    confirmed_before: Score | None
    confirmed_after: Score | None
    sample: tuple[str, ...] = ()
    sample_b: tuple[str, ...] | None = None
    notes: tuple[Reason, ...] = ()

    @property
    def chosen(self) -> str:
        """The remedy that was kept, or "no change"."""
        return self.candidates[self.kept].code if self.candidates else NO_CHANGE

    @property
    def comparison(self) -> Comparison:
        """Both audits side by side, and what was done between them."""
        comparison = compare(self.before, self.after)
        scores = self._scores
        repair = Repair(
            chosen=self.chosen,
            cues=list(self.cues),
            candidates=reported(self.candidates, self.kept),
            before=serialised(self.confirmed_before),
            after=serialised(self.confirmed_after),
            seconds=max(a.provenance.seconds for a in (self.before, self.after)),
            gained=gained(*scores) if scores else None,
            confirmed=confirmed(*scores) if scores else None,
            **_at_inference(core(self.predictor).left_out),
            **_noted(self.notes),
        )
        repaired = self.cues if self.kept else ()
        changes = [
            c.model_copy(update={"mended": c.subject in repaired}) for c in comparison.changes
        ]
        return comparison.model_copy(update={"repair": repair, "changes": changes})

    @property
    def _scores(self) -> tuple[Score, Score] | None:
        """The confirmed scores, where something was changed."""
        old, new = self.confirmed_before, self.confirmed_after
        return (old, new) if self.kept and old is not None and new is not None else None

    def save(self, folder: Path | str, *, lang: Lang = "en") -> Path:
        """Write the model, both audits and a page that compares them, whole or not at all.

        Parameters
        ----------
        folder:
            A new or empty folder. It gets `model/`, `audit.before.json`, `audit.after.json`,
            `comparison.json` and `report.html`.
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


def fix(
    corpus: Corpus,
    *,
    model: str = "reference",
    remedies: Sequence[str] | None = None,
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Fix:
    """Find the spurious cues that a model relies on, and repair the model.

    Candidates are compared by 3-fold cross-fitting on 75% of the documents. Each is one remedy for
    the spurious cues that the model relies on, or is not cleared of. The winner is refitted on
    those 75% and audited on the held-out 25%, beside the model as it was. Of a model that comes
    fitted, the last layer is refitted.

    Parameters
    ----------
    corpus:
        From `cuewise.load`. Give documents on which the model was not fitted.
    model:
        `tfidf`; `reference`, whose head on the encoder is repaired; or `hf:NAME_OR_DIR`, a
        fine-tuned classifier, whose last layer is repaired.
    remedies:
        Codes of the remedies to try; None: all.
    seed, config, progress, options:
        As for `cuewise.audit`.

    Returns
    -------
    Fix
        With `chosen` "no change" where there is nothing to repair, or nothing helps.

    Raises
    ------
    InputError
        An unknown model or remedy, a model that cannot be repaired, a missing encoder, or a label
        with too few documents.

    Examples
    --------
    >>> import cuewise
    >>> corpus = cuewise.load("reviews.csv", text="text", label="label")  # doctest: +SKIP
    >>> fixed = cuewise.fix(corpus, model="tfidf")  # doctest: +SKIP
    >>> fixed.chosen, fixed.cues  # doctest: +SKIP
    ('mask', ('word:spielberg',))
    >>> fixed.save("fixed")  # doctest: +SKIP
    """
    require(corpus)
    clock, plan = Clock.now(), plan_of([model], seed, config, options)
    _require_documents(assigned(corpus, seed))
    models.check_repairable(model, corpus, plan.options.encoder)
    to_try = remedies_to_try(remedies, plan.options.remedies)
    steps = Steps(progress)
    base = base_of(corpus, plan, steps)
    study, measures = examine(base, plan, steps)
    documents = shown_documents(base, study)
    found = search(
        study,
        lambda rows: models.fit_repairable(
            model, study.corpus, rows, seed=seed, encoder=plan.options.encoder
        ),
        to_try,
        progress,
    )
    kept, repaired, candidates = found.keep()
    held_out = replace(study, rows=found.confirmation)

    def confirmation_audit(predictor: Predictor) -> Audit:
        own = steps.copy()
        report = probe_model(held_out, documents, predictor, plan, own, progress)
        reports = [] if report is None else [report]
        return audit_of(base.info, plan, held_out, documents, measures, reports, own, clock)

    sample, sample_b = _texts(study.corpus, found.samples(kept, _CHECKED))
    return Fix(
        before=confirmation_audit(found.baseline),
        after=confirmation_audit(repaired),
        predictor=repaired,
        cues=found.cues(kept),
        candidates=candidates,
        kept=kept,
        confirmed_before=found.crossfit.score_on(found.baseline, found.confirmation),
        confirmed_after=found.crossfit.score_on(repaired, found.confirmation),
        sample=sample,
        sample_b=sample_b,
        notes=getattr(found.baseline, "notes", ()),
    )


def _at_inference(steps: Sequence[Reason]) -> dict[str, Any]:
    """What the model does at inference, as fields of a repair."""
    return {"at_inference": _english(steps), "at_inference_reasons": list(steps)}


def _noted(notes: Sequence[Reason]) -> dict[str, Any]:
    """What a reader should know, as fields of a repair."""
    return {"notes": _english(notes), "note_reasons": list(notes)}


def _english(reasons: Sequence[Reason]) -> list[str]:
    return [sentence(reason, wording("en")) for reason in reasons]


def _texts(corpus: Corpus, rows: Ints) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The texts of some rows, and the second texts of pairs."""
    some = rows_of(corpus, rows)
    return tuple(some.texts), None if some.texts_b is None else tuple(some.texts_b)


def _require_documents(corpus: Corpus) -> None:
    """Raise where a label has too few documents in one of the parts."""
    split = split_of(corpus)
    counts = [
        np.bincount(corpus.labels[rows], minlength=len(corpus.label_names))
        for rows in (*split.folds, split.confirmation)
    ]
    least = np.minimum.reduce(counts)
    rarest = int(least.argmin())
    if least[rarest] < _FEWEST:
        total = int(sum(part[rarest] for part in counts))
        raise InputError(
            f"the label {corpus.label_names[rarest]!r} has {total} documents, "
            f"{int(least[rarest])} in one of the parts to fit, choose and confirm on",
            f"{_FEWEST} documents of every label in each of four parts: about 20 of a label",
            "leave rare labels out with --where, join them, or add documents",
        )
