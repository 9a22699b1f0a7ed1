"""From measurements to findings: multiplicity, severity, words for people, examples, rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import find, parse
from cuewise.pipeline.conclusion import concluded
from cuewise.records import (
    Association,
    Corpus,
    CueTable,
    Excerpt,
    Finding,
    Floats,
    Measurements,
    Reliance,
    Severity,
    Verdict,
)
from cuewise.records.interval import known
from cuewise.records.thresholds import (
    COMMON,
    DEVIATES,
    DEVIATES_HARD,
    FDR,
    MATERIAL,
    SEVERE,
)
from cuewise.report import describe
from cuewise.stats.multiplicity import benjamini_hochberg

_EXCERPTS, _WIDTH = 3, 160
# A cue that stands only past this many characters is not looked for in an excerpt.
_SEARCHED = 20_000
_SEVERITIES: tuple[Severity, ...] = ("none", "weak", "material", "severe")


@dataclass(frozen=True, slots=True)
class Found:
    """The hypotheses that become findings: one a cue, with q[f] over all hypotheses tested."""

    rows: NDArray[np.int64]
    q: Floats
    tested: int


def significant(association: Measurements) -> Found:
    """The strongest significant hypothesis of every cue, after correction over **all** of them.

    A cue that goes with one label is rarer in the others; the label it goes with is told, unless
    only the rarity is significant.
    """
    if association.p is None:
        raise ValueError("an association without p values cannot be corrected")
    q = benjamini_hochberg(association.p)
    cue = association.details["cue"].astype(np.int64)
    rows = np.flatnonzero(q <= FDR)
    rarer = association.details["found"][rows] < 0
    order = np.lexsort((association.p[rows], rarer, cue[rows]))
    _, first = np.unique(cue[rows][order], return_index=True)
    return Found(rows[order][first], q, int((~np.isnan(association.p)).sum()))


def severity(
    association: Association, prevalence: float, reliances: Sequence[Reliance]
) -> Severity:
    """How much it matters: by the lower end of |Δ*| if a model was probed, else of the deviation.

    Examples
    --------
    >>> a = Association(measure="", estimate=.3, low=.26, high=.34, p=0, q=0, log_odds_ratio=2,
    ...                 replicated=True)
    >>> severity(a, .02, []), severity(a, .001, [])
    ('severe', 'material')
    """
    if reliances:
        least = max(r.interval.nearest for r in reliances)
        hard, material = least > SEVERE, least > MATERIAL
    else:
        least = association.interval.nearest if association.replicated else 0.0
        hard = least > DEVIATES_HARD and prevalence >= COMMON
        material = least > DEVIATES
    return "severe" if hard else "material" if material else "weak" if least > 0 else "none"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One row of the association with its q and some documents that hold the cue.

    A piece of a fuller phrase has the row of that phrase in `whole`, and brings what was measured
    on it in `whole_reliance`.
    """

    measured: Measurements
    row: int
    q: float
    holders: Corpus
    whole: int
    whole_reliance: Sequence[Reliance] = ()

    def identity(self, row: int) -> str:
        """The id of a finding: of its subject and label, so that two audits can be compared."""
        key = f"{self.measured.subjects[row]}\x00{self.measured.labels[row]}"
        return sha256(key.encode()).hexdigest()[:12]

    def detail(self, name: str) -> float:
        """One further column of the row."""
        return float(self.measured.details[name][self.row])

    def association(self) -> Association:
        """The association as it is written."""
        m, row = self.measured, self.row
        return Association(
            measure=m.unit,
            estimate=known(m.effect[row]),
            low=known(m.low[row]),
            high=known(m.high[row]),
            p=known(m.p[row]) if m.p is not None else None,
            q=known(self.q),
            log_odds_ratio=known(self.detail("log_odds_ratio")),
            replicated=bool(self.detail("replicated")),
        )


def finding(
    cues: CueTable,
    hypothesis: Hypothesis,
    verdict: Verdict,
    reliances: Sequence[Reliance],
) -> Finding:
    """One finding, complete."""
    m, row, j = hypothesis.measured, hypothesis.row, int(hypothesis.detail("cue"))
    subject, label, support = m.subjects[row], m.labels[row], int(m.support[row])
    association = hypothesis.association()
    named = describe(subject, "en") + (f" ({cues.notes[j]})" if cues.notes[j] else "")
    part = hypothesis.whole != row
    piece = f"; a piece of {describe(m.subjects[hypothesis.whole], 'en')}" if part else ""
    measured = reliances or hypothesis.whole_reliance
    return Finding(
        id=hypothesis.identity(row),
        code=m.code,
        subject=subject,
        kind=cues.kinds[j],
        label=label,
        support=support,
        severity=severity(association, hypothesis.detail("prevalence"), measured),
        association=association,
        verdict=verdict,
        reliance=[concluded(r) for r in reliances],
        message=f"{named} in {support} documents: {_strength(label, association)}; "
        f"{verdict.type}{piece}.",
        part_of=hypothesis.identity(hypothesis.whole) if part else None,
        excerpts=excerpts(hypothesis.holders, subject),
    )


def _strength(label: str, a: Association) -> str:
    if a.estimate is None or a.low is None or a.high is None:
        return "too rare in the half that estimates to say how strongly"
    size = f"{100 * a.estimate:+.1f} points [{100 * a.low:+.1f}, {100 * a.high:+.1f}]"
    again = "replicated" if a.replicated else "not replicated"
    return f"{size} in p({label}), {again} on the other half"


def excerpts(corpus: Corpus, subject: str) -> list[Excerpt]:
    """Short pieces of documents that hold the cue: of the shortest of these."""
    field, kind, value = parse(subject)
    texts = corpus.texts_b if field == "b" and corpus.texts_b is not None else corpus.texts
    chosen = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))[:_EXCERPTS]
    return [_excerpt(corpus, texts[i], i, (kind, value)) for i in chosen]


def _excerpt(corpus: Corpus, text: str, row: int, cue: tuple[str, str]) -> Excerpt:
    spans = find(*cue, text[:_SEARCHED])
    start = max(0, spans[0][0] - _WIDTH // 2) if spans else 0
    end = start + _WIDTH
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    return Excerpt(
        id=corpus.ids[row],
        label=corpus.label_names[int(corpus.labels[row])],
        text=before + text[start:end] + after,
        spans=[(a + shift, b + shift) for a, b in spans if start <= a and b <= end],
    )


def ranked(findings: Sequence[Finding], documents: int) -> list[Finding]:
    """Whole phrases before pieces of them, then by severity, then by impact.

    Impact is prevalence × |reliance| where a model was probed, else × |association|. The lower
    ends are used, so that a rare cue with a wide interval does not lead.
    """

    def key(f: Finding) -> tuple[bool, int, float, float, str]:
        prevalence = f.support / max(documents, 1)
        probed = max((r.interval.nearest for r in f.reliance), default=0.0)
        data = f.association.interval.nearest
        rank, piece = -_SEVERITIES.index(f.severity), f.part_of is not None
        return (piece, rank, -prevalence * probed, -prevalence * data, f.subject)

    return sorted(findings, key=key)
