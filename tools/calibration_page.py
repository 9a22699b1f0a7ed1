"""Make docs/explanation/calibration.md from the results of the benchmarks."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
Json = Mapping[str, Any]
WORDING = tomllib.loads((ROOT / "benchmarks" / "wording.toml").read_text("utf-8"))["phrases"]

_HEAD = """\
<!-- Made by `make docs` from benchmarks/results. Changes here are lost. -->

# How we know that the measurements are right

The command above a table makes its figures. A figure that misses its target says so. `make bench`
runs all commands. Intervals are 95%.
"""
_DETECTION = """\
## Planted, null and decoy corpora

`{command}` · {n} texts per corpus, {cells} corpora, English and Chinese, cues of eight kinds.

In *planted* corpora one cue is associated with a label at a known strength and frequency. In *null*
corpora, with balanced or 90/10 labels, nothing is associated with the label. *Decoys* are words
that truly mean their label and were made frequent. What is scored, and why:
[note](../decisions/2026-11-24-what-bench-detection-scores.md).
"""
_SIDE = """\
### Detectors side by side

- *recall*: planted cues in 200 or more documents with a deviation of .2 or more.
- *matched*: recall of all cues where one null corpus in twenty has a false discovery, so that
  lenient and strict cuts are compared fairly.
- *false*: null corpora with a false discovery.
- *FDP*: the share of false features among the flagged ones, where only the cue is associated with
  the label.
- *decoys*: genuine words flagged.
- *s*, *MB*: time and memory for one corpus, each detector in its own process.

`chi2-bh-cues` is no rival: it tests the cues of cuewise on all documents, and so shows what
splitting the documents costs.
"""
_STATISTICS = """\
## Intervals, bias and error rates

`{command}`

{met} of {all} figures are within their targets. {over} of the {missed} misses are above the target:
the interval is wider than necessary.
"""
_WORDS = """\
## Probability that a word is spurious

`python benchmarks/real_audits.py --only imdb_words` · words of film reviews with |z| ≥ 2, compared
with human judgement (Wang and Culotta 2021). None of these words was used to fit anything.
"""
_BREAKS = """\
## SDR and the real loss where a shortcut breaks

`{command}` · models of eight kinds on four mixtures of training texts, per data set.
ShortcutMaze: Zhou et al. 2024. What the misses mean:
[note](../decisions/2026-11-24-what-sdr-foretells.md).
"""
_TRANSFER = """\
## Two data sets: cues of the first on the second

`{command}` · D1 has positive and negative texts, D2 negative ones only. The label is constant on
D2, so counting labels shows nothing there; FCS of the model's answers does.
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, _detection(_read("detection")), _statistics(_read("intervals")), _words()]
    parts += [_breaks(_read("natural_breaks")), _transfer(_read("false_transfer"))]
    return "\n".join(parts)


def _read(name: str) -> Json:
    results: Json = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return results


def _detection(r: Json) -> str:
    ours = r["rows"]["cuewise"]
    head = _DETECTION.format(command=r["command"], n=r["form"]["n"], cells=ours["cells"])
    targets = _table(
        ("target", "measured", "wanted", ""),
        ((t["name"], t["figure"], t["wanted"], _met(t["met"])) for t in r["targets"]),
    )
    columns = ("detector", "recall", "matched", "false", "FDP", "decoys", "s", "MB")
    parts = [head, targets, _SIDE, _table(columns, map(_scores, r["rows"].values()))]
    if any(s["cells"] != r["rows"][name]["cells"] for name, s in r["some"].items()):
        parts += ["On the corpora that all detectors ran on:\n"]
        parts += [_table(columns, map(_scores, r["some"].values()))]
    parts += [f"`{name}` was not run: {why}.\n" for name, why in r["absent"].items()]
    return "\n".join(parts)


def _scores(row: Json) -> tuple[str, ...]:
    cost = row["cost"]
    fdp = row["fdp"]["mean"]
    return (
        f"`{row['name']}`",
        *(_share(row[k]) for k in ("recall", "matched_all", "family_wise")),
        "–" if fdp is None else f"{fdp:.2f}",
        _share(row["decoys"]),
        *((f"{cost[0]:.2f}", f"{cost[1]:.0f}") if cost else ("–", "–")),
    )


def _share(value: list[Any]) -> str:
    _, n, rate, low, high = value
    return "–" if rate is None else f"{rate:.2f} [{low:.2f}, {high:.2f}] n={n}"


def _statistics(r: Json) -> str:
    missed = [row for row in r["rows"] if not row["met"]]
    over = sum(row["estimate"] > row["target"][1] for row in missed)
    head = _STATISTICS.format(
        command=r["command"],
        met=len(r["rows"]) - len(missed),
        all=len(r["rows"]),
        over=over,
        missed=len(missed),
    )
    rows = (
        (
            _readable(row["name"]),
            f"{row['estimate']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
            f"{row['simulations']}",
            "{:g} to {:g}".format(*row["target"]),
            _met(row["met"]),
        )
        for row in r["rows"]
    )
    return f"{head}\n{_table(('figure', 'measured', 'runs', 'target', ''), rows)}"


def _words() -> str:
    rows = (r for r in _read("real_audits")["rows"] if r["name"].startswith("imdb words"))
    return f"{_WORDS}\n{_rows(rows)}"


def _breaks(r: Json) -> str:
    correlations = (row for row in r["rows"] if " → " not in row["figure"])
    return f"{_BREAKS.format(command=r['command'])}\n{_rows(correlations)}"


def _transfer(r: Json) -> str:
    return f"{_TRANSFER.format(command=r['command'])}\n{_rows(r['rows'])}"


def _rows(rows: Iterable[Json]) -> str:
    cells = ((_readable(r["name"]), r["figure"], r["target"], _judged(r)) for r in rows)
    return _table(("figure", "measured", "target", ""), cells)


def _readable(name: str) -> str:
    """The name of a row as the pages print it; benchmarks/wording.toml has the phrases."""
    for phrase, printed in WORDING.items():
        name = name.replace(phrase, printed)
    return name


def _judged(row: Json) -> str:
    return "" if row["target"] == "reported" else _met(row["met"])


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    escaped = ([c.replace("|", "\\|") for c in cells] for cells in lines)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in escaped)
