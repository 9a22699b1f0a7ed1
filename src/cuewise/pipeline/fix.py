"""Repair a model: find the cues it relies on, try remedies, keep one, confirm it on unseen rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cuewise.finished import Finished
from cuewise.pipeline.audit import audit_of, probe_model
from cuewise.pipeline.begin import Begun, FixRequest, begin
from cuewise.pipeline.checks import checked_on, require_known_labels
from cuewise.pipeline.fixed import Fix
from cuewise.pipeline.judged import judged
from cuewise.pipeline.plan import SEED
from cuewise.pipeline.shown import shown_documents
from cuewise.plugins.outcomes import Progress
from cuewise.plugins.protocols import Predictor
from cuewise.records import Audit, Corpus, Ints
from cuewise.records.thresholds import MAX_LOSS
from cuewise.selection.prepared import Wish, prepare
from cuewise.selection.search import Proposal, Search, search
from cuewise.split.rows import rows_of

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
    asked = FixRequest([model], remedies, max_loss, include, seed, config, options)
    require_known_labels(checks or {}, corpus)
    begun = begin(corpus, asked, progress)
    fixed = repaired(begun, model, progress, finished)
    return looked_at(fixed, corpus, checks or {})


def fix_models(
    corpus: Corpus,
    *,
    models: Sequence[str],
    remedies: Sequence[str] | None = None,
    max_loss: float = MAX_LOSS,
    include: Sequence[str] = (),
    checks: Mapping[str, Corpus] | None = None,
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    progress: Progress | None = None,
    finished: Finished | None = None,
    **options: Any,
) -> dict[str, Fix]:
    """Repair several models on the same documents. Their cues are found and judged once.

    Parameters
    ----------
    models:
        The models to repair; see `cuewise.fix`.
    corpus, remedies, max_loss, include, checks, seed, config, progress, finished, options:
        As for `cuewise.fix`.

    Returns
    -------
    dict[str, Fix]
        The fix of every model, in the order of `models`.

    Raises
    ------
    InputError
        As `cuewise.fix`.

    Examples
    --------
    >>> fixes = cuewise.fix_models(corpus, models=["tfidf", "reference"])  # doctest: +SKIP
    >>> {model: fixed.chosen for model, fixed in fixes.items()}  # doctest: +SKIP
    {'tfidf': 'ablate', 'reference': 'no change'}
    """
    asked = FixRequest(models, remedies, max_loss, include, seed, config, options)
    require_known_labels(checks or {}, corpus)
    begun = begin(corpus, asked, progress)
    return {
        model: looked_at(repaired(begun, model, progress, finished), corpus, checks or {})
        for model in dict.fromkeys(models)
    }


def repaired(begun: Begun, model: str, progress: Progress | None, finished: Finished | None) -> Fix:
    """One model, repaired on a corpus that was examined."""
    documents = shown_documents(begun.base, begun.study)
    prepared = prepare(begun.study, begun.fitter(model), begun.wish, progress, finished)
    found = search(prepared, begun.wish.limits, progress)
    held_out = replace(begun.study, rows=found.confirmation)

    def confirmation_audit(predictor: Predictor) -> Audit:
        own = begun.steps.copy()
        report = probe_model(held_out, documents, predictor, begun.plan, own, progress)
        reports = [] if report is None else [report]
        info, measures = begun.base.info, begun.measures
        return audit_of(info, begun.plan, held_out, documents, measures, reports, own, begun.clock)

    proposal = found.propose(begun.wish.limits)
    fixed = _confirmed(found, proposal, begun.wish, confirmation_audit)
    return judged(fixed, proposal.refused, begun.study)


def looked_at(fixed: Fix, corpus: Corpus, checks: Mapping[str, Corpus]) -> Fix:
    """The fix, with how both models do on documents of the user's own."""
    looked = [
        checked_on(name, check, corpus, fixed.original, fixed.proposed)
        for name, check in checks.items()
    ]
    return replace(fixed, checks=tuple(looked))


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


def _texts(corpus: Corpus, rows: Ints) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The texts of some rows, and the second texts of pairs."""
    some = rows_of(corpus, rows)
    return tuple(some.texts), None if some.texts_b is None else tuple(some.texts_b)
