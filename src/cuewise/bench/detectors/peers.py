"""Other libraries, each in its own environment, which exchange JSON lines with this process.

`benchmarks/peers/make_env.sh NAME` makes the environment `.peers/NAME`. The script
`benchmarks/peers/NAME.py` reads one JSON object per line (texts, labels, label_names, language,
meta). It answers with {"ranked": [[subject, score, flagged], ...]} or {"error": reason}.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cuewise.bench.cells import SLOWEST
from cuewise.bench.sample import BenchDetector, DetectorSample, RankedCue

SCRIPTS, ENVIRONMENTS = Path("benchmarks/peers"), Path(".peers")
_RUNNING: dict[str, subprocess.Popen[str]] = {}


@dataclass(frozen=True, slots=True)
class Peer(BenchDetector):
    """One library; its script, requirements and environment have its name."""

    name: str
    about: str
    pace: int = SLOWEST

    @property
    def version(self) -> str:
        """Digest of its script and requirements."""
        digest = hashlib.sha256()
        for ending in ("py", "txt"):
            path = SCRIPTS / f"{self.name}.{ending}"
            digest.update(path.read_bytes() if path.exists() else b"")
        return digest.hexdigest()[:8]

    def absent(self) -> str:
        """What is missing here: the script or the environment."""
        if not (SCRIPTS / f"{self.name}.py").exists():
            return f"there is no {SCRIPTS / self.name}.py below this folder"
        if not self._python().exists():
            return f"no environment; {SCRIPTS / 'make_env.sh'} {self.name} makes it"
        return ""

    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Rank as the library does.

        Raises
        ------
        RuntimeError
            The library failed; the message has its reason.
        """
        corpus = sample.corpus
        question = {
            "texts": corpus.texts,
            "labels": corpus.labels.tolist(),
            "label_names": corpus.label_names,
            "language": corpus.language,
            "meta": dict(corpus.meta),
        }
        answer = self._answer(json.dumps(question, ensure_ascii=False))
        if "error" in answer:
            raise RuntimeError(f"{self.name}: {answer['error']}")
        rows = [RankedCue(str(s), float(v), bool(f)) for s, v, f in answer["ranked"]]
        return sorted(rows, key=lambda r: -r.score)

    def _python(self) -> Path:
        return ENVIRONMENTS / self.name / "bin" / "python"

    def _answer(self, line: str) -> dict[str, list[tuple[str, float, bool]]]:
        process = _RUNNING.get(self.name)
        if process is None or process.poll() is not None:
            process = _RUNNING[self.name] = self._start()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError(f"{self.name}: no pipes")
        process.stdin.write(line + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name}: ended with code {process.wait()}")
        parsed: dict[str, list[tuple[str, float, bool]]] = json.loads(answer)
        return parsed

    def _start(self) -> subprocess.Popen[str]:
        # Settings of our environment must not affect theirs.
        env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
        process = subprocess.Popen(  # noqa: S603  # our own script in its own environment
            [str(self._python()), str(SCRIPTS / f"{self.name}.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=env,
        )
        atexit.register(process.kill)
        return process


def stop_peers() -> None:
    """End the peers that this process has started."""
    for process in _RUNNING.values():
        process.kill()
        process.wait()
    _RUNNING.clear()


PEERS = (
    Peer("giskard", "Giskard 2.19.2: its scan for spurious correlations, of a TF-IDF model"),
    Peer("deepchecks", "Deepchecks NLP 0.19.1: property-label correlation, properties without net"),
    Peer("cleanlab", "cleanlab 2.9.0: spurious-correlation score of the 300 commonest words"),
)
