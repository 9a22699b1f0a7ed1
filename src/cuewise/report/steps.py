"""What to do next, which depends on the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cuewise.records import Audit, Finding, VerdictType
from cuewise.report.judged import (
    decided_by_person,
    flagged,
    inconclusive,
    matters,
    measured,
    pick,
    spurious,
)
from cuewise.report.records import Step, Tone
from cuewise.report.subjects import subject_of
from cuewise.report.wording import Wording

_NAMED = 5
Test = Callable[[Finding], bool]


def _is(verdict: VerdictType) -> Test:
    return lambda f: f.verdict.type == verdict


def _not(test: Test) -> Test:
    return lambda f: not test(f)


# The findings that each step is about, the most urgent step first.
_STEPS: tuple[tuple[str, Tone, tuple[Test, ...]], ...] = (
    ("remove", "bad", (spurious, matters, measured)),
    ("remove-data", "bad", (spurious, matters, _not(measured))),
    ("split", "warn", (_is("unstable"), matters)),
    ("review", "warn", (_is("undetermined"), matters, _not(decided_by_person))),
    ("balance", "warn", (_is("necessary-not-sufficient"), matters)),
    ("settle", "plain", (inconclusive, _not(matters), _not(_is("genuine")))),
    ("watch", "plain", (flagged, _not(matters), _not(inconclusive), measured)),
    ("keep", "good", (_is("genuine"),)),
)


def steps(audit: Audit, say: Wording) -> Iterator[Step]:
    """The steps that apply, the most urgent first."""
    if failed := [code for code, o in audit.outcomes.items() if o.status == "failed"]:
        yield _step(say, "failed", "bad", failed, len(failed))
    for key, tone, tests in _STEPS:
        if findings := pick(audit, *tests):
            names = (subject_of(f.subject, say).name for f in findings)
            yield _step(say, key, tone, names, len(findings))
    if not audit.provenance.models:
        yield _step(say, "probe", "plain")
    if not audit.findings:
        yield _step(say, "nothing", "plain")


def _step(say: Wording, key: str, tone: Tone, names: Iterable[str] = (), n: int = 0) -> Step:
    """A step about `n` things; it shows the first names."""
    shown = tuple(dict.fromkeys(names))[:_NAMED]
    return Step(
        tone=tone,
        title=say(f"step.{key}.title", n=n),
        text=say(f"step.{key}.text"),
        cues=shown,
        more=n - len(shown) if shown else 0,
    )
