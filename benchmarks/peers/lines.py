"""A peer's side of the protocol: one JSON object a line in, one a line out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Ranked(NamedTuple):
    """One feature, named as cuewise names cues; whether the library would report it."""

    subject: str
    score: float
    flagged: bool


Question = dict[str, Any]
# Libraries print when they are imported and later; only answers may go down the pipe. So this
# module is imported before them.
_ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def serve(rank: Callable[[Question], Iterable[Ranked]]) -> None:
    """Answer every line until there is none."""
    for line in sys.stdin:
        try:
            rows = [(r.subject, float(r.score), bool(r.flagged)) for r in rank(json.loads(line))]
            answer: dict[str, Any] = {"ranked": rows}
        except Exception as error:  # noqa: BLE001  # the reason belongs into the table
            answer = {"error": f"{type(error).__name__}: {error}"}
        _ANSWERS.write(json.dumps(answer, ensure_ascii=False) + "\n")
        _ANSWERS.flush()
