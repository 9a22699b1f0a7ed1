"""What a repair costs on unseen texts and in another domain: three sets with known losses.

    python benchmarks/out_of_domain.py [--shared FOLDER] [--only SET]... [--model MODEL]...
                                       [--jobs N] [--redraw]

`fix` gets the training texts with no option but the model. Writes
benchmarks/results/out_of_domain.json and docs/reference/out-of-domain.md. Finished rows, in
.bench/out_of_domain, are not measured again while the code is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from harmless.domains import DOMAINS
from harmless.rows import Result
from harmless.sets import Halves
from harmless.table import drawn
from real.rows import Row
from real.table import Page

_HERE = Path(__file__).parent
# The accuracy that a shipped repair may cost here.
_MOST = 0.01
_ABOUT = """
Made by `python benchmarks/out_of_domain.py`, which needs the evaluation sets. `cuewise fix` gets
the training texts of a set, with no option but the model. What it ships is compared with the model
as it was, on texts that nothing saw.

| set | `fix` gets | unseen | elsewhere |
|---|---|---|---|
| hatexplain | the training split | the test split | |
| financial_phrasebank | three quarters of the sentences | the rest | fiqa_headlines_posts |
| zh_online_shopping | 9,000 reviews | 3,000 others | chnsenticorp |

- No text is in two of the three, not even with other punctuation or case.
- *Confirmed*: accuracy before and after on the confirmation split of `fix`, and the points lost.
  Losses are differences by document with 95% intervals; below 0 is a gain.
- Of a refused repair the model stays as it was. What the repair would have lost stands in brackets.
""".strip().splitlines()
PAGE = Page(
    _HERE / "results" / "out_of_domain.json",
    _HERE.parent / "docs" / "reference" / "out-of-domain.md",
    "Out of domain",
    _ABOUT,
    "python benchmarks/out_of_domain.py",
)


def _names(shared: Path) -> list[str]:
    return list(DOMAINS)


def _read(shared: Path, name: str) -> Halves:
    return DOMAINS[name](shared / "data")


def _nothing(results: Sequence[Result]) -> list[Row]:
    return []


if __name__ == "__main__":
    drawn(__doc__ or "", PAGE, _names, _read, Path(".bench/out_of_domain"), _nothing, _MOST)
