"""The README's examples: a repair on real text where its cue breaks, and a repair that is refused.

    python benchmarks/fix_example.py [--data FOLDER]

The first trains on nfl_jigsaw as `benchmarks/remedies.py` does, seed 0. The second is on
financial_phrasebank_50agree. The command line runs in its own process, with no option but the
model; skops loads the model that it wrote. Writes benchmarks/results/fix_example.json; a test
compares both READMEs with it.
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

from repair.cases import jigsaw

import cuewise
from cuewise import models
from cuewise.gate.policy import REFUSED
from cuewise.records import Corpus
from cuewise.records.comparison import Change, Comparison
from cuewise.split.parts import assigned

SEED, CUE = 0, "word:people"
RESULTS = Path(__file__).parent / "results" / "fix_example.json"


def main() -> None:
    """Run the command, test the model that it wrote, and store the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    case = jigsaw(data, SEED)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "comments.parquet"
        case.train.write_parquet(source)
        comparison = _fix(source, Path(folder) / "fixed")
        finance = data / "financial_phrasebank_50agree" / "financial_phrasebank_50agree.parquet"
        refused = _fix(finance, Path(folder) / "refused")
        after = skops.io.load(Path(folder) / "fixed" / "model" / "model.skops")
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
    record["broken"] = {
        name: [int((given == labels).sum()), labels.size] for name, given in answers.items()
    }
    record |= _figures(comparison) | {"refused": _refusal(refused)}
    RESULTS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(RESULTS.read_text("utf-8"))


def _fix(source: Path, out: Path) -> Comparison:
    """Run the command, and read the comparison that it wrote."""
    command = [sys.executable, "-m", "cuewise", "fix", str(source), "--text", "text"]
    command += ["--label", "label", "--model", "tfidf", "--out", str(out)]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if done.returncode not in {0, REFUSED}:
        raise SystemExit(f"cuewise fix ended with {done.returncode}")
    return Comparison.model_validate_json((out / "comparison.json").read_text("utf-8"))


def _refusal(comparison: Comparison) -> dict[str, Any] | None:
    """Why the repair is refused by default, and the first cues that carry the loss."""
    repair = comparison.repair
    if repair is None or repair.refused is None or repair.stakes is None:
        return None
    return {
        "code": repair.refused.code,
        "remedy": repair.refused.remedy,
        "cues": len(repair.cues),
        "cost": {k: getattr(repair.stakes.cost, k) for k in ("estimate", "low", "high", "n")},
        "carriers": [
            {"subject": c.subject, "support": c.support, "loss": c.loss.estimate}
            for c in repair.refused.carriers[:3]
        ],
    }


def _answers(corpus: Corpus, ids: set[str], texts: list[str]) -> np.ndarray:
    """Answers of a model fitted on these documents as `fix` fits the one that it starts from."""
    rows = np.array([i for i, name in enumerate(corpus.ids) if name in ids])
    probs = models.fit_repairable("tfidf", corpus, rows, seed=SEED).predict(texts).probs
    return np.array(corpus.label_names)[probs.argmax(axis=1)]


def _figures(comparison: Comparison) -> dict[str, Any]:
    """The remedy, its number of cues, and the README's figures of the model before and after."""
    repair, changes = comparison.repair, {c.subject: c for c in comparison.changes}
    if repair is None or repair.before is None or repair.after is None or CUE not in repair.cues:
        raise SystemExit(f"{CUE} is not among the repaired cues")
    grown = [c for c in comparison.changes if c.change == "grew"]
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
    return {
        side: {k: value[k] for k in ("delta", "low", "high", "n")} for side, value in sides.items()
    }


if __name__ == "__main__":
    main()
