"""A peer's side of the protocol: one JSON object per line in, one per line out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Ranked(NamedTuple):
    """One feature, named as cuewise names cues; `flagged`: the library would report it."""

    subject: str
    score: float
    flagged: bool


Question = dict[str, Any]
# Import this module before the libraries: they print on import and later, and only answers may
# enter the pipe.
_ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def serve(rank: Callable[[Question], Iterable[Ranked]]) -> None:
    """Answer every line until the input ends."""
    for line in sys.stdin:
        try:
            rows = [(r.subject, float(r.score), bool(r.flagged)) for r in rank(json.loads(line))]
            answer: dict[str, Any] = {"ranked": rows}
        except Exception as error:  # noqa: BLE001  # the reason goes into the table
            answer = {"error": f"{type(error).__name__}: {error}"}
        _ANSWERS.write(json.dumps(answer, ensure_ascii=False) + "\n")
        _ANSWERS.flush()
