"""Which evidence of meaning an undetermined cue lacks, and what would give it.

Everything is derived from the audit. A signal that ran and says nothing about the cue does not
cover it; the reasons of the verdict step name the signals that did not run. The items and the ways
to get them are codes, which `locales/*/missing.toml` words; a code without a wording is no lack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cuewise.records import Audit, Finding, Reason
from cuewise.records.kinds import kind_of
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Wording
from cuewise.text.closed_classes import NEUTRAL, TURNING, closed
from cuewise.text.tokens import words

# The signals that ask one source about the meaning of a cue, by the code of the source.
_SOURCES: Mapping[str, tuple[str, ...]] = {
    "encoder": ("semantic_irrelevance", "static_irrelevance"),
    "lexicon": ("lexicon",),
    "knowledge": ("knowledge",),
}
_PAIRS = "label-relates-texts"
# Reasons of the verdict step that say what evidence there is.
_PRESENT = frozenset(
    {
        "coverage",
        "calibrated-elsewhere",
        "language-model-encoder",
        "annotator-asked",
        "annotator-agrees",
        "annotator-unchecked",
        "words-looked-up",
        # In English another signal knows as much.
        "chinese-only",
    }
)


def absent_evidence(audit: Audit) -> list[Reason]:
    """The reasons of the verdict step that name evidence missing for every cue."""
    outcome = audit.outcomes.get("verdict")
    return [r for r in outcome.reasons if r.code not in _PRESENT] if outcome else []


def missing_evidence(finding: Finding, audit: Audit, say: Wording) -> str:
    """What an undetermined cue lacks, and what would settle it, in two sentences.

    Returns
    -------
    str
        "" for a cue with another verdict, one that a person decided, and where no lack is known.
    """
    if finding.verdict.type != "undetermined" or finding.verdict.decision is not None:
        return ""
    worded = ((code, say.get(f"missing.item.{code}")) for code in _lacks(finding, audit))
    items = {code: text for code, text in worded if text}
    if not items:
        return ""
    ways = [text for code in items if (text := say.get(f"missing.way.{code}"))]
    if _asked(finding) and not audit.provenance.config.get("meaning"):
        ways.append(say("missing.way.meaning"))
    label = shorten(visible(finding.label))
    return say(
        "missing.sentence",
        items=say("missing.items.join").join(items.values()),
        ways=say("missing.ways.join").join(ways or [say("missing.way.decide")]),
    ).format(label=label)


def _asked(finding: Finding) -> bool:
    """Whether an annotator is asked about a cue of this kind."""
    kind = kind_of(finding.kind)
    return kind.lexical and not kind.listed


def _lacks(finding: Finding, audit: Audit) -> Iterator[str]:
    """The codes of what is missing: of a source, of a reason, or `description`."""
    outcome, config = audit.outcomes.get("verdict"), audit.provenance.config
    if not kind_of(finding.kind).lexical:
        yield "kind"
        return
    # Audits made before reasons had codes do not say what ran.
    if outcome is not None and outcome.status == "ran" and outcome.reasons:
        absent = {r.about: r.code for r in absent_evidence(audit)}
        yield from _silent_sources(finding, absent)
        if _PAIRS in absent.values():
            return
    if not config.get("describe", {}).get(finding.label):
        yield "description"
    if config.get("meaning") and _asked(finding) and "annotator" not in finding.verdict.signals:
        yield "annotator"


def _silent_sources(finding: Finding, absent: Mapping[str | None, str]) -> Iterator[str]:
    """A code for each source that does not speak: why it did not run, or that it lacks the cue."""
    tokens = _words_of(finding)
    for source, signals in _SOURCES.items():
        if any(name in finding.verdict.signals for name in signals):
            continue
        code = absent[signals[0]] if all(name in absent for name in signals) else ""
        if code == _PAIRS or not _grammatical(tokens):
            yield code or _silent(source, finding, tokens)
        elif source == "encoder":
            yield "grammar"


def _words_of(finding: Finding) -> list[str]:
    value = finding.subject.partition(":")[2]
    return list(words(value.partition("=")[2] if kind_of(finding.kind).at_end else value))


def _grammatical(tokens: Sequence[str]) -> bool:
    """Whether no source has a place for the words: some turn others, or all are of closed classes.

    Examples
    --------
    >>> _grammatical(["not", "good"]), _grammatical(["the"]), _grammatical(["the", "film"])
    (True, True, False)
    """
    turning, every = closed(*TURNING), closed(*NEUTRAL, *TURNING, "open", "direction")
    if any(w in turning for w in tokens):
        return True
    return bool(tokens) and all(w in every for w in tokens)


def _silent(source: str, finding: Finding, tokens: Sequence[str]) -> str:
    """The code of a source that ran and does not cover the cue."""
    if source != "encoder":
        return source
    if not kind_of(finding.kind).whole_words:
        return "characters"
    return "encoder-word" if len(tokens) == 1 else "encoder-words"
