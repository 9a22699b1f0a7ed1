"""`cuewise fix`: repair a model, and audit it before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cuewise.cli.fix_several import written_each
from cuewise.cli.messages import printable
from cuewise.cli.output import language, show
from cuewise.cli.reading import (
    corpus_options,
    judging_options,
    language_named,
    load_corpus,
    run_options,
    settings,
)
from cuewise.cli.train_hint import training_named
from cuewise.errors import InputError, NothingUsable
from cuewise.gate.policy import FAILED, FINE, REFUSED, broken, failures
from cuewise.records import Corpus
from cuewise.records.comparison import Comparison
from cuewise.records.thresholds import MAX_LOSS

if TYPE_CHECKING:
    from cuewise.pipeline.fixed import Fix
    from cuewise.report.wording import Lang

_EPILOG = """
\b
Models (--model):
  reference       a head on the encoder. On the default one DIR/model/ loads
                  in transformers, on most others in cuewise (head:DIR/model)
  tfidf           TF-IDF and logistic regression, as DIR/model/model.skops
  hf:NAME_OR_DIR  the last layer of a fine-tuned Hugging Face classifier;
                  DIR/model/ loads in transformers. Use DATA that the model was
                  not fitted on

\b
Exit codes:
  0  fine, whether or not there was something to repair
  2  bad usage or bad input
  3  a plug-in or a remedy failed; the files in --out say which and why
  4  a repair was found and is not shipped: it costs more than --max-loss,
     or is no repair. DIR/model/ is the model as it was; the report says
     why, and what to do
"""


@click.command("fix", epilog=_EPILOG, short_help="Repair a model that relies on spurious cues.")
@click.argument("data")
@corpus_options
@click.option(
    "--model",
    "models",
    metavar="SPEC",
    multiple=True,
    default=["reference"],
    show_default=True,
    help="Model to repair (see below). Repeatable: each model then has a folder of its own below "
    "--out, and a page compares all.",
)
@click.option(
    "--remedy",
    "--remedies",
    "remedies",
    metavar="NAME",
    multiple=True,
    help="Remedy to try (see `cuewise list remedies`), or all. Repeatable. Default: at most eight "
    "candidates that fit the cues.",
)
@click.option(
    "--max-loss",
    metavar="POINTS",
    type=click.FloatRange(0, 100),
    default=100 * MAX_LOSS,
    show_default=True,
    help="Points of accuracy on texts as they are that the repair may cost; any label may lose 2.5 "
    "times as much of its recall. 100 allows any loss, but no model below the majority baseline.",
)
@click.option(
    "--include",
    type=click.Choice(["undetermined"]),
    multiple=True,
    help="Also repair cues with this verdict.",
)
@click.option(
    "--check",
    "checks",
    metavar="FILE",
    multiple=True,
    help="Further documents with the columns of DATA, such as of another domain or a later time: "
    "accuracy on them is shown, before and after, and nothing is chosen on them. Repeatable.",
)
@click.option(
    "--plan",
    is_flag=True,
    help="List the cues that the repair would act on, what each costs, and what would be tried; "
    "write nothing.",
)
@judging_options
@run_options
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("cuewise-fix"),
    show_default=True,
    help="Folder for model/, model.before/, audit.before.json, audit.after.json, "
    "comparison.json and report.html. It must be empty or not exist yet.",
)
def command(
    *,
    data: str,
    models: tuple[str, ...],
    remedies: tuple[str, ...],
    max_loss: float,
    include: tuple[str, ...],
    checks: tuple[str, ...],
    plan: bool,
    judging: dict[str, Any],
    lang: str,
    config: Path | None,
    overrides: tuple[str, ...],
    seed: int,
    out: Path,
    **columns: Any,
) -> None:
    """Repair a model that relies on spurious cues, and audit it before and after.

    Fits the model on DATA, or takes one that is already fitted. Finds and judges cues as `cuewise
    audit` does. Writes the folder --out whole or not at all.
    """
    columns["language"] = language_named(lang)
    asked = {
        "remedies": remedies or None,
        "max_loss": max_loss / 100,
        "include": include,
        "seed": seed,
        "config": settings(config, overrides, judging),
    }
    models = tuple(dict.fromkeys(models))
    if plan:
        _plan(data, columns, models, asked, lang)
    else:
        _fix(data, columns, models, asked, checks, lang, out)


def _plan(
    data: str, columns: dict[str, Any], models: Sequence[str], asked: dict[str, Any], lang: str
) -> None:
    """Print what a repair of every model would do."""
    import tempfile

    import cuewise
    from cuewise.cli.progress import ProgressBars, report_compiling
    from cuewise.report import plan_terminal

    with tempfile.TemporaryDirectory() as folder:
        corpus = _load(data, columns, Path(folder) / "set-aside.jsonl", "not kept by --plan")
    out = Path("trained")
    for model in models:
        with training_named(data, columns, out), report_compiling(), ProgressBars() as progress:
            planned = cuewise.plan_fix(corpus, model=model, progress=progress, **asked)
        show(plan_terminal(planned, language(corpus.language, lang)))


def _fix(
    data: str,
    columns: dict[str, Any],
    models: Sequence[str],
    asked: dict[str, Any],
    checks: Sequence[str],
    lang: str,
    out: Path,
) -> None:
    """Repair the models, write the folder whole, and exit with the code of the outcome."""
    import cuewise
    from cuewise.cli.progress import ProgressBars, report_compiling
    from cuewise.export import check_pairs
    from cuewise.files import finished_beside, whole_folder

    kept = "set-aside.jsonl"
    with whole_folder(out) as part:
        corpus = _load(data, columns, part / kept, f"to be kept in {out / kept}")
        for model in models:
            check_pairs(corpus, model)
        further = _load_checks(checks, columns, part, out)
        with training_named(data, columns, out), report_compiling(), ProgressBars() as progress:
            fixes = cuewise.fix_models(
                corpus,
                models=models,
                checks=further,
                progress=progress,
                finished=finished_beside(part),
                **asked,
            )
        write = _written if len(fixes) == 1 else written_each
        told = write(fixes, part, out, language(corpus.language, lang))
    click.get_current_context().exit(told())


def _written(fixes: Mapping[str, Fix], part: Path, out: Path, lang: Lang) -> Callable[[], int]:
    """Write the folder of the only model; what tells the user, and returns the exit code."""
    (fixed,) = fixes.values()
    return partial(_told, fixed, fixed.write(part, lang=lang), out, lang)


def _told(fixed: Fix, comparison: Comparison, out: Path, lang: Lang) -> int:
    """Print what changed, what was written and what failed; the exit code."""
    from cuewise.report import compared_terminal

    show(compared_terminal(comparison, lang))
    before = ["model.before"] if fixed.shipped else []
    for name in ("model", *before, "audit.before.json", "audit.after.json", "report.html"):
        click.echo(out / name)
    failed = [*failures(fixed.after), *broken(comparison)]
    for failure in failed:
        click.echo(printable(f"failed: {failure}"), err=True)
    if failed:
        return FAILED
    return REFUSED if fixed.refused else FINE


def _load_checks(
    files: Sequence[str], columns: dict[str, Any], part: Path, out: Path
) -> dict[str, Corpus]:
    """Documents to check by file, which --where and --split do not apply to."""
    own = {**columns, "where": None, "split": None}
    names = {file: f"set-aside.check-{i}.jsonl" for i, file in enumerate(files, 1)}
    return {
        file: _load(file, own, part / name, f"to be kept in {out / name}")
        for file, name in names.items()
    }


def _load(data: str, columns: dict[str, Any], aside: Path, place: str) -> Corpus:
    """The corpus; an error names no file of unused rows, as without output there is none."""
    try:
        return load_corpus(data, columns, aside, place)
    except NothingUsable as error:
        hint = "check the columns and --where; `cuewise audit` keeps the unused rows in a file"
        raise InputError(error.what, error.allowed, hint) from error
