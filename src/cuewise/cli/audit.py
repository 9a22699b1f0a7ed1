"""`cuewise audit`: audit a file of labelled texts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click

from cuewise.cli.output import folder, gate_line, language, show, write_audit
from cuewise.cli.reading import (
    corpus_options,
    judging_options,
    language_named,
    load_corpus,
    report_set_aside,
    run_options,
    settings,
)
from cuewise.gate.policy import exit_code
from cuewise.records import Audit

_EPILOG = """
\b
Models (--model):
  tfidf                   TF-IDF and logistic regression, fitted on the corpus
                          (the default)
  reference               tfidf, and a head on the encoder
  none                    no model: audit the data only
  hf:NAME_OR_DIR          a Hugging Face text classifier
  head:DIR                a head on --encoder, as `cuewise fix` writes it
  sklearn:FILE.skops      a scikit-learn pipeline saved by skops
  python:MODULE:FUNCTION  a function that takes a list of texts

\b
Exit codes:
  0  fine
  1  the gate (--fail-on) found something
  2  bad usage or bad input
  3  a plug-in failed, a shard could not be read, --encoder could not be used
     or --meaning gave no answer; `outcomes` in audit.json says which and why

\b
Engines (--engine):
  memory   the whole corpus at once
  threads  shard by shard on this machine, for corpora larger than memory
  ray      shard by shard on the Ray cluster that RAY_ADDRESS names, or else on
           this machine
All engines give the same findings. An interrupted run resumes from its
finished shards.
"""


@click.command("audit", epilog=_EPILOG, short_help="Audit a file of labelled texts or text pairs.")
@click.argument("data")
@corpus_options
@click.option(
    "--model",
    "models",
    metavar="SPEC",
    multiple=True,
    help="Model to probe (see below). Repeatable. Default: tfidf.",
)
@judging_options
@run_options
@click.option(
    "--fail-on",
    type=click.Choice(["none", "material", "severe"]),
    default="none",
    show_default=True,
    help="Exit with 1 if a spurious or unstable cue has this severity or above.",
)
@click.option("--strict", is_flag=True, help="With --fail-on, count undetermined cues as well.")
@click.option(
    "--engine",
    type=click.Choice(["memory", "threads", "ray"]),
    default="memory",
    show_default=True,
    help="How the corpus is counted (see below).",
)
@click.option(
    "--work",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for finished shards. It is kept, and all workers must be able to reach it. "
    "Default: a folder in --out, removed at the end.",
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
    judging: dict[str, Any],
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
    """Audit DATA: a CSV, JSON lines, Parquet or Arrow file, or hf:NAME.

    Writes audit.json and report.html to the folder --out, and prints the top findings.
    """
    from cuewise.report import terminal

    folder(out)
    asked = {
        "models": models or ("tfidf",),
        "seed": seed,
        "config": settings(config, overrides, judging),
    }
    columns["language"] = language_named(lang)
    aside = out / "set-aside.jsonl"
    if engine == "memory":
        audit = _in_memory(data, columns, asked, aside)
    else:
        audit = _in_shards(data, columns, asked, aside, engine, work or out / ".work")
        if work is None:
            shutil.rmtree(out / ".work", ignore_errors=True)
    chosen = language(audit.provenance.corpus.language, lang)
    show(terminal(audit, chosen))
    for path in write_audit(audit, out, chosen):
        click.echo(path)
    if line := gate_line(audit, fail_on, strict=strict):
        click.echo(line, err=True)
    click.get_current_context().exit(exit_code(audit, fail_on, strict=strict))


def _in_memory(data: str, columns: dict[str, Any], asked: dict[str, Any], aside: Path) -> Audit:
    import cuewise
    from cuewise.cli.progress import ProgressBars, report_compiling

    corpus = load_corpus(data, columns, aside, f"kept in {aside}")
    with report_compiling(), ProgressBars() as progress:
        return cuewise.audit(corpus, progress=progress, **asked)


def _in_shards(
    data: str,
    columns: dict[str, Any],
    asked: dict[str, Any],
    aside: Path,
    engine: str,
    work: Path,
) -> Audit:
    from cuewise.cli.progress import ProgressBars, report_compiling
    from cuewise.scale import audit_shards

    if columns.pop("twin_id") is not None:
        raise click.UsageError(
            f"--twin-id works with --engine memory only, not with --engine {engine}."
        )
    with report_compiling(), ProgressBars() as progress:
        audit = audit_shards(
            data,
            engine=engine,
            work=work,
            set_aside_to=aside,
            progress=progress,
            **columns,
            **asked,
        )
    report_set_aside(audit.provenance.corpus.set_aside, f"kept in {aside}")
    return audit
