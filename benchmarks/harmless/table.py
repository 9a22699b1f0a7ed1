"""Measure sets with models, print every repair, and draw a page of all."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from real.rows import Row
from real.table import CaseRow, Page, redraw, write

from harmless.measure import measured
from harmless.rows import Result, row
from harmless.sets import Halves

MODELS = ("tfidf", "reference")
Read = Callable[[Path, str], Halves]


def drawn(
    doc: str,
    page: Page,
    sets: Callable[[Path], Sequence[str]],
    read: Read,
    cache: Path,
    rows_of: Callable[[Sequence[Result]], Sequence[Row]],
    most: float | None = None,
) -> None:
    """Run the command line of a benchmark of repairs.

    Parameters
    ----------
    doc:
        Its help.
    sets, read:
        The names of the sets in the folder of the evaluation data, and one of them.
    cache:
        Where finished results are kept.
    rows_of:
        Rows about all results together, which come first.
    most:
        The loss that a single row may show; None: rows are not judged.
    """
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw(page)
        return
    names = options.only or sets(options.shared)
    asked = list(product(options.model or MODELS, names))
    one = partial(_run, options.shared, read, cache, most)
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(one, asked))
    rows = [*rows_of(results)]
    for found in rows:
        print(f"{found.name}: {found.figure}  (target: {found.target})")
    rows += [row(name, model, r, most) for (model, name), r in zip(asked, results, strict=True)]
    if not (options.only or options.model):
        write([CaseRow(page.title, 0.0, r) for r in rows], page, [page.title])


def _run(shared: Path, read: Read, cache: Path, most: float | None, key: tuple[str, str]) -> Result:
    warnings.simplefilter("ignore")
    model, name = key
    result = measured(read(shared, name), model, cache)
    found = row(name, model, result, most)
    print(f"{found.name}: {found.figure}", flush=True)
    return result
