"""The results file and the page of the docs: targets, and every remedy on every case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from real.rows import Row
from real.table import Page, drawn

from mending.table import LOOKED_AT, Found, grouped, judged, scores

_HERE = Path(__file__).parent.parent
_ABOUT = """
Made by `python benchmarks/remedies.py`, which needs the evaluation sets. `cuewise fix` sees
training texts and labels alone, discovers the cues, tries every remedy and takes one; the tests are
looked at afterwards. A quarter of the texts given to `fix` is kept to confirm on, for the model
before and after alike. A fine-tuned model is fitted on one half of the training texts, and `fix` is
given the other, which it has not seen.

| case | trained on | tested on | looked at |
|---|---|---|---|
| planted | a word that agrees with a label in 95% | the word put in at random | worst of 4 groups |
| nfl_jigsaw | test_biased, "people" always toxic, no copies of tests | test_filtered | accuracy |
| maze | shortcut_maze_goemotions, λ 1 | the shortcut turned | accuracy |
| mnli negation | mnli_dev_groups dev, two thirds of the premises | the rest | worst of 6 groups |
| cad_imdb revised | original reviews, no twins | revised reviews | accuracy |

- Intervals are 95%, Student's t over seeds, that is over fits: the tests are the same in most
  cases. Of 488 texts, the smallest test, an accuracy has a standard error of 2 points besides.
- A share is a ratio of two means over seeds. Where these do not show a gap, or there are fewer than
  five seeds yet, nothing is judged: "–".
- *Reliance removed*: the word put into 300 texts without it moves decisions to its label, beyond
  other words, and beyond what it does to a model that never saw it.
- *Share of the gap regained* of a maze: what the turned test wins of what it was behind the normal
  one. Whatever answers the most frequent label has 73% on both.
- *Cue taken out*: also of the normal test. A text without "honestly" is what class_0 looks like in
  training, and one without the place breaks off; *made a mountain*: a third kind of place instead.
- *Behind the best in hindsight*: worst groups, beside those of the one remedy that would have done
  best, and of the best of the other seeds, since the best of fifty is so by chance too. Where a
  test has no groups of its own they are its labels, in both tests of a maze and of cad_imdb. "Wide"
  is a remedy for all cues that the model is not cleared of.
- A text that gets no answer, which is how `abstain` works, is not right.
"""
PAGE = Page(
    _HERE / "results" / "remedies.json",
    _HERE.parent / "docs" / "reference" / "remedies.md",
    "Remedies",
    tuple(_ABOUT.strip().splitlines()),
    "python benchmarks/remedies.py",
)


def write(found: Found, table: Sequence[Row], of: int) -> None:
    """Write both, from whatever cases there are; `of`: how many there are to be."""
    own = {f"{case}, {model}": seeds for (case, model), seeds in grouped(found).items()}
    means = {
        name: {code: [float(np.mean(v)), len(v)] for code, v in scores(seeds, LOOKED_AT).items()}
        | {"no change": _mean(name, seeds, "first"), "chosen": _mean(name, seeds, "chosen")}
        for name, seeds in own.items()
    }
    record = {
        "command": PAGE.command,
        "seeds": {name: len(seeds) for name, seeds in own.items()},
        "rows": [asdict(row) for row in table],
        "remedies": means,
    }
    PAGE.results.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    told = f"{len(found)} of {of} cases are finished; the others have no row yet.\n"
    lines = [drawn(PAGE, [asdict(row) for row in table])]
    lines += [told] if len(found) < of else []
    lines += _matrix(means, record["seeds"])
    PAGE.docs.write_text("\n".join(lines) + "\n", "utf-8")


def _case(name: str) -> str:
    return name.rpartition(", ")[0]


def _mean(name: str, seeds: Sequence[Mapping[str, object]], which: str) -> list[float]:
    values = [judged(_case(name))(seed[which]) for seed in seeds]
    return [float(np.mean(values)), len(values)]


def _matrix(
    means: Mapping[str, Mapping[str, Sequence[float]]], seeds: Mapping[str, int]
) -> Iterator[str]:
    """A table a model: remedies in rows, cases in columns; what is chosen first."""
    yield "## Every remedy"
    yield ""
    yield "Means over seeds of what is looked at; a dash: not had, or not measured, on every seed."
    for model in dict.fromkeys(name.rpartition(", ")[2] for name in means):
        names = [n for n in means if n.rpartition(", ")[2] == model]
        codes = dict.fromkeys(c for n in names for c in means[n])
        first = ["no change", "chosen"]
        yield f"\n### {model}\n"
        yield "| remedy | " + " | ".join(f"{_case(n)}, seeds: {seeds[n]}" for n in names) + " |"
        yield "|---|" + "---|" * len(names)
        for code in [*first, *sorted(c for c in codes if c not in first)]:
            cells = [f"{means[n][code][0]:.3f}" if code in means[n] else "–" for n in names]
            yield f"| {code} | " + " | ".join(cells) + " |"
