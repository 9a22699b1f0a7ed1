"""From found cues to a model that no longer relies on them: mend, choose, confirm."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from cuewise import models
from cuewise.audit import SEED, base_of, planned
from cuewise.compare import compare
from cuewise.comparison import Comparison, Repair
from cuewise.conclude import Base, Clock, Plan, concluded, examined
from cuewise.errors import InputError
from cuewise.export import Origin, core, export
from cuewise.files import whole_folder, write_whole
from cuewise.halves import thirds
from cuewise.probing import ModelReport, Study, probe_model
from cuewise.remedy.select import Score, choose
from cuewise.report import compared_html
from cuewise.report.words import Lang
from cuewise.steps import Progress, Steps
from cuewise.tomend import suspected, to_mend
from cuewise.trials import NO_CHANGE, Tried, asked, attempt, candidates, scored, told, tried
from cuewise.types import Audit, Corpus, Measure, Predictor

# Models with a head of their own to fit again, and features that are ours to compute.
MENDABLE = ("tfidf", "reference")
# Documents of every label that choosing needs, and confirming.
LEAST = 5
# Texts on which a saved model is checked against the one in memory.
_CHECKED = 64


@dataclass(frozen=True, slots=True)
class Fix:
    """What was mended, how, and the same probes before and after.

    `before` and `after` are audits of the model as it was and as it is now, on documents that it
    was neither fitted nor chosen on. `cues` are those mended; `chosen` is the remedy, or
    "no change"; `tried` has every candidate, the model as it was first, on the documents to choose
    on; the confirmed scores are on those of the audits, None where there was nothing to mend.
    `sample` are texts to check a saved model on.
    """

    before: Audit
    after: Audit
    predictor: Predictor
    cues: tuple[str, ...]
    chosen: str
    tried: tuple[Tried, ...]
    confirmed_before: Score | None
    confirmed_after: Score | None
    sample: tuple[str, ...] = ()

    @property
    def comparison(self) -> Comparison:
        """Both audits side by side, and what was done between them."""
        found = compare(self.before, self.after)
        repair = Repair(
            chosen=self.chosen,
            cues=list(self.cues),
            candidates=candidates(self.tried, self.chosen),
            before=told(self.confirmed_before),
            after=told(self.confirmed_after),
            seconds=max(a.provenance.seconds for a in (self.before, self.after)),
            at_inference=list(core(self.predictor)[1]),
        )
        changes = [c.model_copy(update={"mended": c.subject in self.cues}) for c in found.changes]
        return found.model_copy(update={"repair": repair, "changes": changes})

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
        export(self.predictor, folder / "model", Origin(found, self.after, self.sample))
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

    The model is fitted on half of the corpus. On a quarter its reliance is measured, and of the
    remedies for the cues that are judged spurious and that it relies on, the best is chosen. On the
    last quarter model and mended model are audited.

    Parameters
    ----------
    corpus:
        From `cuewise.load`.
    model:
        `tfidf` or `reference`, of which the head on the encoder is mended.
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
    clock, plan = Clock.now(), planned([model], seed, config)
    _check_model(model, corpus)
    _check_labels(corpus, seed)
    remedies_ = asked(remedies)
    steps = Steps(progress)
    base = base_of(corpus, plan, steps)
    study, measures = examined(base, plan, steps)
    fit, select, confirm = thirds(study.corpus, seed)
    # Of several the last, which is the one with an encoder.
    first = models.build(model, study.corpus, fit, seed=seed)[-1]
    study = replace(study, check=select)
    columns = to_mend(study, first, probe_model(suspected(study), first, progress))
    mended = {NO_CHANGE: first}
    outcomes = [tried(study, columns, NO_CHANGE, "none", first)] if columns else []
    for entry in remedies_ if columns else ():
        candidate, outcome = attempt(entry, study, fit, columns, first)
        outcomes.append(outcome)
        mended |= {entry.code: candidate} if candidate is not None else {}
    scores = {t.code: t.score for t in outcomes if t.score is not None and t.writable}
    chosen = choose(scores) if scores else NO_CHANGE
    last = replace(study, check=confirm)
    shared = _Shared(base, plan, last, measures, steps, clock)
    before, after = (shared.audit(mended[code], progress) for code in (NO_CHANGE, chosen))
    return Fix(
        before,
        after,
        mended[chosen],
        tuple(study.cues.names[j] for j in columns),
        chosen,
        tuple(outcomes),
        scored(last, columns, mended[NO_CHANGE]),
        scored(last, columns, mended[chosen]),
        tuple(study.corpus.texts[i] for i in confirm[:_CHECKED]),
    )


def _check_model(spec: str, corpus: Corpus) -> None:
    """Raise what stands against mending a model, before the long work."""
    if spec not in MENDABLE:
        raise InputError(
            f"the model {spec!r} is none to mend: it has no head that could be fitted again",
            ", ".join(MENDABLE),
            "pass --model tfidf, or mend the data that your model is trained on",
        )
    if less := models.notes(spec, corpus):
        raise InputError(f"the model {spec!r} cannot be had: {less}", "tfidf", "pass --model tfidf")


def _check_labels(corpus: Corpus, seed: int) -> None:
    """Raise where a label has too few documents for choosing and confirming on them."""
    parts = thirds(corpus, seed)
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


class _CallableModule(ModuleType):
    """`cuewise.fix` is a function to users and a module to Python: let the module be called."""

    __call__ = staticmethod(fix)


sys.modules[__name__].__class__ = _CallableModule
