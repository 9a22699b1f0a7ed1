"""What to do next: what helps differs with what a cue is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from cuewise.records import Audit, Finding, VerdictType
from cuewise.report.judged import flagged, inconclusive, matters, measured, pick
from cuewise.report.records import Step, Tone
from cuewise.report.subjects import subject_of
from cuewise.report.words import Words

_NAMED = 5
Test = Callable[[Finding], bool]


def steps(audit: Audit, say: Words) -> tuple[Step, ...]:
    """The steps that apply, the most pressing first."""
    found = [s for s in _by_verdict(audit, say) if s is not None]
    return (*_failures(audit, say), *found, *_wanting(audit, say))


def _by_verdict(audit: Audit, say: Words) -> Iterator[Step | None]:
    made = partial(_step, audit, say)
    yield made("remove", "bad", _is("spurious"), matters, measured)
    yield made("remove-data", "bad", _is("spurious"), matters, _not(measured))
    yield made("split", "warn", _is("unstable"), matters)
    yield made("review", "warn", _is("undetermined"), matters)
    yield made("balance", "warn", _is("necessary-not-sufficient"), matters)
    yield made("settle", "plain", inconclusive, _not(matters), _not(_is("genuine")))
    yield made("watch", "plain", flagged, _not(matters), _not(inconclusive), measured)
    yield made("keep", "good", _is("genuine"))


def _failures(audit: Audit, say: Words) -> Iterator[Step]:
    failed = tuple(code for code, o in audit.outcomes.items() if o.status == "failed")
    if failed:
        yield _made(say, "failed", "bad", failed, len(failed))


def _wanting(audit: Audit, say: Words) -> Iterator[Step]:
    if not audit.provenance.models:
        yield _made(say, "probe", "plain", (), 0)
    if not audit.findings:
        yield _made(say, "nothing", "plain", (), 0)


def _is(verdict: VerdictType) -> Test:
    return lambda f: f.verdict.type == verdict


def _not(test: Test) -> Test:
    return lambda f: not test(f)


def _step(audit: Audit, say: Words, key: str, tone: Tone, *tests: Test) -> Step | None:
    findings = pick(audit, *tests)
    if not findings:
        return None
    names = (subject_of(f.subject, say).name for f in findings)
    return _made(say, key, tone, names, len(findings))


def _made(say: Words, key: str, tone: Tone, names: Iterable[str], n: int) -> Step:
    """A step about `n` things, of which the first of `names` are shown."""
    shown = tuple(dict.fromkeys(names))[:_NAMED]
    return Step(
        tone=tone,
        title=say(f"step.{key}.title", n=n),
        text=say(f"step.{key}.text"),
        cues=shown,
        more=n - len(shown) if shown else 0,
    )
