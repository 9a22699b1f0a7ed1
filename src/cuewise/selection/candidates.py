"""Which candidates may be kept, and how all of them are reported."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records.comparison import Candidate, Scores, Standing
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording
from cuewise.selection.choose import choose, standings
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.harm import Limits
from cuewise.selection.score import Score


def eligible(candidates: Sequence[Evaluated], limits: Limits | None) -> dict[int, Score]:
    """The scores of the candidates that may be kept, by their place.

    Files cannot hold every step at inference. A candidate with such a step is eligible only if no
    other helps.
    """
    writable = {
        i: c.score
        for i, c in enumerate(candidates)
        if c.score is not None and c.writable and not c.dropped
    }
    complete = {i: s for i, s in writable.items() if candidates[i].complete}
    best: int = choose(complete, limits) if complete else 0
    return complete if best else writable


def reported(
    candidates: Sequence[Evaluated],
    kept: int | None,
    limits: Limits | None,
    refused: int | None = None,
) -> list[Candidate]:
    """All candidates as they are serialised: the score of each, and why it was not kept.

    `kept` and `refused` are the places of the candidate that is kept, and of the one that was
    proposed and must not be shipped.
    """
    scores = eligible(candidates, limits)
    lost: dict[int, Standing] = {**(standings(scores, limits) if scores else {})}
    if refused is not None:
        lost[refused] = "harm"
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
    if candidate.dropped:
        return "dropped"
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
