"""`cuewise demo`: see an audit at work."""

from __future__ import annotations

from pathlib import Path

import click

from cuewise.cli.gate import gate_line
from cuewise.cli.output import folder
from cuewise.gate.policy import exit_code


@click.command("demo", short_help="See an audit at work on made-up reviews.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("cuewise-demo"),
    show_default=True,
    help="Folder for the made-up data, audit.json and report.html.",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the reviews and of the report.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed: same seed, same demo.",
)
def command(*, out: Path, lang: str, seed: int) -> None:
    """Audit made-up reviews in which a cue was planted, without network and without a GPU."""
    from cuewise.cli.progress import Progress, compiling_told
    from cuewise.pipeline import demo

    folder(out)
    with compiling_told(), Progress() as progress:
        audit, text = demo.run(out, lang=lang, seed=seed, progress=progress)
    click.echo(text)
    if line := gate_line(audit, "none", strict=False):
        click.echo(line, err=True)
    click.get_current_context().exit(exit_code(audit, "none", strict=False))
