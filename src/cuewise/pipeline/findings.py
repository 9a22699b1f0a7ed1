"""Write what was measured and decided on one cue as a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cuewise.cues.spans import parse
from cuewise.detect.association import AssociationDetector
from cuewise.detect.label_marks import MARK
from cuewise.pipeline.decide import concluded, severity
from cuewise.pipeline.excerpts import excerpts
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import Association, Corpus, Finding, Measure, Reliance, Verdict
from cuewise.records.interval import finite_or_none
from cuewise.report import decision_in_words, describe
from cuewise.report.judged import label_marks, leaks
from cuewise.report.wording import wording


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on beside the study: documents to show, and reliances by row.

    `holders` are documents with the cue; each mapping of `reliances` is of one model.
    """

    holders: Corpus
    reliances: Sequence[Mapping[int, Reliance]]

    def of(self, row: int) -> list[Reliance]:
        """The reliance of every model on the cue of one association."""
        return [model[row] for model in self.reliances if row in model]


def finding_id(subject: str, label: str) -> str:
    """The id of a finding: equal for equal subject and label, so that audits can be compared.

    Examples
    --------
    >>> finding_id("word:film", "good") == finding_id("word:film", "bad")
    False
    """
    return sha256(f"{subject}\x00{label}".encode()).hexdigest()[:12]


def finding(study: Study, cue: JudgedCue, evidence: Evidence) -> Finding:
    """The finding of one cue. A piece of a phrase has the severity of the whole phrase."""
    found, row, whole = study.associations, cue.row, cue.whole
    subject, label, support = found.subjects[row], found.labels[row], int(found.support[row])
    association, own = association_of(study, row), evidence.of(row)
    piece = whole != row
    return Finding(
        id=finding_id(subject, label),
        code=AssociationDetector.code,
        subject=subject,
        kind=study.kind(row).name,
        label=label,
        support=support,
        severity=severity(association, float(found.prevalence[row]), own or evidence.of(whole)),
        association=association,
        verdict=cue.verdict,
        reliance=[concluded(r) for r in own],
        message=_message(study, cue, association),
        part_of=finding_id(found.subjects[whole], found.labels[whole]) if piece else None,
        excerpts=excerpts(evidence.holders, subject),
    )


def leaking_marks(findings: Sequence[Finding], measures: Sequence[Measure]) -> frozenset[str]:
    """The ids of findings about emoji and emoticons, if the label seems to be made from them."""
    if label_marks(measures) is None:
        return frozenset()
    return frozenset(f.id for f in findings if MARK.fullmatch(parse(f.subject)[2]))


def leaks_joined(findings: Sequence[Finding], measures: Sequence[Measure]) -> list[Finding]:
    """The findings, with one for each metadata column that decides the label.

    The first value leads; the others become parts of it and have its severity, as the column is one
    leak and not twenty.
    """
    columns = [f"meta:{m.subject}=" for m in leaks(measures)]
    leading: dict[str, Finding] = {}
    joined: list[Finding] = []
    for f in findings:
        prefix = next((prefix for prefix in columns if f.subject.startswith(prefix)), None)
        if prefix is None:
            joined.append(f)
            continue
        lead = leading.setdefault(prefix, f)
        message = f"{f.message.removesuffix('.')}; its column alone gives the label."
        part_of = None if lead is f else lead.id
        update = {"message": message, "part_of": part_of, "severity": lead.severity}
        joined.append(f.model_copy(update=update))
    return joined


def association_of(study: Study, row: int) -> Association:
    """One association as it is serialised."""
    found = study.associations
    return Association(
        measure=AssociationDetector.unit,
        estimate=finite_or_none(found.effect[row]),
        low=finite_or_none(found.low[row]),
        high=finite_or_none(found.high[row]),
        p=finite_or_none(found.p[row]),
        q=finite_or_none(study.q[row]),
        log_odds_ratio=finite_or_none(found.log_odds_ratio[row]),
        replicated=bool(found.replicated[row]),
    )


def _message(study: Study, cue: JudgedCue, association: Association) -> str:
    found, row = study.associations, cue.row
    note = study.cues.notes[study.column(row)]
    name = describe(found.subjects[row], "en") + (f" ({note})" if note else "")
    documents, strength = int(found.support[row]), _strength(association)
    piece = ""
    if cue.whole != row:
        piece = f"; a piece of {describe(found.subjects[cue.whole], 'en')}"
    how = "negatively associated" if association.rarer else "associated"
    what = f"{name} is {how} with {found.labels[row]} in {documents} documents"
    return f"{what} ({strength}); {_judged(cue.verdict)}{piece}."


def _judged(verdict: Verdict) -> str:
    decision = decision_in_words(verdict.decision, wording("en"))
    return f"{verdict.type} ({decision})" if decision else verdict.type


def _strength(a: Association) -> str:
    if a.estimate is None or a.low is None or a.high is None:
        return "too rare in the estimation split to say how strongly"
    size = f"{100 * a.estimate:+.1f} points [{100 * a.low:+.1f}, {100 * a.high:+.1f}]"
    again = "replicated" if a.replicated else "not replicated"
    return f"{size}, {again} in the estimation split"
