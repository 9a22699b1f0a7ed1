"""`cuewise demo`: plant cues, audit, then open the truth."""

from __future__ import annotations

import csv
from pathlib import Path

from cuewise.audit import audit
from cuewise.files import whole, write_whole
from cuewise.report import html
from cuewise.steps import Progress
from cuewise.synth import Planted, Truth, demo_corpus
from cuewise.types import Audit, Finding

_TEXTS = {
    "en": {
        "head": "{n} made-up reviews. What was planted, and what the audit says of it:",
        "columns": ("planted", "as", "found", "verdict", "severity"),
        "spurious": "spurious",
        "genuine": "genuine",
        "missed": "not found",
        "sum": (
            "{found} of {planted} planted spurious cues found; {left} of {decoys} genuine words "
            "rightly not called spurious."
        ),
        "files": "Open {report} for the whole report.",
    },
    "zh": {
        "head": "{n} 条自编评论。植入了什么,审计怎么说:",
        "columns": ("植入的线索", "性质", "找到", "判定", "严重程度"),
        "spurious": "虚假",
        "genuine": "真实",
        "missed": "未找到",
        "sum": (
            "植入的 {planted} 条虚假线索找到 {found} 条;"
            "{decoys} 个真实词中 {left} 个正确地未被判为虚假。"
        ),
        "files": "完整报告见 {report}。",
    },
}


def run(
    out: Path, *, lang: str = "en", seed: int = 0, progress: Progress | None = None, n: int = 4000
) -> tuple[Audit, str]:
    """Make a corpus with planted cues, audit it, and set the truth beside the findings.

    Parameters
    ----------
    out:
        Folder for reviews.csv, audit.json and report.html.
    lang:
        Language of the reviews and the report.
    seed:
        Same seed, same demo.
    progress:
        Told of each stage.
    n:
        Reviews.

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
    words = _TEXTS[lang]
    found = {truth: _find(truth, result) for truth in planted.truth}
    rows = [tuple(map(str, words["columns"]))]
    for truth, finding in found.items():
        nature = str(words["spurious" if truth.spurious else "genuine"])
        seen = (finding.subject, finding.verdict.type, finding.severity) if finding else None
        rows.append((truth.subject or "-", nature, *(seen or (str(words["missed"]), "-", "-"))))
    spurious = [t for t in planted.truth if t.spurious]
    decoys = [f for t, f in found.items() if not t.spurious]
    total = str(words["sum"]).format(
        planted=len(spurious),
        found=sum(found[t] is not None for t in spurious),
        decoys=len(decoys),
        left=sum(f is None or f.verdict.type != "spurious" for f in decoys),
    )
    head = str(words["head"]).format(n=len(planted.ids))
    return "\n".join(
        [head, "", *_aligned(rows), "", total, str(words["files"]).format(report=report)]
    )


def _find(truth: Truth, result: Audit) -> Finding | None:
    """The finding of a planted cue, under its own name or that of a word of it."""
    return next((f for f in result.findings if f.subject == truth.subject), None)


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
