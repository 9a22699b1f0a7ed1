"""The sentence and the key figures of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cuewise.records import Measure, Rate, Reason
from cuewise.records.comparison import NO_CHANGE, Change, Comparison, Repair, Side
from cuewise.report import numbers
from cuewise.report.compare.rows import DISPLACED, share, worst_group
from cuewise.report.reasons import worded
from cuewise.report.records import Fact, Tone
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.words import Words

_SHORT = 12
# Cues named one by one where severe reliance was left as it is.
_NAMED = 3


def displaced(c: Comparison) -> list[Change]:
    """Cues relied on more, or the other way round, other than those that carry meaning."""
    return [x for x in c.changes if x.change in DISPLACED and x.verdict != "genuine"]


def still_severe(c: Comparison) -> list[Change]:
    """Cues of an undetermined verdict on which severe reliance is left, the strongest first."""
    severe = [
        (abs(x.after.delta or 0.0), x)
        for x in c.changes
        if x.after and x.severity_after == "severe"
        if x.verdict == "undetermined" and not x.mended
    ]
    return [x for _, x in sorted(severe, key=lambda own: -own[0])]


def headline(c: Comparison, say: Words) -> str:
    """What was done, and what became of it, in one or two sentences."""
    first = _repaired(c.repair, say) if c.repair else _compared(c, say)
    more = displaced(c)
    if not more:
        return first
    return say("compared.both", first=first, second=say("compared.displaced", n=len(more)))


def _repaired(r: Repair, say: Words) -> str:
    if not r.cues:
        return say("compared.nothing")
    tried = {x.code for x in r.candidates if x.code != NO_CHANGE}
    if r.chosen == NO_CHANGE or r.before is None or r.after is None:
        return say("compared.no-change", n=len(tried), cues=len(r.cues))
    done = say(
        "compared.chosen",
        remedy=visible(r.chosen),
        tried=len({x.code for x in r.candidates if x.scores} - {NO_CHANGE}),
        n=len(r.cues),
        before=_dependence(r.before.sdr, say),
        after=_dependence(r.after.sdr, say),
        docs=numbers.count(r.after.sdr.n if r.after.sdr else None),
        old=numbers.percent(r.before.neutral.estimate),
        new=numbers.percent(r.after.neutral.estimate),
    )
    return (
        done
        if r.confirmed is not False
        else say("compared.both", first=done, second=say("compared.not-confirmed"))
    )


def _dependence(rate: Rate | None, say: Words) -> str:
    """A share of decisions, and where placebo edits may explain it, that they may."""
    if rate is None:
        return say("compared.unknown")
    return share(rate).written if rate.low > 0 else say("compared.none", rate=share(rate).written)


def _compared(c: Comparison, say: Words) -> str:
    known = [x for x in c.changes if x.change != "unmeasured"]
    if not known:
        return say("compared.unmeasured")
    less = sum(x.change in {"gone", "less"} for x in known)
    return say("compared.counts", n=len(known), less=less)


def tone(c: Comparison) -> Tone:
    """Good only where a remedy was chosen and is confirmed, and nothing is relied on more."""
    if displaced(c) or (c.repair and c.repair.confirmed is False):
        return "warn"
    return "good" if c.repair and c.repair.cues and c.repair.chosen != NO_CHANGE else "plain"


def notices(c: Comparison, say: Words) -> Iterator[str]:
    """What a reader must know before the numbers."""
    if c.before.fingerprint != c.after.fingerprint:
        yield say("compare.other-data")
    for side in (c.before, c.after):
        if side.seed != c.before.seed:
            yield say("compare.other-seed")
    if r := c.repair:
        for note in _each(r.notes, r.note_reasons, say):
            yield say("compare.note", note=note)
        for step in _each(r.at_inference, r.at_inference_reasons, say):
            yield say("compare.at-inference", step=step)
    if c.repair and (cues := [*dict.fromkeys(x.subject for x in still_severe(c))]):
        yield say("compare.left", n=len(cues), names=_some(cues, say))
    if c.repair and (after := c.repair.after) and after.neutral.n < after.as_is.n:
        n, of = numbers.count(after.neutral.n), numbers.count(after.as_is.n)
        yield say("compare.fewer", n=n, of=of)
    if c.repair and any(x.standing == "failed" for x in c.repair.candidates):
        failed = [x.code for x in c.repair.candidates if x.standing == "failed"]
        yield say("compare.failed", n=len(failed), codes=", ".join(map(visible, failed)))


def _each(sentences: Sequence[str], reasons: Sequence[Reason], say: Words) -> list[str]:
    """Every reason in words; the sentences of a comparison made before reasons had codes."""
    return [worded([r], say) for r in reasons] or [visible(text) for text in sentences]


def _some(cues: Sequence[str], say: Words) -> str:
    """The first cues by name, and how many more there are."""
    names = [say("compare.left-name", name=subject_of(x, say).name) for x in cues[:_NAMED]]
    if more := len(cues) - len(names):
        names.append(say("compare.left-more", n=more))
    return say("value.field.join").join(names)


def figures(c: Comparison, say: Words) -> tuple[Fact, ...]:
    """The numbers a manager reads: before → after."""
    old, new = c.before.headline.sdr, c.after.headline.sdr
    # The sentence above tells the cues mended, on other documents.
    note = f"{_sub(old, new)} · {say('compare.sdr-of')}" if c.repair else _sub(old, new)
    found = [Fact(say("figure.sdr"), _arrow(old, new), note)]
    if c.repair and (a := c.repair.before) and (b := c.repair.after):
        for name, x, y in (
            ("compare.neutral", a.neutral, b.neutral),
            ("compare.as-is", a.as_is, b.as_is),
        ):
            found.append(Fact(say(name), _arrow(x, y), _sub(x, y)))
        if own := c.repair.gained:
            told = numbers.estimate(own.estimate, own.low, own.high, numbers.points).written
            note = say("compare.gained", change=told)
            found[1] = replace(found[1], note=f"{found[1].note} · {note}")
        x, y = a.worst_class, b.worst_class
        found.append(Fact(say("compare.worst-class"), _arrow(x, y), _sub(x, y)))
    else:
        found.append(_of(say("compare.accuracy"), *_accuracy(c)))
        found.append(_of(say("compare.worst-group"), *worst_group(c)))
    if c.repair:
        took = say("compare.took", seconds=numbers.seconds(c.repair.seconds))
        name = c.repair.chosen
        shown = say("compare.no-change") if name == NO_CHANGE else visible(name)
        found.append(Fact(say("compare.remedy"), shown, took))
    else:
        found.append(Fact(say("compare.grown"), numbers.count(len(displaced(c))), ""))
    return tuple(found)


def _arrow(old: Rate | Measure | None, new: Rate | Measure | None) -> str:
    return f"{numbers.percent(_value(old))} → {numbers.percent(_value(new))}"


def _value(x: Rate | Measure | None) -> float | None:
    return x.estimate if isinstance(x, Rate) else x.value if x is not None else None


def _sub(old: Rate | Measure | None, new: Rate | Measure | None) -> str:
    """The intervals of both, and n."""
    told = [_interval(x) for x in (old, new)]
    n = f" · n\u00a0=\u00a0{numbers.count(new.n)}" if new is not None else ""
    return " → ".join(told) + n


def _interval(x: Rate | Measure | None) -> str:
    if x is None:
        return numbers.DASH
    return numbers.estimate(_value(x), x.low, x.high, numbers.percent).interval or numbers.DASH


def _of(name: str, old: Measure | None, new: Measure | None) -> Fact:
    return Fact(name, _arrow(old, new), _sub(old, new))


def _accuracy(c: Comparison) -> tuple[Measure | None, Measure | None]:
    found = next((m for m in c.measures if (m.code, m.subject) == ("model.accuracy", "all")), None)
    return (found.before, found.after) if found else (None, None)


def provenance(c: Comparison, say: Words) -> tuple[tuple[str, str, str], ...]:
    """What either audit was made with: name, before, after."""
    rows: dict[str, Callable[[Side], str]] = {
        "provenance.models": lambda s: ", ".join(map(visible, s.models)),
        "figure.documents": lambda s: numbers.count(s.documents),
        "provenance.fingerprint": lambda s: visible(s.fingerprint)[:_SHORT],
        "provenance.seed": lambda s: str(s.seed),
        "provenance.version": lambda s: visible(s.version),
        "provenance.started": lambda s: visible(s.started),
    }
    return tuple((say(key), of(c.before), of(c.after)) for key, of in rows.items())
