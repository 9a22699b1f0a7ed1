"""The audit of a corpus in many files: scan, deal, sample, count, add up, conclude."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from cuewise.count.executors import engine_of
from cuewise.errors import InputError
from cuewise.io.roles import Roles
from cuewise.pipeline.audit import conclude
from cuewise.pipeline.plan import SEED, Clock, plan_of
from cuewise.plugins.outcomes import Progress, Steps
from cuewise.records import Audit, Language
from cuewise.scale.portion import Asked
from cuewise.scale.run import Run
from cuewise.scale.units import units


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
    encoder: str | None = None,
    engine: str = "threads",
    work: Path | str | None = None,
    set_aside_to: Path | str | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit files that are never all in memory, with the findings of `audit` on them all together.

    Parameters
    ----------
    source:
        A path or glob of Parquet or JSON-lines files (or others that `load` reads).
    text, label, text_b, split, environments, meta, where, language:
        As for `cuewise.load`. Twins are for corpora in memory.
    models, seed, config, encoder, progress:
        As for `cuewise.audit`.
    engine:
        `threads`, one portion after another on this machine, or `ray`, on the cluster that
        `RAY_ADDRESS` names or on this machine.
    work:
        A folder for what is finished of each portion, which all workers must see; a run that was
        cut off goes on from it. Safe to delete. None: a temporary one.
    set_aside_to:
        A JSON-lines file for the rows that cannot be used.

    Returns
    -------
    Audit
        A shard that cannot be read is set aside: the outcome `shards` has failed, and names it.

    Raises
    ------
    InputError
        No shard can be read, something cannot be used as given, or a disk is full.
    MissingExtra
        The engine is not installed.
    """
    clock, plan = Clock.now(), plan_of(models, seed, config, encoder)
    workers = engine_of(engine)
    asked = Asked(Roles.of(text, label, text_b, split, None, environments, meta), where, language)
    steps = Steps(progress)
    with nullcontext(work) if work else tempfile.TemporaryDirectory(prefix="cuewise-") as root:
        run = Run(Path(root), workers, asked, plan, steps, progress)
        with _refused(Path(root)):
            base = run.base(units(source), set_aside_to)
            return conclude(base, plan, steps, clock, progress)


@contextmanager
def _refused(root: Path) -> Iterator[None]:
    """What the system refused, as people can act on it."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"the work on the shards was refused by the system: {error}",
            f"room for it in {root}, and shards and folder that all workers can reach",
            "mend that and run again: the portions that are finished are kept",
        ) from error
