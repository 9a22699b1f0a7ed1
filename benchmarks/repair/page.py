"""The results file and the page of the docs: targets, and every remedy on every case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from real.rows import Row
from real.table import Page, page_text, readable

from repair.targets import METRIC, Results, by_case, metric_of, remedy_scores

_HERE = Path(__file__).parent.parent
_ABOUT = """
**The figures on this page are those of an older version**, which tried every remedy, had no run by
default, and called `ablate` *mask-neutralise* and `ablate-inference` *neutralise*.

Made by `python benchmarks/remedies.py`, which needs the evaluation sets. `cuewise fix` sees
training texts and labels only. It discovers the cues, tries the remedies of its portfolio and
chooses one. It runs once by default, and once with the user's consent to any loss
(`--max-loss 100`), with nothing else told. The targets are of the second, since here the shortcut
is known. The tests are scored afterwards. `fix` keeps a quarter of its texts to confirm the result,
for the model before and after alike. A fine-tuned model is trained on one half of the training
texts; `fix` gets the other half, which the model has not seen.

| case | trained on | tested on | metric |
|---|---|---|---|
| planted | a word that agrees with a label in 95% | the word at random | worst of 4 groups |
| nfl_jigsaw | test_biased, "people" always toxic, no copies of tests | test_filtered | accuracy |
| ShortcutMaze | GoEmotions with an injected shortcut, λ 1 | the shortcut reversed | accuracy |
| mnli negation | mnli_dev_groups dev, two thirds of the premises | the rest | worst of 6 groups |
| cad_imdb revised | original reviews, no counterfactual pairs | revised reviews | accuracy |

- ShortcutMaze (Zhou et al. 2024, "Navigating the Shortcut Maze") injects a *single word*
  ("honestly"), a *category* (countries or cities) or a *style* (register or author).
- Intervals are 95%, Student's t over seeds. A seed is one fit: most cases have the same tests for
  every seed. The smallest test has 488 texts, where an accuracy has a standard error of 2 points.
- A share is a ratio of two means over seeds. If the seeds do not show a gap, or if there are fewer
  than five, the row is not judged: "–".
- *Reliance removed*: the word is inserted into 300 texts without it. The figure is how far it moves
  decisions to its label, beyond placebo words and beyond a model that never saw the word.
- *Share of the gap regained* (ShortcutMaze): the gain on the reversed test, divided by its deficit
  to the normal test. Always answering the most frequent label has 73% on both.
- *Cue removed*: from the normal test. A text without "honestly" looks like class_0 in training, and
  a sentence without its place name is incomplete. *Cue replaced by an unseen value*: the place name
  becomes a mountain, which no training text contains.
- *Behind the best in hindsight*: worst groups, compared with the single remedy that would have done
  best, and with the best of the other seeds, since the best of fifty is best partly by chance. A
  test without groups is split by label, in both tests of ShortcutMaze and of cad_imdb. Every remedy
  is fitted and tested, whether it is in the portfolio or not; to change nothing counts as one.
  "Wide" marks a remedy for all cues on which reliance is not ruled out.
- *By default*: what `fix` ships without consent on each seed, a remedy or the reason of a refusal,
  and the metric of the case before and after.
- A text without an answer counts as wrong; `abstain` leaves texts without an answer.
"""
# The first rows of the table of remedies, and the part of a result that each shows.
_FIXED = {"no change": "first", "by default": "default", "chosen": "chosen"}
PAGE = Page(
    _HERE / "results" / "remedies.json",
    _HERE.parent / "docs" / "reference" / "remedies.md",
    "Remedies",
    tuple(_ABOUT.strip().splitlines()),
    "python benchmarks/remedies.py",
)


def write(results: Results, table: Sequence[Row]) -> None:
    """Write the results file from the finished cases, and draw the page."""
    cases = {f"{case}, {model}": seeds for (case, model), seeds in by_case(results).items()}
    means = {
        name: {
            code: [float(np.mean(v)), len(v)] for code, v in remedy_scores(seeds, METRIC).items()
        }
        | {row: _mean(name, seeds, part) for row, part in _FIXED.items()}
        for name, seeds in cases.items()
    }
    record = {
        "command": PAGE.command,
        "seeds": {name: len(seeds) for name, seeds in cases.items()},
        "rows": [asdict(row) for row in table],
        "remedies": means,
    }
    PAGE.results.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    redraw()


def redraw() -> None:
    """Draw the page from the results file; measure nothing."""
    record = json.loads(PAGE.results.read_text("utf-8"))
    matrix = _matrix(record["remedies"], record["seeds"])
    text = "\n".join([page_text(PAGE, record["rows"]), *matrix])
    PAGE.docs.write_text(text + "\n", "utf-8")


def _mean(name: str, seeds: Sequence[Mapping[str, object]], which: str) -> list[float]:
    metric = metric_of(_case(name))
    values = [metric(seed[which]) for seed in seeds]
    return [float(np.mean(values)), len(values)]


def _case(name: str) -> str:
    return name.rpartition(", ")[0]


def _matrix(
    means: Mapping[str, Mapping[str, Sequence[float]]], seeds: Mapping[str, int]
) -> Iterator[str]:
    """One table per model: a row per remedy, a column per case."""
    yield "## Every remedy"
    yield ""
    yield "Means of the metric over seeds. A dash: the remedy did not apply on every seed."
    for model in dict.fromkeys(name.rpartition(", ")[2] for name in means):
        names = [n for n in means if n.rpartition(", ")[2] == model]
        codes = dict.fromkeys(c for n in names for c in means[n])
        first = [row for row in _FIXED if row in codes]
        heads = [f"{readable(_case(n))}, seeds: {seeds[n]}" for n in names]
        yield f"\n### {model}\n"
        yield "| remedy | " + " | ".join(heads) + " |"
        yield "|---|" + "---|" * len(names)
        for code in [*first, *sorted(c for c in codes if c not in first)]:
            cells = [f"{means[n][code][0]:.3f}" if code in means[n] else "–" for n in names]
            yield f"| {code} | " + " | ".join(cells) + " |"
