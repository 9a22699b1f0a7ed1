"""`cuewise compare`: two audits side by side."""

from __future__ import annotations

from pathlib import Path

import click

from cuewise.cli.output import folder, language, show_comparison, write_text
from cuewise.cli.saved import read_audit

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("compare", short_help="Compare two audits, before and after.")
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
    help="Folder for report.html and comparison.json. Default: the screen only.",
)
def command(*, a: Path, b: Path, lang: str | None, out: Path | None) -> None:
    """Show on what a model relies less or more in the audit B.json than in A.json."""
    import cuewise
    from cuewise import report

    found = cuewise.compare(read_audit(a), read_audit(b))
    if out is not None:
        folder(out)
    chosen = language(found.language, lang)
    show_comparison(found, chosen)
    if out is not None:
        click.echo(write_text(out / "report.html", report.compared_html(found, chosen)))
        click.echo(write_text(out / "comparison.json", found.to_json()))
