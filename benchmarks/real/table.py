"""Rows of a benchmark: run case by case, kept as JSON, drawn as a page of the docs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from real.rows import Row

_MET = {True: "met", False: "**missed**", None: "–"}


def said(met: bool | None) -> str:
    """Whether a target was met, four letters wide."""
    return {True: "met ", False: "MISS", None: "–   "}[met]


@dataclass(frozen=True, slots=True)
class Timed:
    """A row, its case and how long the case took."""

    case: str
    seconds: float
    row: Row


@dataclass(frozen=True, slots=True)
class Page:
    """Where the rows go, JSON and Markdown, and what is said above them."""

    results: Path
    docs: Path
    title: str
    about: Sequence[str]
    command: str


def run(cases: Mapping[str, Callable[[], Iterator[Row]]]) -> Iterator[Timed]:
    """Every row of every case, printed."""
    for name, case in cases.items():
        began = time.perf_counter()
        for row in case():
            print(f"{said(row.met)}  {row.name}: {row.figure}  (target: {row.target})")
            sys.stdout.flush()
            yield Timed(name, round(time.perf_counter() - began, 1), row)


def write(rows: Sequence[Timed], page: Page, order: Sequence[str]) -> None:
    """Put the rows in the results file, in place of older rows of the same cases."""
    page.results.parent.mkdir(exist_ok=True)
    old = json.loads(page.results.read_text("utf-8"))["rows"] if page.results.exists() else []
    cases = {r.case for r in rows}
    kept = [r for r in old if r["case"] not in cases]
    new = [{"case": r.case, "seconds": r.seconds, **asdict(r.row)} for r in rows]
    place = {name: i for i, name in enumerate(order)}
    every = sorted([*kept, *new], key=lambda r: place.get(r["case"], 99))
    record = {"command": page.command, "rows": every}
    page.results.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    page.docs.write_text(drawn(page, every), "utf-8")
    missed = [r["name"] for r in every if r["met"] is False]
    met = sum(r["met"] is True for r in every)
    print(f"{met} of {len(every)} met; missed: {', '.join(missed) or 'none'}")


def drawn(page: Page, rows: Sequence[Mapping[str, object]]) -> str:
    """The rows as a page of the docs."""
    lines = [
        f"# {page.title}",
        "",
        *page.about,
        "",
        "| row | measured | target | |",
        "|---|---|---|---|",
    ]
    for r in rows:
        cells = (str(r[k]).replace("|", "\\|") for k in ("name", "figure", "target"))
        lines.append(f"| {' | '.join(cells)} | {_MET[r['met']]} |")
    return "\n".join(lines) + "\n"
