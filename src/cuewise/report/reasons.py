"""Reasons in the language of the report: the wording of a code, filled with its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cuewise.records import Fact, Outcome, Reason
from cuewise.report.text import visible
from cuewise.report.wording import Wording, wording


def sentence(reason: Reason, say: Wording) -> str:
    """One reason in words. A code without a wording, as of a plug-in, is shown with its facts.

    Examples
    --------
    >>> sentence(Reason.of("few-cues", least=5), wording("zh"))
    '线索不足 5 条，无法比较匹配效应'
    >>> sentence(Reason.of("no-dates", rows=7), wording("en"))
    'no-dates (rows=7)'
    """
    try:
        return say(f"why.{reason.code}", **_translated(reason.facts, say))
    except KeyError:
        facts = ", ".join(f"{name}={value}" for name, value in reason.facts.items())
        return f"{reason.code} ({facts})" if facts else reason.code


def _translated(facts: Mapping[str, Fact], say: Wording) -> dict[str, Fact]:
    """The facts, with the names of languages and resources translated."""
    named = {fact: say.get(f"{fact}-name.{facts.get(fact)}") for fact in ("language", "resource")}
    return {**facts, **{fact: name for fact, name in named.items() if name}}


def worded(
    reasons: Sequence[Reason], say: Wording, *, otherwise: str = "", names: bool = True
) -> str:
    """The reasons of one outcome in words.

    Parameters
    ----------
    reasons:
        Codes with facts.
    say:
        The strings of the report.
    otherwise:
        Text without reasons: the sentence of an audit made before reasons had codes.
    names:
        Whether to name what each reason is about. Without names, equal reasons are given once.
    """
    parts = [_named(reason, say) if names else sentence(reason, say) for reason in reasons]
    return visible(say("sentence.join").join(dict.fromkeys(parts)) or otherwise)


def _named(reason: Reason, say: Wording) -> str:
    why = sentence(reason, say)
    if reason.about is None:
        return why
    return say("reasons.named", name=say.get(f"signal.{reason.about}") or reason.about, why=why)


def with_sentences(outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """The outcomes with their reasons in English as well, as in audit.json."""
    say = wording("en")
    return {
        code: outcome.model_copy(update={"reason": worded(outcome.reasons, say)})
        for code, outcome in outcomes.items()
    }
