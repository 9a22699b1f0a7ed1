"""`cuewise demo`: audit made-up reviews with planted cues."""

from __future__ import annotations

from pathlib import Path

import click

from cuewise.cli.output import folder, gate_line
from cuewise.gate.policy import exit_code


@click.command("demo", short_help="Audit made-up reviews with planted cues.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("cuewise-demo"),
    show_default=True,
    help="Folder for reviews.csv, audit.json and report.html.",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the reviews and the report.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Random seed. The same seed gives the same demo.",
)
def command(*, out: Path, lang: str, seed: int) -> None:
    """Audit made-up reviews with planted cues, and compare the findings with the truth.

    Needs neither a network nor a GPU.
    """
    from cuewise.cli.progress import ProgressBars, report_compiling
    from cuewise.pipeline import demo

    folder(out)
    with report_compiling(), ProgressBars() as progress:
        audit, text = demo.run_demo(out, lang=lang, seed=seed, progress=progress)
    click.echo(text)
    if line := gate_line(audit, "none", strict=False):
        click.echo(line, err=True)
    click.get_current_context().exit(exit_code(audit, "none", strict=False))
