"""Does SDR predict which model will lose most where a shortcut breaks?

    python benchmarks/natural_breaks.py [--only NAME]... [--data FOLDER]

Models of eight kinds are fitted on four mixtures of texts in which a shortcut holds and texts in
which it holds less. SDR is measured where the shortcut holds, the real drop on a test where it
breaks. Prints a table and writes benchmarks/results/natural_breaks.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from breaks.measure import rows
from breaks.sets import SETS


def main() -> None:
    """Run the data sets, print each row, write all rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=SETS, default=[])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    out = []
    for name in options.only or SETS:
        for row in rows(name, SETS[name](options.data)):
            print(
                "met " if row.met else "MISS", f"{row.name}: {row.figure}  (target: {row.target})"
            )
            sys.stdout.flush()
            out.append(asdict(row))
    record = {"command": "python benchmarks/natural_breaks.py", "rows": out}
    if not options.only:
        path = Path(__file__).parent / "results" / "natural_breaks.json"
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
