"""`cuewise report`: draw the report of a saved audit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cuewise.cli.output import language, write_text
from cuewise.cli.saved import read_audit


@click.command("report", short_help="Draw the report of a saved audit again.")
@click.argument(
    "audit_json",
    metavar="AUDIT.json",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md", "csv"]),
    default="html",
    show_default=True,
    help="Web page (html), Markdown (md), or a table from which to make a decision file (csv).",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="Language of the report. Default: that of the corpus.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: report.html beside AUDIT.json; Markdown and CSV are printed.",
)
def command(*, audit_json: Path, form: str, lang: str | None, out: Path | None) -> None:
    """Draw AUDIT.json as a web page, as Markdown or as a table of verdicts.

    This needs neither the data nor the model.
    """
    from cuewise import report
    from cuewise.report.text import visible

    audit = read_audit(audit_json)
    chosen = language(audit.provenance.corpus.language, lang)
    if form == "html":
        page = report.html(audit, chosen)
        click.echo(write_text(out or audit_json.with_name("report.html"), page))
        return
    text = report.decision_table(audit) if form == "csv" else report.markdown(audit, chosen)
    if out is not None:
        click.echo(write_text(out, text))
    elif sys.stdout.isatty():
        # A terminal obeys escape sequences of the corpus.
        lines = text.removeprefix("\ufeff").split("\n")
        click.echo("\n".join(map(visible, lines)), nl=False)
    elif form == "csv":
        # As bytes, so that what is redirected to a file is UTF-8 on every system.
        click.echo(text.encode(), nl=False)
    else:
        click.echo(text, nl=False)
