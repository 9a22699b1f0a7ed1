"""`cuewise compare`: two audits side by side."""

from __future__ import annotations

from pathlib import Path

import click

from cuewise.cli.output import folder, language, show, write_text
from cuewise.cli.saved import read_audit

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("compare", short_help="Compare two saved audits, before and after.")
@click.argument("a", metavar="A.json", type=_FILE)
@click.argument("b", metavar="B.json", type=_FILE)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="Language of the comparison. Default: that of the corpus.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for report.html and comparison.json. Default: print only.",
)
def command(*, a: Path, b: Path, lang: str | None, out: Path | None) -> None:
    """Show which cues the model of B.json relies on less, or more, than the model of A.json."""
    import cuewise
    from cuewise import report

    comparison = cuewise.compare(read_audit(a), read_audit(b))
    if out is not None:
        folder(out)
    chosen = language(comparison.language, lang)
    show(report.compared_terminal(comparison, chosen))
    if out is not None:
        click.echo(write_text(out / "report.html", report.compared_html(comparison, chosen)))
        click.echo(write_text(out / "comparison.json", comparison.to_json()))
