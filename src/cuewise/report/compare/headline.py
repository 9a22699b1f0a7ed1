"""The sentence, the notices and the key figures of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cuewise.records import Measure, Rate, Reason
from cuewise.records.comparison import NO_CHANGE, Change, Comparison, Repair, Side
from cuewise.report import numbers
from cuewise.report.compare.refusal import refusal_notices
from cuewise.report.compare.repair import nothing_to_repair, reliance_is_shown, repair_headline
from cuewise.report.compare.rows import DISPLACED, estimate_of, lowest_groups, was_refused
from cuewise.report.compare.words import joined
from cuewise.report.reasons import worded
from cuewise.report.records import Detail, Tone
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.wording import Wording

_FINGERPRINT = 12
# Cues named in the notice about severe reliance that was not repaired.
_NAMED = 3


def _displaced(c: Comparison) -> list[Change]:
    """Cues that are not genuine, and on which reliance grew or reversed."""
    return [x for x in c.changes if x.change in DISPLACED and x.verdict != "genuine"]


def _severe_undetermined(c: Comparison) -> list[Change]:
    """Undetermined cues on which the model relies severely, the strongest first.

    That is the repaired model, or the model as it was where the repair is not shipped.
    """
    kept = was_refused(c)
    sides = (
        (x, x.before if kept else x.after, x.severity_before if kept else x.severity_after)
        for x in c.changes
        if x.verdict == "undetermined" and not x.mended
    )
    severe = [(abs(r.delta or 0.0), x) for x, r, severity in sides if r and severity == "severe"]
    return [x for _, x in sorted(severe, key=lambda pair: -pair[0])]


def comparison_headline(c: Comparison, say: Wording) -> str:
    """What was done, and what became of it, in a few sentences."""
    first = repair_headline(c, c.repair, say) if c.repair else _compared(c, say)
    more = _displaced(c)
    # A refused repair has one reason; the page shows the rest.
    if not more or was_refused(c):
        return first
    return joined([first, say("compared.displaced", n=len(more))], say)


def _compared(c: Comparison, say: Wording) -> str:
    measured = [x for x in c.changes if x.change != "unmeasured"]
    if not measured:
        return say("compared.unmeasured")
    less = sum(x.change in {"gone", "less"} for x in measured)
    return say("compared.counts", n=len(measured), less=less)


def comparison_tone(c: Comparison) -> Tone:
    """Good if a remedy was chosen and confirmed, or none was needed, and reliance did not grow."""
    r = c.repair
    if _displaced(c) or (r and (r.refused or r.confirmed is False)):
        return "warn"
    if r is None:
        return "plain"
    return "good" if _is_good(c, r) else "plain"


def _is_good(c: Comparison, r: Repair) -> bool:
    """Whether a remedy was chosen, or none was needed as far as the audit shows."""
    if not nothing_to_repair(r):
        return r.chosen != NO_CHANGE
    known = r.max_loss is not None and not reliance_is_shown(c)
    return known and not _severe_undetermined(c)


def comparison_notices(c: Comparison, say: Wording) -> Iterator[str]:
    """What a reader must know before the numbers."""
    if c.before.fingerprint != c.after.fingerprint:
        yield say("compare.other-data")
    if c.before.seed != c.after.seed:
        yield say("compare.other-seed")
    if c.repair:
        yield from _repair_notices(c, c.repair, say)


def _repair_notices(c: Comparison, r: Repair, say: Wording) -> Iterator[str]:
    yield from refusal_notices(r, say)
    for note in _sentences(r.notes, r.note_reasons, say):
        yield say("compare.note", note=note)
    for step in _sentences(r.at_inference, r.at_inference_reasons, say):
        yield say("compare.at-inference", step=step)
    if cues := [*dict.fromkeys(x.subject for x in _severe_undetermined(c))]:
        yield say("compare.left", n=len(cues), names=_first_names(cues, say))
    if r.after and r.after.neutral.n < r.after.as_is.n:
        n, every = numbers.integer(r.after.neutral.n), numbers.integer(r.after.as_is.n)
        yield say("compare.fewer", n=n, of=every)
    if failed := [visible(x.code) for x in r.candidates if x.standing == "failed"]:
        yield say("compare.failed", n=len(failed), codes=", ".join(failed))


def _sentences(sentences: Sequence[str], reasons: Sequence[Reason], say: Wording) -> list[str]:
    """Every reason in words; a comparison made before reasons had codes has sentences only."""
    return [worded([r], say) for r in reasons] or [visible(text) for text in sentences]


def _first_names(cues: Sequence[str], say: Wording) -> str:
    """The first cues by name, and how many more there are."""
    names = [say("compare.left-name", name=subject_of(x, say).name) for x in cues[:_NAMED]]
    if more := len(cues) - len(names):
        names.append(say("compare.left-more", n=more))
    return say("value.field.join").join(names)


def comparison_figures(c: Comparison, say: Wording) -> tuple[Detail, ...]:
    """The key figures: before → after."""
    sdr = c.before.headline.sdr, c.after.headline.sdr
    if not c.repair:
        return (
            _figure("figure.sdr", *sdr, say),
            *_model_figures(c, say),
            Detail(say("compare.grown"), numbers.integer(len(_displaced(c)))),
        )
    scored = c.repair.before and c.repair.after
    return (
        # The headline gives the same for the repaired cues only, on the confirmation split.
        _figure("figure.sdr", *sdr, say, say("compare.sdr-of")),
        *(_score_figures(c.repair, say) if scored else _model_figures(c, say)),
        Detail(
            say("compare.remedy"),
            say("compare.no-change") if c.repair.chosen == NO_CHANGE else visible(c.repair.chosen),
            _about_remedy(c.repair, say),
        ),
    )


def _about_remedy(r: Repair, say: Wording) -> str:
    """How long the run took, and which repair the numbers are of where it is not shipped."""
    took = say("compare.took", seconds=numbers.seconds(r.seconds))
    if r.refused is None:
        return took
    return f"{say('compare.figures-refused', remedy=visible(r.refused.remedy))} · {took}"


def _score_figures(r: Repair, say: Wording) -> Iterator[Detail]:
    old, new, gained = r.before, r.after, ""
    if old is None or new is None:
        return
    if r.gained:
        change = numbers.estimate(r.gained.interval, numbers.points).written
        gained = say("compare.gained", change=change)
    yield _figure("compare.ablated", old.neutral, new.neutral, say, gained)
    yield _figure("compare.as-is", old.as_is, new.as_is, say)
    yield _figure("compare.worst-class", old.worst_class, new.worst_class, say)


def _model_figures(c: Comparison, say: Wording) -> Iterator[Detail]:
    key = ("model.accuracy", "all")
    accuracy = next(
        ((m.before, m.after) for m in c.measures if (m.code, m.subject) == key), (None, None)
    )
    yield _figure("compare.accuracy", *accuracy, say)
    yield _figure("compare.worst-group", *lowest_groups(c), say)


def _figure(
    key: str, old: Rate | Measure | None, new: Rate | Measure | None, say: Wording, note: str = ""
) -> Detail:
    """A number before and after, with both intervals and n below it."""
    before, after = estimate_of(old), estimate_of(new)
    intervals = f"{before.interval or numbers.DASH} → {after.interval or numbers.DASH}"
    n = f"n\u00a0=\u00a0{numbers.integer(new.n)}" if new is not None else ""
    below = " · ".join(filter(None, (intervals, n, note)))
    return Detail(say(key), f"{before.text} → {after.text}", below)


def comparison_provenance(c: Comparison, say: Wording) -> tuple[tuple[str, str, str], ...]:
    """How either audit was made: name, before, after."""
    rows: dict[str, Callable[[Side], str]] = {
        "provenance.models": lambda s: ", ".join(map(visible, s.models)),
        "figure.documents": lambda s: numbers.integer(s.documents),
        "provenance.fingerprint": lambda s: visible(s.fingerprint)[:_FINGERPRINT],
        "provenance.seed": lambda s: str(s.seed),
        "provenance.version": lambda s: visible(s.version),
        "provenance.started": lambda s: visible(s.started),
    }
    return tuple((say(key), written(c.before), written(c.after)) for key, written in rows.items())
