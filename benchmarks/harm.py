"""Whether `cuewise fix` does harm by default: 14 sets and four further languages.

    python benchmarks/harm.py [--shared FOLDER] [--only SET]... [--model MODEL]... [--jobs N]
                              [--redraw]

Each set is split by its texts: `fix` gets three quarters with their labels, and nothing sees the
rest. Writes benchmarks/results/harm.json and docs/reference/harm.md. Finished rows, in .bench/harm,
are not measured again while the code is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from harmless.rows import Result, targets
from harmless.sets import names, read
from harmless.table import drawn
from real.rows import Row
from real.table import Page

_HERE = Path(__file__).parent
_ABOUT = """
Made by `python benchmarks/harm.py`, which needs the evaluation sets. Each set is split by its
texts: `cuewise fix` gets three quarters of them with their labels, with no option but the model,
and nothing sees the rest. So the rows show what a user gets who knows nothing of the cues.

- *Confirmed*: accuracy before and after on the confirmation split of `fix`, and the points lost.
  *Unseen*: the same on the texts that nothing saw, with the label that loses most recall, and the
  accuracy of always answering the most frequent label. Losses are differences by document with 95%
  intervals; below 0 is a gain.
- Of a refused repair the model stays as it was: it loses nothing on unseen texts. What the refused
  repair would have lost stands in brackets; *confirmed* is the loss for which it was refused.
- The reviews in German, French, Russian and Hebrew are made up, from few sentences.
""".strip().splitlines()
PAGE = Page(
    _HERE / "results" / "harm.json",
    _HERE.parent / "docs" / "reference" / "harm.md",
    "Harm",
    _ABOUT,
    "python benchmarks/harm.py",
)


def _targets(results: Sequence[Result]) -> list[Row]:
    return list(targets(results))


if __name__ == "__main__":
    drawn(__doc__ or "", PAGE, names, read, Path(".bench/harm"), _targets)
