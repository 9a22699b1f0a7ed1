"""What a repair leaves of six planted cues: three words and three phrases in film sentences.

    python benchmarks/six_cues.py [--data FOLDER] [--model MODEL]... [--seeds N] [--jobs N]
                                  [--redraw]

`fix` gets 4,000 sentences with the cues planted, once by default and once with the user's consent
to any loss (--max-loss 100), with no other option. Then each cue is inserted into 1,500 sentences
that nothing saw. Writes benchmarks/results/six_cues.json and docs/reference/six-cues.md. Finished
repairs, in .bench/six_cues, are not run again while the code is the same.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from planted.cues import CUES, STRENGTHS
from planted.measure import CONSENT, measured
from real.rows import Row
from real.table import CaseRow, Page, redraw, status, write

from cuewise.stats.differences import paired_mean

_HERE = Path(__file__).parent
MODELS = ("tfidf", "reference")
SEEDS = 5
# The reliance that may be left on a cue, and the upper end of its interval.
_MOST, _UPPER = 0.02, 0.05
_CACHE = Path(".bench/six_cues")
_ABOUT = f"""
Made by `python benchmarks/six_cues.py`, which needs the evaluation sets. Six cues are planted into
4,000 film sentences ({", ".join(f'"{cue.text}"' for cue in CUES)}), each into 8% of them. From
{STRENGTHS[-1]:.0%} to {STRENGTHS[0]:.0%} of these have the label of the cue; every seed gives the
strengths to other cues. `cuewise fix` gets no hint about the cues. It runs once by default, and
once with the user's consent to any loss (`--max-loss 100`).

- *Reliance left*: each cue is inserted into 1,500 sentences that nothing saw and that hold none.
  The figure says how far it moves decisions to its label, in points, beyond placebos of as many
  words at the same place. Where a model answers as if the cue were not there, it is 0.
- The interval is 95%, over all seeds, each a cluster. *Largest* is the cue with the largest
  distance from 0, in either direction.
- The repair acts on cues that are judged spurious, so a cue without such a verdict keeps what the
  model relies on. Of each cue the table says in how many fits the repair acted on it, or why not.
"""
PAGE = Page(
    _HERE / "results" / "six_cues.json",
    _HERE.parent / "docs" / "reference" / "six-cues.md",
    "Six planted cues",
    tuple(_ABOUT.strip().splitlines()),
    "python benchmarks/six_cues.py",
)

_Results = Sequence[Mapping[str, Any]]


def main() -> None:
    """Repair what is not finished, print the rows, and draw the page."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", action="append", choices=MODELS, default=[])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    if options.redraw:
        redraw(PAGE)
        return
    cases = [(model, asked) for model in options.model or MODELS for asked in CONSENT]
    keys = [(options.data, *case, seed) for case in cases for seed in range(options.seeds)]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_run, keys))
    drawn: list[CaseRow] = []
    for (model, asked), own in _by_case(cases, results, options.seeds):
        drawn += [CaseRow(model, 0.0, row) for row in rows(model, asked, own)]
    for row in drawn:
        print(status(row.row.met), f"{row.row.name}: {row.row.figure}")
    if options.seeds == SEEDS:
        write(drawn, PAGE, MODELS)


def _by_case(
    cases: Sequence[tuple[str, str]], results: _Results, seeds: int
) -> Iterator[tuple[tuple[str, str], _Results]]:
    for i, case in enumerate(cases):
        yield case, results[i * seeds : (i + 1) * seeds]


def _run(key: tuple[Path, str, str, int]) -> Mapping[str, Any]:
    warnings.simplefilter("ignore")
    data, model, asked, seed = key
    result = measured(data, model, seed, asked, _CACHE)
    outcome = result["refused"] or result["chosen"]
    print(model, seed, asked, outcome, f"{result['seconds']:.0f} s", flush=True)
    return result


def rows(model: str, asked: str, results: _Results) -> Iterator[Row]:
    """The largest reliance left, judged where the user consented; then every cue."""
    name = f"{model}, {'with consent' if asked == 'consent' else 'by default'}"
    every = {cue.text: results for cue in CUES}
    yield _largest(f"{name}: largest reliance left on any cue", every, asked, len(results))
    acted = {text: [r for r in own if _acted(r, text)] for text, own in every.items()}
    if any(acted.values()):
        title = f"{name}: largest reliance left on a cue that was acted on"
        yield _largest(title, acted, asked, len(results))
    outcomes = Counter(r["refused"] or r["chosen"] for r in results)
    yield Row(f"{name}: accuracy", f"{_accuracy(results)}; {_counted(outcomes)}", "none", None)
    for cue in CUES:
        sides = [_points(*pooled(results, cue.text, side)) for side in ("before", "after")]
        actions = Counter(r["action"][cue.text] for r in results)
        figure = f"{' to '.join(sides)}; {_counted(actions)}"
        yield Row(f'{name}: "{cue.text}"', figure, "none", None)


def _acted(result: Mapping[str, Any], cue: str) -> bool:
    return bool(result["action"][cue] == "repaired")


def _largest(name: str, fits: Mapping[str, _Results], asked: str, seeds: int) -> Row:
    """The largest reliance left on a cue, over the fits that count for it."""
    after = {text: pooled(some, text, "after") for text, some in fits.items() if some}
    text = max(after, key=lambda text: abs(after[text][0]))
    value, low, high = _away(*after[text])
    worst = max(
        abs(float(np.mean(r["beyond placebos"][text]["after"])))
        for text, some in fits.items()
        for r in some
    )
    figure = (
        f'"{text}": {_points(value, low, high)}, n = {len(fits[text])} fits; largest in a single '
        f"fit {100 * worst:.1f}"
    )
    if asked != "consent":
        return Row(name, figure, "none", None)
    met = bool(value <= _MOST and high <= _UPPER) if seeds >= SEEDS else None
    return Row(name, figure, "≤ 2 points, upper end ≤ 5", met)


def pooled(results: _Results, cue: str, side: str) -> tuple[float, float, float]:
    """The mean effect of a cue beyond placebos over all seeds, with its interval."""
    per_seed = [r["beyond placebos"][cue][side] for r in results]
    seeds = np.repeat(np.arange(len(per_seed)), [len(d) for d in per_seed])
    return paired_mean(np.concatenate(per_seed), clusters=seeds if len(per_seed) > 1 else None)


def _away(value: float, low: float, high: float) -> tuple[float, float, float]:
    """The same as a distance from 0: a cue that turned is relied on as well."""
    return (value, low, high) if value >= 0 else (-value, -high, -low)


def _points(value: float, low: float, high: float) -> str:
    return f"{100 * value:+.1f} [{100 * low:+.1f}, {100 * high:+.1f}]"


def _accuracy(results: _Results) -> str:
    before, after = (
        np.mean([r["accuracy"][side] for r in results]) for side in ("before", "after")
    )
    return f"{100 * before:.1f}% to {100 * after:.1f}%"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{what} {n}" for what, n in sorted(counts.items()))


if __name__ == "__main__":
    main()
