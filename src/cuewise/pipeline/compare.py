"""Compare two audits: the cues on which one model relies more than the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from cuewise.errors import InputError
from cuewise.records import Audit, Finding, Measure, Reliance, Verdict
from cuewise.records.comparison import Change, ChangeType, Comparison, MeasureChange, Side
from cuewise.records.interval import Interval
from cuewise.records.thresholds import MATERIAL


def compare(a: Audit, b: Audit) -> Comparison:
    """What changed from audit `a` to audit `b`, over every cue that either reports.

    Models with equal names are compared. If each audit has one model, these two are compared.

    Parameters
    ----------
    a, b:
        From `cuewise.audit`, `cuewise.fix` or `Audit.load`: before and after.

    Returns
    -------
    Comparison
        The reliance on every cue before and after, and what became of it; both values of every
        measure of a model.

    Raises
    ------
    InputError
        The audits have no model in common.

    Examples
    --------
    >>> before, after = Audit.load("a.json"), Audit.load("b.json")  # doctest: +SKIP
    >>> [c.subject for c in compare(before, after).changes if c.change == "grew"]  # doctest: +SKIP
    ['word:the']
    """
    pairs = _pairs(a.provenance.models, b.provenance.models)
    return Comparison(
        language=a.provenance.corpus.language,
        before=_side(a),
        after=_side(b),
        changes=[change for pair in pairs for change in _changes(a, b, pair)],
        measures=[change for pair in pairs for change in _measures(a, b, pair)],
    )


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Which model is compared with which."""
    if len(before) == len(after) == 1:
        return [(before[0], after[0])]
    found = [(name, name) for name in before if name in after]
    if not found:
        names = (", ".join(models) or "none" for models in (before, after))
        raise InputError(
            f"the two audits have no model in common: {' against '.join(names)}",
            allowed="one model each, or models of one name",
            fix="audit both with the same --model",
        )
    return found


def _side(audit: Audit) -> Side:
    run = audit.provenance
    return Side(
        models=run.models,
        headline=audit.headline,
        documents=run.corpus.documents,
        fingerprint=run.corpus.fingerprint,
        version=run.version,
        seed=run.seed,
        started=run.started,
    )


def _changes(a: Audit, b: Audit, pair: tuple[str, str]) -> Iterator[Change]:
    """Every cue once, in the order of `a`; cues that only `b` reports come last."""
    old, new = ({f.id: f for f in audit.findings} for audit in (a, b))
    for key in dict.fromkeys([*old, *new]):
        finding = old.get(key) or new[key]
        verdict = _verdict(old.get(key), new.get(key))
        before, after = _reliance(old.get(key), pair[0]), _reliance(new.get(key), pair[1])
        yield Change(
            subject=finding.subject,
            kind=finding.kind,
            label=finding.label,
            support=finding.support,
            verdict=verdict.type,
            decision=verdict.decision,
            severity_before=old[key].severity if key in old else "none",
            severity_after=new[key].severity if key in new else "none",
            model_before=pair[0],
            model_after=pair[1],
            before=before,
            after=after,
            change=change_of(before, after),
        )


def _verdict(old: Finding | None, new: Finding | None) -> Verdict:
    """The verdict of `old`, unless a person decided; the later decision wins."""
    both = [f.verdict for f in (new, old) if f is not None]
    return next((v for v in both if v.decision is not None), both[-1])


def _reliance(finding: Finding | None, model: str) -> Reliance | None:
    return next((r for r in finding.reliance if r.model == model), None) if finding else None


def change_of(before: Reliance | None, after: Reliance | None) -> ChangeType:
    """What became of the reliance on a cue: by its size, unless its direction was reversed.

    Examples
    --------
    >>> def made(delta, low, high):
    ...     return Reliance(model="m", delta=delta, low=low, high=high, flip_rate=None,
    ...                     placebo=None, fcs_raw=None, fcs_excess=None, fcs_do=None, n=100)
    >>> change_of(made(.3, .2, .4), made(.0, -.01, .01))
    'gone'
    >>> change_of(made(.3, .2, .4), made(-.3, -.4, -.2))
    'turned'
    >>> change_of(made(.0, -.01, .01), made(-.3, -.4, -.2))
    'grew'
    """
    old, new = _interval(before), _interval(after)
    if old is None or new is None:
        return "unmeasured"
    if _direction(old) * _direction(new) < 0:
        return "turned"
    size, size_now = abs(old.estimate or 0.0), abs(new.estimate or 0.0)
    if new.nearest > MATERIAL and size_now > size + MATERIAL:
        return "grew"
    if old.nearest > MATERIAL and new.within(MATERIAL):
        return "gone"
    if new.farthest < old.nearest or (old.nearest > MATERIAL >= new.nearest and size_now < size):
        return "less"
    return "same"


def _interval(r: Reliance | None) -> Interval | None:
    """Δ* with its interval, where all three numbers are known."""
    if r is None or r.delta is None or not isfinite(r.delta):
        return None
    return r.interval if r.interval.ends is not None else None


def _direction(effect: Interval) -> int:
    """1 for material reliance towards the label, -1 for material reliance against it, else 0."""
    if effect.nearest <= MATERIAL:
        return 0
    return 1 if (effect.low or 0.0) > 0 else -1


def _measures(a: Audit, b: Audit, pair: tuple[str, str]) -> Iterator[MeasureChange]:
    """Measures of a model; those of the data alone are the same on both sides."""
    old, new = (_of_model(audit, name) for audit, name in zip((a, b), pair, strict=True))
    for key in dict.fromkeys([*old, *new]):
        code, subject, note = key
        yield MeasureChange(
            code=code, subject=subject, note=note, before=old.get(key), after=new.get(key)
        )


def _of_model(audit: Audit, model: str) -> dict[tuple[str, str, str], Measure]:
    return {(m.code, m.subject, m.note): m for m in audit.measures if m.model == model}
