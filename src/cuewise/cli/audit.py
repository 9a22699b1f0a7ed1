"""`cuewise audit`: audit a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click

from cuewise.cli.gate import gate_line
from cuewise.cli.output import folder, language_of, show, write
from cuewise.cli.reading import (
    CONFIG,
    LANG,
    SEED,
    SET,
    load,
    named,
    reading,
    settings,
    tell_set_aside,
)
from cuewise.gate.policy import exit_code
from cuewise.records import Audit

EPILOG = """
\b
Models (--model):
  tfidf                 a TF-IDF logistic model fitted on the corpus (the default)
  reference             that, and a head on the embeddings of the encoder
  none                  the data only
  hf:NAME_OR_DIR        a transformers text classifier
  sklearn:FILE.skops    a scikit-learn pipeline
  python:MODULE:FUNCTION

\b
Exit codes:
  0  fine
  1  the gate (--fail-on) found something
  2  bad usage or bad input
  3  a plug-in failed, or a shard could not be read; its name and reason are under
     `outcomes` in audit.json

\b
Engines (--engine):
  memory   the whole corpus in memory
  threads  shard by shard on this machine, for corpora that are larger than it
  ray      shard by shard on the Ray cluster that RAY_ADDRESS names, else on this machine
The findings are the same. A run that was cut off goes on from its finished shards.
"""


@click.command("audit", epilog=EPILOG, short_help="Audit a file of labelled texts or text pairs.")
@click.argument("data")
@reading
@click.option(
    "--model",
    "models",
    metavar="SPEC",
    multiple=True,
    help="Model to probe, see below. Repeatable. Default: tfidf.",
)
@click.option(
    "--encoder",
    metavar="NAME_OR_DIR",
    help="Encoder of texts that transformers loads, asked for any language. "
    "Default: all-MiniLM-L6-v2, which reads English only.",
)
@LANG
@CONFIG
@SET
@SEED
@click.option(
    "--fail-on",
    type=click.Choice(["none", "material", "severe"]),
    default="none",
    show_default=True,
    help="Exit with 1 if a cue judged spurious or unstable is of this severity or above.",
)
@click.option("--strict", is_flag=True, help="With --fail-on: undetermined cues count too.")
@click.option(
    "--engine",
    type=click.Choice(["memory", "threads", "ray"]),
    default="memory",
    show_default=True,
    help="Where the corpus is counted, see below.",
)
@click.option(
    "--work",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for finished shards, which all workers must see; it is kept. "
    "Default: one in --out, removed at the end.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("cuewise-audit"),
    show_default=True,
    help="Folder for audit.json and report.html.",
)
def command(
    *,
    data: str,
    models: tuple[str, ...],
    encoder: str | None,
    lang: str,
    config: Path | None,
    overrides: tuple[str, ...],
    seed: int,
    fail_on: str,
    strict: bool,
    engine: str,
    work: Path | None,
    out: Path,
    **columns: Any,
) -> None:
    """Audit DATA: a CSV, JSON-lines, Parquet or Arrow file, or hf:NAME.

    Writes audit.json and report.html into the folder --out, and prints the findings.
    """
    folder(out)
    asked = {
        "models": models or ("tfidf",),
        "seed": seed,
        "config": settings(config, overrides),
        "encoder": encoder,
    }
    columns["language"] = named(lang)
    aside = out / "set-aside.jsonl"
    if engine == "memory":
        audit = _in_memory(data, columns, asked, aside)
    else:
        audit = _in_shards(data, columns, asked, aside, engine, work or out / ".work")
        if work is None:
            shutil.rmtree(out / ".work", ignore_errors=True)
    language = language_of(audit, lang)
    show(audit, language)
    for path in write(audit, out, language):
        click.echo(path)
    if line := gate_line(audit, fail_on, strict=strict):
        click.echo(line, err=True)
    click.get_current_context().exit(exit_code(audit, fail_on, strict=strict))


def _in_memory(data: str, columns: dict[str, Any], asked: dict[str, Any], aside: Path) -> Audit:
    import cuewise
    from cuewise.cli.progress import Progress, compiling_told

    corpus = load(data, columns, aside, f"kept in {aside}")
    with compiling_told(), Progress() as progress:
        return cuewise.audit(corpus, progress=progress, **asked)


def _in_shards(
    data: str,
    columns: dict[str, Any],
    asked: dict[str, Any],
    aside: Path,
    engine: str,
    work: Path,
) -> Audit:
    from cuewise.cli.progress import Progress, compiling_told
    from cuewise.scale import audit_shards

    if columns.pop("twin_id") is not None:
        raise click.UsageError(f"--twin-id needs --engine memory, and --engine is {engine}.")
    with compiling_told(), Progress() as progress:
        audit = audit_shards(
            data,
            engine=engine,
            work=work,
            set_aside_to=aside,
            progress=progress,
            **columns,
            **asked,
        )
    tell_set_aside(audit.provenance.corpus.set_aside, f"kept in {aside}")
    return audit
