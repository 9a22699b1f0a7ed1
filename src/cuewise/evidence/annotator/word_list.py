"""A word list of the user as annotator: the words that are reasons for a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cuewise.errors import InputError
from cuewise.evidence.annotator.questions import AnnotatorAnswers, Questionnaire
from cuewise.io.decode import read_text
from cuewise.plugins.outcomes import Progress
from cuewise.records import Reason
from cuewise.text.scripts import has_han

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class WordListAnnotator:
    """Calls a cue genuine if it is listed for its label; says nothing about any other.

    `labels` has the labels of every word or phrase in lower case.
    """

    name: str
    labels: Mapping[str, frozenset[str]]

    def __call__(self, asked: Questionnaire, progress: Progress | None) -> AnnotatorAnswers:
        """Look every question up."""
        scores = [
            -1.0 if q.label in self.labels.get(_key(q.words), frozenset()) else None
            for q in asked.questions
        ]
        answered = sum(s is not None for s in scores)
        summary = Reason.of("words-looked-up", name=self.name, cues=len(scores), answered=answered)
        return AnnotatorAnswers(scores, [summary])

    @property
    def listed(self) -> frozenset[str]:
        """Every label that has a word."""
        return frozenset().union(*self.labels.values())


def read_word_list(path: Path | str) -> WordListAnnotator:
    """Read a list of words and labels, separated by tabs; see `WordListAnnotator`.

    Empty lines are left out, and so are lines without a tab that begin with "#". A hashtag is the
    word without its mark. A word may have several rows.

    Raises
    ------
    InputError
        The file cannot be read, a row has no two columns, or there is no row.
    """
    path = Path(path)
    labels: dict[str, set[str]] = {}
    for row, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip() or (line.startswith("#") and "\t" not in line):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 2 or not all(cells):
            raise InputError(
                f"{path}, row {row}: {line[:_SHOWN]!r} is no word with its label",
                allowed="two columns separated by a tab: word, label",
                fix="repair the row, or delete it",
            )
        labels.setdefault(_key(cells[0].removeprefix("#")), set()).add(cells[1])
    if not labels:
        raise InputError(f"{path} lists no word", "a row for every word", "name another file")
    return WordListAnnotator(path.name, {word: frozenset(own) for word, own in labels.items()})


def _key(words: str) -> str:
    """A word or phrase in lower case; people write Chinese phrases without spaces."""
    parts = words.lower().split()
    return "".join(parts) if all(map(has_han, parts)) else " ".join(parts)
