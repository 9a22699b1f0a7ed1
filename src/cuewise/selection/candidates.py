"""The remedies to try, which candidates may be kept, and how all of them are reported."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from cuewise.errors import InputError
from cuewise.plugins.runner import Plugin, PluginOptions, plugins
from cuewise.records.comparison import Candidate, Scores, Standing
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording
from cuewise.selection.choose import choose, standings
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.score import Score


def remedies_to_try(remedies: Sequence[str] | None, options: PluginOptions) -> list[Plugin]:
    """The remedies named, or all, with their options; cheap ones first.

    Raises
    ------
    InputError
        An unknown remedy, or an option that it does not have.
    """
    known: Mapping[str, Plugin] = {p.code: p for p in plugins("remedies", options)}
    for code in remedies or ():
        if code not in known:
            close = difflib.get_close_matches(code, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else "see cuewise list remedies"
            raise InputError(f"remedy {code!r} is unknown", ", ".join(known), hint)
    chosen = [known[code] for code in remedies] if remedies is not None else known.values()
    # Models that have to be asked about edited texts come after those that refit a layer.
    return sorted(
        chosen, key=lambda p: (not getattr(p.instance, "refits", True), p.instance.cost, p.code)
    )


def eligible(candidates: Sequence[Evaluated]) -> dict[int, Score]:
    """The scores of the candidates that may be kept, by their place.

    Inference-time remedies cannot be exported, so they are eligible only if no exportable remedy
    helps.
    """
    writable = {i: c.score for i, c in enumerate(candidates) if c.score is not None and c.writable}
    complete = {i: s for i, s in writable.items() if candidates[i].complete}
    best: int = choose(complete) if complete else 0
    return complete if best else writable


def reported(candidates: Sequence[Evaluated], kept: int | None) -> list[Candidate]:
    """All candidates as they are serialised: the score of each, and why it was not kept."""
    scores = eligible(candidates)
    lost = standings(scores) if scores else {}
    return [
        Candidate(
            code=c.code,
            scope=c.scope,
            needs=c.needs,
            seconds=round(c.seconds, 3),
            scores=serialised(c.score),
            standing="chosen" if i == kept else _standing(c, lost.get(i)),
            reason=sentence(c.reason, wording("en")) if c.reason else "",
            reasons=[c.reason] if c.reason else [],
        )
        for i, c in enumerate(candidates)
    ]


def _standing(candidate: Evaluated, lost: Standing | None) -> Standing:
    if candidate.failed:
        return "failed"
    if candidate.score is None:
        return "not-applicable"
    return lost or ("not-in-files" if candidate.writable else "not-writable")


def serialised(score: Score | None) -> Scores | None:
    """A score as it is serialised."""
    if score is None:
        return None
    return Scores(
        neutral=score.ablated,
        as_is=score.as_is,
        worst_class=score.worst_class,
        sdr=score.sdr,
        gap=score.rank_gap,
        pull=score.logit_shift,
    )
