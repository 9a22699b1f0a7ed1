"""Repair a model: find the cues it relies on, try remedies, keep one, confirm it on unseen rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cuewise import models
from cuewise.errors import InputError
from cuewise.finished import Finished
from cuewise.pipeline.audit import audit_of, probe_model
from cuewise.pipeline.base import base_of
from cuewise.pipeline.checks import checked_on, require_known_labels
from cuewise.pipeline.examine import examine
from cuewise.pipeline.fixable import require_distinct_labels, require_documents
from cuewise.pipeline.fixed import Fix
from cuewise.pipeline.judged import judged
from cuewise.pipeline.plan import SEED, Clock, Plan, plan_of, require
from cuewise.pipeline.shown import shown_documents
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.runner import PluginOptions
from cuewise.probe.study import Study
from cuewise.records import Audit, Corpus, Ints, VerdictType
from cuewise.records.thresholds import MAX_LOSS
from cuewise.selection.harm import Limits
from cuewise.selection.portfolio import remedies_named
from cuewise.selection.search import Proposal, Search, Wish, search
from cuewise.split.parts import assigned
from cuewise.split.rows import rows_of

# Verdicts beside spurious whose cues the user may include.
INCLUDABLE: Sequence[VerdictType] = ("undetermined",)
# Texts on which a saved model is checked against the one in memory.
_CHECKED = 64


def fix(
    corpus: Corpus,
    *,
    model: str = "reference",
    remedies: Sequence[str] | None = None,
    max_loss: float = MAX_LOSS,
    include: Sequence[str] = (),
    checks: Mapping[str, Corpus] | None = None,
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
    finished: Finished | None = None,
    **options: Any,
) -> Fix:
    """Find the spurious cues that a model relies on, and repair the model.

    Candidates are compared by 3-fold cross-fitting on 75% of the documents. Each is one remedy for
    the spurious cues that the model relies on, or is not cleared of. The winner is refitted on
    those 75% and audited on the held-out 25%, beside the model as it was. Of a model that comes
    fitted, the last layer is refitted.

    A repair that costs more than `max_loss`, that leaves nothing to tell the label from, or that
    moves reliance to other cues is refused: the model stays as it was, and the result says why.

    Parameters
    ----------
    corpus:
        From `cuewise.load`. Give documents on which the model was not fitted.
    model:
        `tfidf`; `reference`, whose head on the encoder is repaired; or `hf:NAME_OR_DIR`, a
        fine-tuned classifier, whose last layer is repaired.
    remedies:
        Codes of the remedies to try, or ["all"]; None: at most eight candidates that fit the cues.
    max_loss:
        The accuracy on texts as they are that the repair may cost, as a share; any label may lose
        2.5 times as much of its recall. 1 allows any loss, but never a model below the majority
        baseline.
    include:
        "undetermined": also repair cues whose verdict is open.
    checks:
        Further documents by name, such as those of another domain or a later time. Accuracy on them
        is shown, before and after; nothing is chosen on them.
    seed, config, progress, options:
        As for `cuewise.audit`.
    finished:
        A store of finished candidates, from which a run that was stopped goes on.

    Returns
    -------
    Fix
        With `chosen` "no change" where there is nothing to repair, nothing helps, or the repair is
        refused (`refused`).

    Raises
    ------
    InputError
        An unknown model or remedy, a model that cannot be repaired, a missing encoder, a limit that
        is no share, labels that differ by case only, or a label with too few documents.

    Examples
    --------
    >>> import cuewise
    >>> corpus = cuewise.load("reviews.csv", text="text", label="label")  # doctest: +SKIP
    >>> fixed = cuewise.fix(corpus, model="tfidf")  # doctest: +SKIP
    >>> fixed.chosen, fixed.cues  # doctest: +SKIP
    ('ablate', ('word:spielberg',))
    >>> fixed.save("fixed")  # doctest: +SKIP
    """
    require(corpus)
    clock, plan = Clock.now(), plan_of([model], seed, config, options)
    wish = _wish(remedies, plan.options.remedies, max_loss, include)
    require_distinct_labels(corpus)
    require_known_labels(checks or {}, corpus)
    require_documents(assigned(corpus, seed))
    models.check_repairable(model, corpus, plan.options.encoder)
    steps = Steps(progress)
    base = base_of(corpus, plan, steps)
    study, measures = examine(base, plan, steps)
    documents = shown_documents(base, study)
    found = search(study, _fitter(model, study, plan), wish, progress, finished)
    held_out = replace(study, rows=found.confirmation)

    def confirmation_audit(predictor: Predictor) -> Audit:
        own = steps.copy()
        report = probe_model(held_out, documents, predictor, plan, own, progress)
        reports = [] if report is None else [report]
        return audit_of(base.info, plan, held_out, documents, measures, reports, own, clock)

    proposal = found.propose(wish.limits)
    fixed = _confirmed(found, proposal, wish, confirmation_audit)
    fixed = judged(fixed, proposal.refused, study)
    looked = [
        checked_on(name, check, corpus, fixed.original, fixed.proposed)
        for name, check in (checks or {}).items()
    ]
    return replace(fixed, checks=tuple(looked))


def _fitter(model: str, study: Study, plan: Plan) -> Callable[[Ints], Predictor]:
    """What fits the model to repair on some rows."""

    def fitted(rows: Ints) -> Predictor:
        encoder = plan.options.encoder
        return models.fit_repairable(model, study.corpus, rows, seed=plan.seed, encoder=encoder)

    return fitted


def _confirmed(
    found: Search, proposal: Proposal, wish: Wish, audited: Callable[[Predictor], Audit]
) -> Fix:
    """A proposal beside the model as it was, both measured on the confirmation split."""
    corpus, rows = found.crossfit.study.corpus, found.confirmation
    sample, sample_b = _texts(corpus, found.samples(proposal.place, _CHECKED))
    return Fix(
        before=audited(found.baseline),
        after=audited(proposal.model),
        original=found.baseline,
        proposed=proposal.model,
        cues=found.cues(proposal.place),
        candidates=proposal.candidates,
        kept=proposal.place,
        confirmed_before=found.crossfit.score_on(found.baseline, rows),
        confirmed_after=found.crossfit.score_on(proposal.model, rows),
        limits=wish.limits,
        include=tuple(wish.include),
        left=found.left,
        sample=sample,
        sample_b=sample_b,
        notes=getattr(found.baseline, "notes", ()),
    )


def _wish(
    remedies: Sequence[str] | None,
    options: PluginOptions,
    max_loss: float,
    include: Sequence[str],
) -> Wish:
    """What is asked for, checked before the long work."""
    if not (math.isfinite(max_loss) and 0 <= max_loss <= 1):
        raise InputError(
            f"the greatest loss {max_loss!r} is no share",
            "0 to 1 in Python, 0 to 100 points on the command line",
            "pass max_loss=0.02, or --max-loss 2",
        )
    for verdict in include:
        if verdict not in INCLUDABLE:
            raise InputError(
                f"cues cannot be included by the verdict {verdict!r}",
                ", ".join(INCLUDABLE),
                "decide single cues yourself with --decisions",
            )
    named, widened = remedies_named(remedies, options), [v for v in INCLUDABLE if v in include]
    return Wish(named, remedies is None, Limits(max_loss), widened)


def _texts(corpus: Corpus, rows: Ints) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The texts of some rows, and the second texts of pairs."""
    some = rows_of(corpus, rows)
    return tuple(some.texts), None if some.texts_b is None else tuple(some.texts_b)
