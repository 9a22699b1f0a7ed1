"""Run the cases of a benchmark, store their rows as JSON and draw them as a page of the docs."""

from __future__ import annotations

import json
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from real.rows import Row

_MET = {True: "met", False: "**missed**", None: "–"}
_WORDING = Path(__file__).parent.parent / "wording.toml"


def status(met: bool | None) -> str:
    """Whether a target was met, four letters wide."""
    return {True: "met ", False: "MISS", None: "–   "}[met]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row, its case, and the seconds since the case began."""

    case: str
    seconds: float
    row: Row


@dataclass(frozen=True, slots=True)
class Page:
    """The results file, the page made from it, and the text above its table."""

    results: Path
    docs: Path
    title: str
    about: Sequence[str]
    command: str


def run(cases: Mapping[str, Callable[[], Iterator[Row]]]) -> Iterator[CaseRow]:
    """Run the cases; print and yield every row."""
    for name, case in cases.items():
        began = time.perf_counter()
        for row in case():
            print(f"{status(row.met)}  {row.name}: {row.figure}  (target: {row.target})")
            sys.stdout.flush()
            yield CaseRow(name, round(time.perf_counter() - began, 1), row)


def write(rows: Sequence[CaseRow], page: Page, order: Sequence[str]) -> None:
    """Put the rows into the results file, in place of older rows of the same cases."""
    page.results.parent.mkdir(exist_ok=True)
    old = json.loads(page.results.read_text("utf-8"))["rows"] if page.results.exists() else []
    cases = {r.case for r in rows}
    others = [r for r in old if r["case"] not in cases]
    new = [{"case": r.case, "seconds": r.seconds, **asdict(r.row)} for r in rows]
    rank = {name: i for i, name in enumerate(order)}
    every = sorted([*others, *new], key=lambda r: rank.get(r["case"], 99))
    record = {"command": page.command, "rows": every}
    page.results.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    redraw(page)
    missed = [r["name"] for r in every if r["met"] is False]
    met = sum(r["met"] is True for r in every)
    print(f"{met} of {len(every)} met; missed: {', '.join(missed) or 'none'}")


def redraw(page: Page) -> None:
    """Draw the page from its results file; measure nothing."""
    rows = json.loads(page.results.read_text("utf-8"))["rows"]
    page.docs.write_text(page_text(page, rows), "utf-8")


def page_text(page: Page, rows: Sequence[Mapping[str, object]]) -> str:
    """The page: its title, its text and the table of rows."""
    lines = [
        f"# {page.title}",
        "",
        *page.about,
        "",
        "| row | measured | target | |",
        "|---|---|---|---|",
    ]
    for r in rows:
        values = (readable(str(r["name"])), str(r["figure"]), str(r["target"]))
        cells = (value.replace("|", "\\|") for value in values)
        lines.append(f"| {' | '.join(cells)} | {_MET[r['met']]} |")
    return "\n".join(lines) + "\n"


def readable(name: str) -> str:
    """The name of a row as the pages print it."""
    for phrase, printed in _phrases().items():
        name = name.replace(phrase, printed)
    return name


@cache
def _phrases() -> Mapping[str, str]:
    return tomllib.loads(_WORDING.read_text("utf-8"))["phrases"]
