"""`cuewise demo`: plant cues, audit the corpus, and compare the findings with the truth."""

from __future__ import annotations

import csv
from pathlib import Path

from cuewise.files import whole, write_whole
from cuewise.pipeline.audit import audit
from cuewise.plugins.outcomes import Progress
from cuewise.records import Audit, Finding
from cuewise.report import html
from cuewise.report.wording import Wording, wording
from cuewise.synth import Planted, demo_corpus

_TEXTS = {
    "en": {
        "head": "{n:,} made-up reviews. What was planted in them, and what the audit reports:",
        "columns": ("planted", "as", "associated with", "verdict", "severity"),
        "spurious": "spurious",
        "genuine": "genuine",
        "missed": "not found",
        "sum": (
            "Spurious cues: {found} of {planted} found; {judged} judged spurious, {open} left "
            "undetermined.\nGenuine words: {left} of {decoys} rightly not called spurious."
        ),
        "files": "Open {report} for the whole report.",
    },
    "zh": {
        "head": "{n:,} 条虚构评论。植入的线索与审计结果对照：",
        "columns": ("植入的线索", "性质", "关联标签", "判定", "严重程度"),
        "spurious": "虚假",
        "genuine": "真实",
        "missed": "未找到",
        "sum": (
            "虚假线索：植入 {planted} 条，找到 {found} 条，"
            "其中 {judged} 条判为虚假，{open} 条未定。\n"
            "真实词：共 {decoys} 个，其中 {left} 个未被误判为虚假。"
        ),
        "files": "完整报告见 {report}。",
    },
}


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
    return result, _truth_table(planted, result, lang, report)


def _write_csv(planted: Planted, path: Path) -> None:
    rows = planted.rows()
    with whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _truth_table(planted: Planted, result: Audit, lang: str, report: Path) -> str:
    texts = _TEXTS[lang]
    findings = {f.subject: f for f in result.findings}
    pairs = [(truth, findings.get(truth.subject or "")) for truth in planted.truth]
    rows = [tuple(map(str, texts["columns"]))]
    for truth, finding in pairs:
        nature = str(texts["spurious" if truth.spurious else "genuine"])
        seen = _judged(finding, wording(lang)) if finding else (str(texts["missed"]), "-")
        rows.append((truth.subject or "-", nature, truth.label, *seen))
    verdicts = [f.verdict.type if f else None for t, f in pairs if t.spurious]
    decoys = [f for t, f in pairs if not t.spurious]
    total = str(texts["sum"]).format(
        planted=len(verdicts),
        found=len(verdicts) - verdicts.count(None),
        judged=verdicts.count("spurious"),
        open=verdicts.count("undetermined"),
        decoys=len(decoys),
        left=sum(f is None or f.verdict.type != "spurious" for f in decoys),
    )
    head = str(texts["head"]).format(n=len(planted.ids))
    return "\n".join(
        [head, "", *_aligned(rows), "", total, str(texts["files"]).format(report=report)]
    )


def _judged(finding: Finding, say: Wording) -> tuple[str, str]:
    """Verdict and severity, in the language of the demo."""
    return say(f"verdict.{finding.verdict.type}"), say(f"severity.{finding.severity}")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    from rich.cells import cell_len

    return cell_len(text)
