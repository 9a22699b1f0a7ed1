"""Coverage, bias and error rates of the statistics, by simulation, each with its target.

    python benchmarks/intervals.py [--quick] [--only TEXT]... [--simulations 1000] [--processes 2]

Prints a table (figure, its Monte Carlo interval, target) and writes
benchmarks/results/intervals.json. A figure outside its target says MISS. `--quick` runs 100
simulations each and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from stats.figures import Figure

from stats import rates, scores, tests

SCENARIOS = {s.name: s for s in [*rates.SCENARIOS, *scores.SCENARIOS, *tests.SCENARIOS]}


def simulate(job: tuple[str, int, int]) -> Figure:
    """One figure; the seed and the name alone determine its random numbers."""
    name, seed, simulations = job
    return SCENARIOS[name].simulate(seed, simulations)


def main() -> None:
    """Simulate, print each figure, write all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 simulations each, no file")
    parser.add_argument("--only", action="append", default=None, help="part of a name")
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--processes", type=int, choices=(1, 2), default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    simulations = 100 if options.quick else options.simulations
    chosen = [n for n in SCENARIOS if not options.only or any(t in n for t in options.only)]
    began = time.perf_counter()
    jobs = [(name, options.seed, simulations) for name in chosen]
    figures: list[Figure] = []
    # Spawn, do not fork: a fork of a process with threads of numerical libraries may hang.
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        for figure in pool.imap(simulate, jobs):
            print(figure.line(), flush=True)
            figures.append(figure)
    missed = [f.name for f in figures if not f.met]
    if simulations < 500:
        print(f"{simulations} runs give a share to about ±.05: confirm a MISS with a full run")
    print(
        f"{len(figures) - len(missed)} of {len(figures)} met in {time.perf_counter() - began:.0f} s"
    )
    print(f"missed: {'; '.join(missed) or 'none'}")
    if not options.quick and not options.only:
        write(figures, options.seed, simulations)


def write(figures: list[Figure], seed: int, simulations: int) -> None:
    """Write the results file."""
    path = Path(__file__).parent / "results" / "intervals.json"
    path.parent.mkdir(exist_ok=True)
    record = {
        "command": f"python benchmarks/intervals.py --simulations {simulations} --seed {seed}",
        "rows": [{**asdict(f), "met": f.met} for f in figures],
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
