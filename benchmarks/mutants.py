"""Share of mutants that the tests notice, in the modules that decide and those that measure.

    python benchmarks/mutants.py [--only TEXT]... [--seed 0]

mutmut makes the mutants and runs them against the tests named in `[tool.mutmut]` of pyproject.toml.
A seeded sample of them is run: of every deciding module some, of all measuring modules 150. Mutants
that change nothing are listed in benchmarks/mutants.toml, each with the reason. Prints a row a
module and writes benchmarks/results/mutants.json; with `--only` it writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/mutants.json"
# Mutants taken of a deciding module, and of all measuring modules together.
OF_A_MODULE, OF_THE_DECISIONS, OF_MEASURING = 10, 40, 150
DECISIONS = "cuewise/pipeline/decide.py"
MEASURING = ("src/cuewise/stats/", "src/cuewise/probe/")
# These decide what is asked, though they lie among the probes.
ASKING = ("src/cuewise/probe/run.py", "src/cuewise/probe/study.py")
TARGET = 0.95
# A mutant that never ends is noticed too.
KILLED = {"killed", "timeout"}


def mutants(path: Path) -> list[str]:
    """The names of all mutants of one file."""
    mutated = mutate_file_contents(str(path), path.read_text("utf-8"))
    return [get_mutant_name(path, name) for name in mutated.mutant_names]


def sampled(paths: Iterable[Path], seed: int) -> dict[str, list[tuple[Path, str]]]:
    """The mutants to run, each with its file, by group."""
    draw = random.Random(seed)  # noqa: S311 (a sample, no secret)
    chosen: dict[str, list[tuple[Path, str]]] = {"deciding": [], "measuring": []}
    measuring = []
    for path in sorted(paths):
        names = [(path, name) for name in mutants(path)]
        if str(path).startswith(MEASURING) and str(path) not in ASKING:
            measuring += names
            continue
        most = OF_THE_DECISIONS if str(path).endswith(DECISIONS) else OF_A_MODULE
        chosen["deciding"] += draw.sample(names, min(most, len(names)))
    chosen["measuring"] = draw.sample(measuring, min(OF_MEASURING, len(measuring)))
    return chosen


def change(path: Path, name: str) -> str:
    """What a mutant changes: the lines that it replaces, and those that it puts there."""
    lines = get_diff_for_mutant(name, path=path).split("\n")[2:]
    old, new = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return f"{old} -> {new}"


def run(chosen: Iterable[tuple[Path, str]]) -> dict[str, bool]:
    """Run the mutants; whether each was killed."""
    names = [name for _, name in chosen]
    subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names], check=True
    )
    killed = {}
    for path in {path for path, _ in chosen}:
        data = SourceFileMutationData(path=path)
        data.load()
        killed |= {
            k: status_by_exit_code[code] in KILLED for k, code in data.exit_code_by_key.items()
        }
    return {name: killed[name] for name in names}


def row(name: str, outcomes: Mapping[str, bool], equivalent: set[str]) -> dict[str, object]:
    """The counts of one module or group."""
    survivors = sorted(m for m, dead in outcomes.items() if not dead and m not in equivalent)
    same = sum(not dead for m, dead in outcomes.items() if m in equivalent)
    killed = sum(outcomes.values())
    return {
        "name": name,
        "mutants": len(outcomes),
        "killed": killed,
        "equivalent": same,
        "share": round(killed / max(len(outcomes) - same, 1), 3),
        "survivors": survivors,
    }


def main() -> None:
    """Run the samples, print a row a module and write all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=None, help="part of a module's path")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    # mutmut reads and writes below the folder that it is started in.
    os.chdir(ROOT)
    # It keeps copies of files that were moved since.
    shutil.rmtree("mutants", ignore_errors=True)
    reasons = tomllib.loads((ROOT / "benchmarks/mutants.toml").read_text("utf-8"))["equivalent"]
    chosen = sampled(walk_mutatable_files(), options.seed)
    if options.only:
        chosen = {
            group: [m for m in pairs if any(text in str(m[0]) for text in options.only)]
            for group, pairs in chosen.items()
        }
    everything = [pair for pairs in chosen.values() for pair in pairs]
    killed = run(everything)
    changes = {name: change(path, name) for path, name in everything if not killed[name]}
    known = {(e["module"], e["change"]) for e in reasons}
    module = {name: str(path).removeprefix("src/cuewise/") for path, name in everything}
    equivalent = {name for name, text in changes.items() if (module[name], text) in known}
    rows = []
    for group, pairs in chosen.items():
        modules: dict[str, dict[str, bool]] = defaultdict(dict)
        for _, name in pairs:
            modules[module[name]][name] = killed[name]
        rows += [row(name, outcomes, equivalent) for name, outcomes in sorted(modules.items())]
        rows.append(row(group, {name: killed[name] for _, name in pairs}, equivalent))
    for each in rows:
        print(f"{each['share']:.2f} {each['killed']}/{each['mutants']} {each['name']}")
    for name in sorted(set(changes) - equivalent):
        print(f"survived {name}\n    {changes[name]}")
    if not options.only:
        write(rows, changes, equivalent, options.seed)


def write(
    rows: list[dict[str, object]], changes: Mapping[str, str], equivalent: set[str], seed: int
) -> None:
    """Write the results, the survivors with what they change."""
    survivors = {name: text for name, text in changes.items() if name not in equivalent}
    result = {
        "command": f"python benchmarks/mutants.py --seed {seed}",
        "seed": seed,
        "target": f"≥ {TARGET} killed, equivalent mutants left out",
        "rows": rows,
        "survivors": survivors,
    }
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
