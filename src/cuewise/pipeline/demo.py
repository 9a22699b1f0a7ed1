"""`cuewise demo`: plant cues, audit the corpus, and compare the findings with the truth."""

from __future__ import annotations

import csv
from pathlib import Path

from cuewise.files import whole_file, write_whole
from cuewise.pipeline.audit import audit
from cuewise.plugins.outcomes import Progress
from cuewise.records import Audit, Finding
from cuewise.report import html
from cuewise.report.headline import audit_headline
from cuewise.report.wording import Wording, wording
from cuewise.synth import Planted, demo_corpus

_COLUMNS = ("planted", "nature", "label", "verdict", "severity")


def run_demo(
    out: Path, *, lang: str = "en", seed: int = 0, progress: Progress | None = None, n: int = 4000
) -> tuple[Audit, str]:
    """Make a corpus with planted cues, audit it, and compare the findings with the truth.

    Parameters
    ----------
    out:
        Folder for reviews.csv, audit.json and report.html.
    lang:
        Language of the reviews and the report.
    seed:
        The same seed gives the same demo.
    progress:
        Notified of each stage.
    n:
        Number of reviews.

    Returns
    -------
    tuple
        The audit, and the text to print.
    """
    planted = demo_corpus(lang, seed=seed, n=n)
    _write_csv(planted, out / "reviews.csv")
    result = audit(planted.to_corpus(), seed=seed, progress=progress)
    result.save(out / "audit.json")
    report = write_whole(out / "report.html", html(result, "zh" if lang == "zh" else "en"))
    return result, _truth_table(planted, result, wording(lang), report)


def _write_csv(planted: Planted, path: Path) -> None:
    rows = planted.rows()
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _truth_table(planted: Planted, result: Audit, say: Wording, report: Path) -> str:
    findings = {f.subject: f for f in result.findings}
    pairs = [(truth, findings.get(truth.subject or "")) for truth in planted.truth]
    rows = [tuple(say(f"demo.{name}") for name in _COLUMNS)]
    for truth, finding in pairs:
        nature = say("demo.spurious" if truth.spurious else "demo.genuine")
        rows.append((truth.subject or "-", nature, truth.label, *_judged(finding, say)))
    verdicts = [f.verdict.type if f else None for t, f in pairs if t.spurious]
    decoys = [f for t, f in pairs if not t.spurious]
    cues = say(
        "demo.cues",
        planted=len(verdicts),
        found=len(verdicts) - verdicts.count(None),
        judged=verdicts.count("spurious"),
        open=verdicts.count("undetermined"),
    )
    left = sum(f is None or f.verdict.type != "spurious" for f in decoys)
    lines = (
        cues,
        say("demo.decoys", decoys=len(decoys), left=left),
        say("demo.headline", headline=audit_headline(result, say)),
        say("demo.files", report=report),
    )
    return "\n".join([say("demo.head", n=len(planted.ids)), "", *_aligned(rows), "", *lines])


def _judged(finding: Finding | None, say: Wording) -> tuple[str, str]:
    """Verdict and severity, in the language of the demo."""
    if finding is None:
        return say("demo.missed"), "-"
    return say(f"verdict.{finding.verdict.type}"), say(f"severity.{finding.severity}")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Pad every column to its width on a terminal, where a Chinese character takes two places."""
    from rich.cells import cell_len, set_cell_size

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows]
