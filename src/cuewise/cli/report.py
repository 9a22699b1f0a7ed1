"""`cuewise report`: draw the report of a saved audit."""

from __future__ import annotations

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
    type=click.Choice(["html", "md"]),
    default="html",
    show_default=True,
    help="Web page (html) or Markdown (md).",
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
    help="File to write. Default: report.html beside AUDIT.json; Markdown is printed.",
)
def command(*, audit_json: Path, form: str, lang: str | None, out: Path | None) -> None:
    """Draw AUDIT.json as a web page or as Markdown. This needs neither the data nor the model."""
    from cuewise import report

    audit = read_audit(audit_json)
    chosen = language(audit.provenance.corpus.language, lang)
    if form == "html":
        page = report.html(audit, chosen)
        click.echo(write_text(out or audit_json.with_name("report.html"), page))
    elif out is not None:
        click.echo(write_text(out, report.markdown(audit, chosen)))
    else:
        click.echo(report.markdown(audit, chosen), nl=False)
