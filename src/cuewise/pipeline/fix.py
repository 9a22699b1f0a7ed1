"""From found cues to a model that no longer relies on them: mend, choose, confirm."""

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
from cuewise.pipeline.audit import SEED, base_of, planned, require
from cuewise.pipeline.compare import compare
from cuewise.pipeline.examine import Base, Clock, Plan, concluded, examined
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor
from cuewise.probe.study import ModelReport, Study, probe_model
from cuewise.records import Audit, Corpus, Ints, Measure
from cuewise.records.comparison import NO_CHANGE, Comparison, Repair
from cuewise.report import compared_html
from cuewise.report.words import Lang
from cuewise.selection.choose import confirmed, gained
from cuewise.selection.crossfit import Tried, asked, candidates, told
from cuewise.selection.score import Score
from cuewise.selection.search import search
from cuewise.split.parts import quarters
from cuewise.split.rows import rows_of

# Documents of every label that choosing needs, and confirming.
LEAST = 5
# Texts on which a saved model is checked against the one in memory.
_CHECKED = 64


@dataclass(frozen=True, slots=True)
class Fix:
    """What was mended, how, and the same probes before and after.

    `before` and `after` are audits of the model as it was and as it is now, on documents that it
    was neither fitted nor chosen on. `tried` has every candidate, the model as it was first, each
    measured on documents that it was not fitted on; `taken` is the place of the one that was taken
    and `chosen` its remedy, or "no change". `cues` are those that it mends, or, where nothing
    changes, that might have been mended. The confirmed scores are on the documents of the audits,
    None where there was nothing to mend. `sample` are texts to check a
    saved model on, and `sample_b` the second ones of pairs; `notes` is what a reader should know of
    the model.
    """

    before: Audit
    after: Audit
    predictor: Predictor
    cues: tuple[str, ...]
    tried: tuple[Tried, ...]
    taken: int
    confirmed_before: Score | None
    confirmed_after: Score | None
    sample: tuple[str, ...] = ()
    sample_b: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def chosen(self) -> str:
        """The remedy that was taken, or "no change"."""
        return self.tried[self.taken].code if self.tried else NO_CHANGE

    @property
    def comparison(self) -> Comparison:
        """Both audits side by side, and what was done between them."""
        found = compare(self.before, self.after)
        own = self._scores
        repair = Repair(
            chosen=self.chosen,
            cues=list(self.cues),
            candidates=candidates(self.tried, self.taken),
            before=told(self.confirmed_before),
            after=told(self.confirmed_after),
            seconds=max(a.provenance.seconds for a in (self.before, self.after)),
            gained=gained(*own) if own else None,
            confirmed=confirmed(*own) if own else None,
            at_inference=list(core(self.predictor).left_out),
            notes=list(self.notes),
        )
        mended = self.cues if self.taken else ()
        changes = [c.model_copy(update={"mended": c.subject in mended}) for c in found.changes]
        return found.model_copy(update={"repair": repair, "changes": changes})

    @property
    def _scores(self) -> tuple[Score, Score] | None:
        """What was confirmed, where something was changed."""
        old, new = self.confirmed_before, self.confirmed_after
        return (old, new) if self.taken and old is not None and new is not None else None

    def save(self, folder: Path | str, *, lang: Lang = "en") -> Path:
        """Write the model, both audits and a page that compares them, whole or not at all.

        Parameters
        ----------
        folder:
            Empty, or not there. It gets `model/`, `audit.before.json`, `audit.after.json`,
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

    def write(self, folder: Path, *, lang: Lang = "en") -> None:
        """As `save`, into a folder that is there; what is written stays where a part fails."""
        found = self.comparison
        origin = Origin(found, self.after, self.sample, self.sample_b)
        own = export(self.predictor, folder / "model", origin)
        if found.repair is not None:
            # Files may turn out to answer otherwise with a step that `core` holds for writable.
            repair = found.repair.model_copy(update={"at_inference": list(own.left_out)})
            found = found.model_copy(update={"repair": repair})
        self.before.save(folder / "audit.before.json")
        self.after.save(folder / "audit.after.json")
        found.save(folder / "comparison.json")
        write_whole(folder / "report.html", compared_html(found, lang))


def fix(
    corpus: Corpus,
    *,
    model: str = "reference",
    remedies: Sequence[str] | None = None,
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Fix:
    """Find the cues that a model relies on and should not, and mend it.

    Three quarters of the corpus are fitted and chosen on, by turns: what a model answers counts on
    the quarter that it was not fitted on. There the reliance of the model is measured, and of the
    remedies for the cues that are judged spurious and that it relies on, or is not cleared of, the
    best is chosen and fitted on all three. On the last quarter model and mended model are audited.
    Of a model that comes fitted the last layer is mended.

    Parameters
    ----------
    corpus:
        From `cuewise.load`.
    model:
        `tfidf`, `reference`, of which the head on the encoder is mended, or `hf:NAME_OR_DIR`, a
        fine-tuned classifier, of which the last layer is. Give documents that it was not fitted on.
    remedies:
        Codes of those to try; None: all that there are.
    seed, config, progress:
        As for `cuewise.audit`.

    Returns
    -------
    Fix
        With `chosen` "no change" where there is nothing to mend, or nothing helps.

    Raises
    ------
    InputError
        A model or a remedy that there is not, a model that cannot be mended, an encoder that is
        missing, a label with too few documents.

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
    clock, plan = Clock.now(), planned([model], seed, config)
    _check_labels(corpus, seed)
    models.check_repairable(model, corpus)
    remedies_ = asked(remedies)
    steps = Steps(progress)
    base = base_of(corpus, plan, steps)
    study, measures = examined(base, plan, steps)
    found = search(
        study,
        lambda rows: models.fit_repairable(model, study.corpus, rows, seed=seed),
        remedies_,
        progress,
    )
    taken, mended, tried = found.take()
    shared = _Shared(base, plan, replace(study, check=found.confirm), measures, steps, clock)
    before, after = (shared.audit(m, progress) for m in (found.first, mended))
    return Fix(
        before,
        after,
        mended,
        found.cues(taken),
        tried,
        taken,
        found.trials.scored(found.first, found.confirm),
        found.trials.scored(mended, found.confirm),
        *_sampled(study.corpus, found.samples(taken, _CHECKED)),
        tuple(filter(None, [getattr(found.first, "note", None)])),
    )


def _sampled(corpus: Corpus, rows: Ints) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Texts, and second texts where there are pairs."""
    some = rows_of(corpus, rows)
    return tuple(some.texts), None if some.texts_b is None else tuple(some.texts_b)


def _check_labels(corpus: Corpus, seed: int) -> None:
    """Raise where a label has too few documents for choosing and confirming on them."""
    parts = quarters(corpus, seed)
    counts = [np.bincount(corpus.labels[own], minlength=len(corpus.label_names)) for own in parts]
    least = np.minimum.reduce(counts)
    short = int(least.argmin())
    if least[short] < LEAST:
        total = int(sum(own[short] for own in counts))
        raise InputError(
            f"the label {corpus.label_names[short]!r} has {total} documents, "
            f"{int(least[short])} in one of the parts to fit, choose and confirm on",
            f"{LEAST} documents of every label in each part, which takes 20 of a label",
            "leave rare labels out with --where, join them, or add documents",
        )


@dataclass(frozen=True, slots=True)
class _Shared:
    """All that two audits of one corpus share."""

    base: Base
    plan: Plan
    study: Study
    measures: Sequence[Measure]
    steps: Steps
    clock: Clock

    def audit(self, predictor: Predictor, progress: Progress | None) -> Audit:
        """The audit of one model on the documents to confirm on."""
        own = self.steps.copy()
        reports: list[ModelReport] = []
        with own.run(f"probe:{predictor.model_id}") as said:
            reports.append(probe_model(self.study, predictor, progress))
            said.append(reports[0].summary)
        return concluded(self.base, self.plan, self.study, self.measures, reports, own, self.clock)
