"""What ran, what did not run and why, on which data and with which settings."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence

from cuewise.records import Audit, CorpusInfo, Outcome, Reason
from cuewise.records.aside import NOT_LOST
from cuewise.records.decision import ANY_LABEL
from cuewise.report import numbers
from cuewise.report.columns import data_notices
from cuewise.report.missing import absent_evidence
from cuewise.report.reasons import worded
from cuewise.report.records import Check, Detail
from cuewise.report.text import shorten, visible
from cuewise.report.wording import Wording, flat

_ORDER = ("failed", "skipped", "not_applicable", "ran")
_FINGERPRINT = 12
# Stale decisions that a notice names.
_NAMED = 5


def checks(audit: Audit, say: Wording) -> tuple[Check, ...]:
    """The outcome of every plug-in, failures first."""
    outcomes = sorted(audit.outcomes.items(), key=lambda item: _ORDER.index(item[1].status))
    return tuple(_check(code, outcome, say) for code, outcome in outcomes)


def _check(code: str, o: Outcome, say: Wording) -> Check:
    took = numbers.DASH if o.status in {"skipped", "not_applicable"} else numbers.seconds(o.seconds)
    why = worded(o.reasons, say, otherwise=o.reason)
    return Check(visible(code), o.status, say(f"status.{o.status}"), why, took)


def audit_notices(audit: Audit, say: Wording) -> tuple[str, ...]:
    """What a reader must know before the numbers: failed checks, unused rows, missing evidence."""
    lines = []
    failed = [visible(code) for code, o in audit.outcomes.items() if o.status == "failed"]
    if failed:
        lines.append(say("notice.failed", n=len(failed), codes=", ".join(failed)))
    rows = audit.provenance.corpus.set_aside
    unused = sum(n for why, n in rows.items() if why not in NOT_LOST)
    if unused:
        lines.append(say("notice.set-aside", n=unused))
    decisions = (*_decided(audit, say), *_stale(audit, say))
    notices = (*decisions, *data_notices(audit, say), *_unjudged(audit, say))
    return (*lines, *notices)


def _decided(audit: Audit, say: Wording) -> Iterator[str]:
    """How many findings the decisions of a person decide, or that the file held none."""
    for reason in _of_decisions(audit):
        if reason.code == "no-decisions":
            yield say("notice.no-decisions")
        elif reason.code == "decided":
            findings = say("notice.findings", n=reason.facts["findings"])
            yield say("notice.decided", n=reason.facts["decisions"], findings=findings)


def _of_decisions(audit: Audit) -> Sequence[Reason]:
    outcome = audit.outcomes.get("decisions")
    return outcome.reasons if outcome is not None else ()


def _stale(audit: Audit, say: Wording) -> Iterator[str]:
    """The decisions about cues that the audit does not report."""
    stale = [r for r in _of_decisions(audit) if r.code == "stale-decision"]
    if stale:
        cues = [_stale_cue(reason, say) for reason in stale[:_NAMED]]
        more = ["…"] if len(stale) > _NAMED else []
        yield say("notice.stale", n=len(stale), cues=say("notice.join").join([*cues, *more]))


def _stale_cue(reason: Reason, say: Wording) -> str:
    subject, label = (visible(shorten(str(reason.facts[name]))) for name in ("subject", "label"))
    return subject if label in ANY_LABEL else say("notice.stale-cue", cue=subject, label=label)


def _unjudged(audit: Audit, say: Wording) -> Iterator[str]:
    """The missing evidence, if at least a quarter of the cues are undetermined."""
    undetermined = sum(f.verdict.type == "undetermined" for f in audit.findings)
    verdict = audit.outcomes.get("verdict")
    if verdict is None or 4 * undetermined < len(audit.findings) or not audit.findings:
        return
    old = "" if verdict.reasons else verdict.reason
    missing = worded(absent_evidence(audit), say, otherwise=old, names=False)
    if missing:
        yield say("notice.unjudged", n=undetermined, all=len(audit.findings), missing=missing)


def set_aside_rows(audit: Audit, say: Wording) -> tuple[Detail, ...]:
    """Rows that could not be used, by reason."""
    rows = audit.provenance.corpus.set_aside
    named = {why: say.get(f"aside.{why}") or visible(why) for why in rows}
    return tuple(Detail(named[why], numbers.integer(n)) for why, n in rows.items())


def audit_provenance(audit: Audit, say: Wording) -> tuple[Detail, ...]:
    """What you need to run the same audit again."""
    p = audit.provenance
    return (
        Detail(say("provenance.version"), visible(p.version)),
        Detail(say("provenance.seed"), str(p.seed)),
        Detail(
            say("provenance.models"),
            ", ".join(map(visible, p.models)) or say("provenance.no-models"),
        ),
        Detail(say("provenance.language"), _language(p.corpus, say)),
        Detail(
            say("provenance.fingerprint"),
            visible(p.corpus.fingerprint)[:_FINGERPRINT],
            visible(p.corpus.fingerprint),
        ),
        Detail(say("provenance.started"), visible(p.started)),
        Detail(say("provenance.seconds"), numbers.seconds(p.seconds)),
    )


def _language(corpus: CorpusInfo, say: Wording) -> str:
    """The name of the language of the corpus."""
    if corpus.language_name:
        return say.get(f"language-name.{corpus.language_name}") or corpus.language_name
    return say(f"language.{corpus.language}")


def config(audit: Audit) -> tuple[Detail, ...]:
    """Every option as in the saved audit, one line each."""
    saved = json.loads(audit.provenance.model_dump_json())["config"]
    return tuple(Detail(visible(name), visible(_written(value))) for name, value in flat(saved))


def _written(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return numbers.DASH
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
