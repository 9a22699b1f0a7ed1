"""What commands write and print."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cuewise.cli.messages import printable
from cuewise.errors import InputError
from cuewise.files import write_whole
from cuewise.gate.policy import failures, stopping
from cuewise.records import Audit

if TYPE_CHECKING:
    from rich.console import RenderableType

_PIPE_WIDTH = 120


def folder(out: Path) -> Path:
    """Create the folder `out` and check that it can be written, before the long work begins."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise _cannot_write(out, error) from error
    return out


def language(of_corpus: str, lang: str | None) -> Literal["en", "zh"]:
    """The language of the report: `lang`, or that of the corpus."""
    return "zh" if lang == "zh" or (lang != "en" and of_corpus == "zh") else "en"


def show(drawn: RenderableType) -> None:
    """Print tables and texts that `rich` draws."""
    from rich.console import Console

    # A pipe has no width, and the 80 columns that rich assumes would break words in the table.
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    console.print(drawn, markup=False, highlight=False)


def write_audit(audit: Audit, out: Path, language: Literal["en", "zh"]) -> tuple[Path, Path]:
    """Write audit.json and report.html into `out`; the two paths."""
    from cuewise import report

    return (
        write_text(out / "audit.json", audit.to_json()),
        write_text(out / "report.html", report.html(audit, lang=language)),
    )


def write_text(path: Path, text: str) -> Path:
    """Write `text` to `path`, whole or not at all."""
    try:
        return write_whole(path, text)
    except OSError as error:
        raise _cannot_write(path, error) from error


def gate_line(audit: Audit, fail_on: str, *, strict: bool) -> str:
    """What failed and what the gate found; empty if the exit code is 0."""
    lines = [f"plug-in failed: {failure}" for failure in failures(audit)]
    if stopped := stopping(audit, fail_on, strict=strict):
        from cuewise.cues.spans import brief

        subjects = ", ".join(brief(finding.subject) for finding in stopped[:5])
        more = f" and {len(stopped) - 5} more" if len(stopped) > 5 else ""
        lines.append(f"gate --fail-on {fail_on}: {subjects}{more}")
    return printable("\n".join(lines))


def _cannot_write(path: Path, error: OSError) -> InputError:
    blocked = isinstance(error, FileExistsError | NotADirectoryError)
    why = "a file is in the way" if blocked else error.strerror or error
    allowed = "a folder that exists or can be created" if blocked else "a place you can write to"
    return InputError(
        f"cannot write {path}: {why}",
        allowed=allowed,
        fix="choose another place with --out",
    )
