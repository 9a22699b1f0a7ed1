"""`cuewise fix` with several models: a folder for each, and all of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cuewise.cli.messages import printable
from cuewise.cli.output import show
from cuewise.gate.policy import FAILED, FINE, REFUSED, broken, failures
from cuewise.records.several import Several

if TYPE_CHECKING:
    from cuewise.pipeline.fixed import Fix
    from cuewise.report.wording import Lang


def written_each(fixes: Mapping[str, Fix], part: Path, out: Path, lang: Lang) -> Callable[[], int]:
    """Write the folders of all models; what tells the user, and returns the exit code."""
    from cuewise.pipeline.several import write_several

    return partial(_told, fixes, write_several(fixes, part, lang=lang), out, lang)


def _told(fixes: Mapping[str, Fix], several: Several, out: Path, lang: Lang) -> int:
    """Print the comparison, what was written and what failed; the exit code."""
    from cuewise.report import several_terminal

    show(several_terminal(several, lang))
    for model in several.models:
        click.echo(out / model.folder / "report.html")
    click.echo(out / "report.html")
    failed = [
        f"{name}: {failure}"
        for name, fixed in fixes.items()
        for failure in (*failures(fixed.after), *broken(fixed.comparison))
    ]
    for failure in failed:
        click.echo(printable(f"failed: {failure}"), err=True)
    if failed:
        return FAILED
    return REFUSED if any(fixed.refused for fixed in fixes.values()) else FINE
