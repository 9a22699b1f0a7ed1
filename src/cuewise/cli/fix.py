"""`cuewise fix`: mend a model, and show that it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from cuewise.cli.messages import plain
from cuewise.cli.output import language, show_comparison
from cuewise.cli.reading import CONFIG, LANG, SEED, SET, load, named, reading, settings
from cuewise.errors import InputError, NothingUsable
from cuewise.gate.policy import FAILED, broken, failures

EPILOG = """
\b
Models (--model):
  reference   a head on the embedded default encoder; DIR/model/ loads in transformers
  tfidf       a TF-IDF logistic model; DIR/model/model.skops
  hf:NAME_OR_DIR
              a fine-tuned transformers classifier, its last layer; DIR/model/
              loads in transformers. Give DATA that it was not fitted on

\b
Exit codes:
  0  fine, whether there was something to mend or not
  2  bad usage or bad input
  3  a plug-in or a remedy failed; its name and reason are in the files
"""


@click.command("fix", epilog=EPILOG, short_help="Mend a model that relies on spurious cues.")
@click.argument("data")
@reading
@click.option(
    "--model",
    metavar="SPEC",
    default="reference",
    show_default=True,
    help="Model to mend, see below.",
)
@click.option(
    "--remedy",
    "remedies",
    metavar="NAME",
    multiple=True,
    help="Remedy to try, see `cuewise list remedies`. Repeatable. Default: all.",
)
@LANG
@CONFIG
@SET
@SEED
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("cuewise-fix"),
    show_default=True,
    help="Folder for model/, audit.before.json, audit.after.json, comparison.json and "
    "report.html. It must be empty or not there.",
)
def command(
    *,
    data: str,
    model: str,
    remedies: tuple[str, ...],
    lang: str,
    config: Path | None,
    overrides: tuple[str, ...],
    seed: int,
    out: Path,
    **columns: Any,
) -> None:
    """Fit a model on DATA or take a fitted one, mend it where it relies on spurious cues, audit it.

    Cues are found and judged as by `cuewise audit`. The folder --out is written whole or not at
    all.
    """
    import cuewise
    from cuewise.cli.progress import Progress, compiling_told
    from cuewise.export import check_pairs
    from cuewise.files import whole_folder

    kept = "set-aside.jsonl"
    columns["language"] = named(lang)
    with whole_folder(out) as part:
        with _no_file_named():
            corpus = load(data, columns, part / kept, f"to be kept in {out / kept}")
        check_pairs(corpus, model)
        with compiling_told(), Progress() as progress:
            fixed = cuewise.fix(
                corpus,
                model=model,
                remedies=remedies or None,
                seed=seed,
                config=settings(config, overrides),
                progress=progress,
            )
        chosen = language(corpus.language, lang)
        fixed.write(part, lang=chosen)
    show_comparison(fixed.comparison, chosen)
    for name in ("model", "audit.before.json", "audit.after.json", "report.html"):
        click.echo(out / name)
    failed = [*failures(fixed.after), *broken(fixed.comparison)]
    for failure in failed:
        click.echo(plain(f"failed: {failure}"), err=True)
    click.get_current_context().exit(FAILED if failed else 0)


@contextmanager
def _no_file_named() -> Iterator[None]:
    """Where reading fails nothing is written, so send nobody to the rows set aside."""
    try:
        yield
    except NothingUsable as error:
        hint = (
            "check the columns and the condition; `cuewise audit` keeps the unused rows in a file"
        )
        raise InputError(error.what, error.allowed, hint) from error
