"""`cuewise bench`: benchmarks on corpora whose truth is known."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cuewise.cli.output import show, write_text

_BENCHES = ("detection",)
_OUT = Path("benchmarks", "results")


@click.command("bench", short_help="Score detectors on corpora with planted cues.")
@click.argument("name", metavar="detection", type=click.Choice(_BENCHES))
@click.option("--quick", is_flag=True, help="Run a small part of the grids: about three minutes.")
@click.option(
    "--only",
    metavar="DETECTOR",
    multiple=True,
    help="Score this detector only; repeat for more. An unknown name lists all detectors.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Number of processes. Default: the number of cores.",
)
@click.option(
    "--cache",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".bench"),
    show_default=True,
    help="Folder of finished cells, from which an interrupted run resumes. Safe to delete.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: benchmarks/results/detection.json, or detection-quick.json.",
)
def command(
    *,
    name: str,
    quick: bool,
    only: tuple[str, ...],
    jobs: int | None,
    cache: Path,
    out: Path | None,
) -> None:
    """Compare detectors of spurious cues on generated corpora whose truth is known.

    The full benchmark takes hours on two cores. You can interrupt it; it resumes where it stopped.
    """
    from cuewise.bench.forms import FULL, QUICK
    from cuewise.bench.run import detection
    from cuewise.bench.table import draw_detection
    from cuewise.cli.progress import ProgressBars

    typed = " ".join(
        ["cuewise bench", name, *(["--quick"] if quick else []), *(f"--only {d}" for d in only)]
    )
    with ProgressBars() as progress:
        result = detection(
            command=typed,
            form=QUICK if quick else FULL,
            only=only,
            jobs=jobs,
            cache=cache,
            progress=progress,
        )
    show(draw_detection(result))
    path = out or _OUT / f"{name}{'-quick' if quick else ''}.json"
    text = json.dumps(result.record(), ensure_ascii=False, indent=1) + "\n"
    click.echo(write_text(path, text))
