"""Hand-made changes: one cue on two models, before and after a repair."""

from __future__ import annotations

from study_samples import association, reliance

from cuewise.pipeline.compare import change_of
from cuewise.records import Finding, Verdict
from cuewise.records.comparison import Change


def around(delta, half=0.01):
    """Reliance with this estimate; None where nothing was measured."""
    return None if delta is None else reliance(delta - half, delta + half)


def change(subject="word:a", verdict="spurious", before=0.2, after=0.2, *, half=0.01, mended=False):
    """A cue whose reliance goes from one estimate to another."""
    old, new = around(before, half), around(after, half)
    return Change(
        subject=subject,
        kind=subject.partition(":")[0],
        label="yes",
        support=50,
        verdict=verdict,
        severity_before="none",
        severity_after="none",
        model_before="old",
        model_after="new",
        before=old,
        after=new,
        change=change_of(old, new),
        mended=mended,
    )


def finding(subject="word:a", verdict="spurious", *, part_of=None, replicated=True):
    """A finding of the audit before."""
    return Finding(
        id=subject,
        code="association",
        subject=subject,
        kind=subject.partition(":")[0],
        label="yes",
        support=50,
        severity="none",
        association=association(0.1, 0.2, replicated=replicated),
        verdict=Verdict(type=verdict, p_spurious=0.5),
        message="",
        part_of=part_of,
    )
