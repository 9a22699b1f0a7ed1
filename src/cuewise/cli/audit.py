"""`cuewise audit`: audit a file."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cuewise.cli.gate import exit_code, gate_line
from cuewise.cli.messages import plain
from cuewise.cli.output import folder, language_of, show, write
from cuewise.types import Audit

EPILOG = """
\b
Models (--model):
  tfidf                 a TF-IDF logistic model fitted on the corpus (the default)
  reference             that, and a head on the embedded default encoder
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
@click.option("--text", metavar="COL", required=True, help="Column of the text.")
@click.option("--text-b", metavar="COL", help="Column of the second text, for text pairs.")
@click.option("--label", metavar="COL", required=True, help="Column of the label.")
@click.option("--split", metavar="COL", help="Column that names the split of a row.")
@click.option(
    "--environment",
    "environments",
    metavar="COL",
    multiple=True,
    help="Column over which a genuine relation should hold (source, annotator, time). Repeatable.",
)
@click.option("--twin-id", metavar="COL", help="Column whose value counterfactual twins share.")
@click.option(
    "--meta",
    metavar="COL",
    multiple=True,
    help="Further column whose values are examined as cues. Repeatable.",
)
@click.option(
    "--where", metavar="SQL", help='Keep rows that meet this SQL condition, as "stars > 3".'
)
@click.option(
    "--model",
    "models",
    metavar="SPEC",
    multiple=True,
    help="Model to probe, see below. Repeatable. Default: tfidf.",
)
@click.option(
    "--lang",
    type=click.Choice(["auto", "en", "zh"]),
    default="auto",
    show_default=True,
    help="Language of the report; auto is that of the corpus.",
)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Options of the plug-ins, as TOML or YAML.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed: same seed and input, same audit.",
)
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
    lang: str,
    config: Path | None,
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
    asked = {"models": models or ("tfidf",), "seed": seed, "config": _settings(config)}
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

    corpus = cuewise.load(data, set_aside_to=aside, **columns)
    _tell_set_aside(corpus.set_aside.counts, aside)
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
    from cuewise.sharded import audit_shards

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
    _tell_set_aside(audit.provenance.corpus.set_aside, aside)
    return audit


def _settings(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    from cuewise.config import read

    return read(path)


def _tell_set_aside(found: Mapping[str, int], kept: Path) -> None:
    from cuewise.io.aside import FILTERED, RENAMED

    counts = dict(found)
    apart = {"rows left out by --where": FILTERED, "rows with a duplicate id, renamed": RENAMED}
    lines = [f"{name}: {counts.pop(key)}" for name, key in apart.items() if key in counts]
    if counts:
        reasons = ", ".join(f"{reason}: {n}" for reason, n in sorted(counts.items()))
        lines.insert(0, f"rows set aside ({reasons}), kept in {kept}")
    for line in lines:
        click.echo(plain(line), err=True)
