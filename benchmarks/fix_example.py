"""The example in README: `cuewise fix` on a real set, and the model it writes where the cue breaks.

    python benchmarks/fix_example.py [--data FOLDER]

Trains on nfl_jigsaw as `benchmarks/remedies.py` does, seed 0. The command line runs in a process of
its own, and the model is loaded from its folder by skops. Writes
benchmarks/results/fix_example.json, which the tables of both READMEs are checked against.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import skops.io

sys.path.insert(0, str(Path(__file__).parent))

from mending.cases import jigsaw

import cuewise
from cuewise import models
from cuewise.records import Corpus
from cuewise.records.comparison import Change, Comparison
from cuewise.split.parts import assigned

SEED, CUE = 0, "word:people"
RESULTS = Path(__file__).parent / "results" / "fix_example.json"


def main() -> None:
    """Run the command, test what it wrote, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    case = jigsaw(parser.parse_args().data, SEED)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "comments.parquet", Path(folder) / "fixed"
        case.train.write_parquet(source)
        command = [sys.executable, "-m", "cuewise", "fix", str(source), "--text", "text"]
        command += ["--label", "label", "--model", "tfidf", "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        told = Comparison.model_validate_json((out / "comparison.json").read_text("utf-8"))
        after = skops.io.load(out / "model" / "model.skops")
    test = case.tests["broken"]
    texts, labels = test["text"].to_list(), test["label"].to_numpy()
    corpus, plain = (cuewise.load(d, text="text", label="label") for d in (case.train, case.plain))
    ids = {corpus.ids[i] for part in assigned(corpus, SEED).parts.folds for i in part}
    answers = {
        "before": _answers(corpus, ids, texts),
        "after": after.predict(texts),
        "never saw it": _answers(plain, ids, texts),
    }
    record = {"command": "python benchmarks/fix_example.py", "documents": case.train.height}
    record["broken"] = {k: [int((own == labels).sum()), labels.size] for k, own in answers.items()}
    record |= _figures(told)
    RESULTS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(RESULTS.read_text("utf-8"))


def _answers(corpus: Corpus, ids: set[str], texts: list[str]) -> np.ndarray:
    """What a model says that is fitted as `fix` fits the one it starts from, on these documents."""
    fit = np.array([i for i, name in enumerate(corpus.ids) if name in ids])
    probs = models.fit_repairable("tfidf", corpus, fit, seed=SEED).predict(texts).probs
    return np.array(corpus.label_names)[probs.argmax(axis=1)]


def _figures(told: Comparison) -> dict[str, Any]:
    """The remedy, how many cues it is for, and what README tells of the model before and after."""
    repair, changes = told.repair, {c.subject: c for c in told.changes}
    if repair is None or repair.before is None or repair.after is None or CUE not in repair.cues:
        raise SystemExit(f"{CUE} was not among the cues mended")
    grown = [c for c in told.changes if c.change == "grew"]
    scores = {"before": repair.before, "after": repair.after}
    return {
        "remedy": repair.chosen,
        "cues": len(repair.cues),
        "reliance": _both(changes[CUE]),
        "neutral": {side: s.neutral.model_dump() for side, s in scores.items()},
        "as is": {side: s.as_is.model_dump() for side, s in scores.items()},
        "grew": dict(Counter(c.verdict for c in grown)),
        "grew, spurious": {c.subject: _both(c) for c in grown if c.verdict == "spurious"},
    }


def _both(change: Change) -> dict[str, Any]:
    sides = change.model_dump(include={"before", "after"})
    return {side: {k: of[k] for k in ("delta", "low", "high", "n")} for side, of in sides.items()}


if __name__ == "__main__":
    main()
