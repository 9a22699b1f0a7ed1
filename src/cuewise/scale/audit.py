"""Audit a corpus in many files: scan, assign, sample, count, merge, conclude."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from cuewise.count.executors import executors_for
from cuewise.errors import InputError
from cuewise.io.roles import Roles, listed
from cuewise.pipeline.audit import conclude
from cuewise.pipeline.plan import SEED, Clock, plan_of
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.records import Audit, Language
from cuewise.scale.portions import portions_of
from cuewise.scale.run import Run
from cuewise.scale.usable import RowSpec


def audit_shards(
    source: str | Path,
    *,
    text: str,
    label: str,
    text_b: str | None = None,
    split: str | None = None,
    environments: Iterable[str] = (),
    meta: Iterable[str] = (),
    where: str | None = None,
    language: Language | None = None,
    models: Sequence[str] = ("tfidf",),
    seed: int = SEED,
    config: dict[str, Any] | None = None,
    engine: str = "threads",
    work: Path | str | None = None,
    set_aside_to: Path | str | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Audit:
    """Audit files without loading them all at once; the findings equal those of `audit`.

    Parameters
    ----------
    source:
        A path or glob of Parquet or JSON-lines files (or others that `load` reads).
    text, label, text_b, split, environments, meta, where, language:
        As for `cuewise.load`, which alone reads counterfactual pairs.
    models, seed, config, progress, options:
        As for `cuewise.audit`.
    engine:
        `threads`: one portion after another on this machine. `ray`: on the cluster that
        `RAY_ADDRESS` names, or on this machine.
    work:
        A folder for the results of each portion, which all workers must reach; an interrupted run
        resumes from it. Safe to delete. None: a temporary folder.
    set_aside_to:
        A JSON-lines file for unusable rows.

    Returns
    -------
    Audit
        Unreadable shards are set aside; the outcome `shards` then is `failed` and names them.

    Raises
    ------
    InputError
        No shard can be read, an argument is invalid, or a disk is full.
    MissingExtra
        The engine is not installed.
    """
    clock, plan = Clock.now(), plan_of(models, seed, config, options)
    executors = executors_for(engine)
    roles = Roles(text, label, text_b, split, None, listed(environments), listed(meta))
    spec = RowSpec(roles, where, language)
    steps = Steps(progress)
    with nullcontext(work) if work else tempfile.TemporaryDirectory(prefix="cuewise-") as root:
        run = Run(Path(root), executors, spec, plan, steps, progress)
        with _system_errors_explained(Path(root)):
            base = run.base(portions_of(source), set_aside_to)
            return conclude(base, plan, steps, clock, progress)


@contextmanager
def _system_errors_explained(root: Path) -> Iterator[None]:
    """Turn a system error into one that a user can act on."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"the system refused to read or write: {error}",
            f"free space in {root}, and shards and a folder that all workers can reach",
            "fix the cause and run again; finished portions are kept",
        ) from error
