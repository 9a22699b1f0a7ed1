"""Read the verdicts that people gave on cues, from TOML or CSV."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from cuewise.errors import InputError
from cuewise.files import existing
from cuewise.io.decode import read_text
from cuewise.io.delimited import read_delimited
from cuewise.records import VerdictType
from cuewise.records.decision import ANY_LABEL, DECISION_COLUMNS, Decision
from cuewise.records.kinds import KINDS
from cuewise.report.spreadsheet import restored
from cuewise.report.text import shorten

# Longest text of each free column, in characters; what is longer is cut.
_LONGEST = {"reason": 500, "author": 100, "date": 40}
_QUOTED = 60
# Of a TOML file. A key of many parts takes quadratic time, and Python prints no longer number.
_LONGEST_LINE = 2000
_VERDICTS: Mapping[str, VerdictType] = {name: name for name in get_args(VerdictType)}
_TABLE = "decision"
_COPY = "copy the subject from `cuewise report --format csv`"
# Join the letters of one word, or the parts of one emoji; a text may hold them.
_JOINERS = "\u200c\u200d"


class _Row(NamedTuple):
    """Where a row is, for messages, and its cells by column."""

    place: str
    cells: Mapping[str, str]


def read_decisions(path: Path | str) -> tuple[Decision, ...]:
    r"""Read a decision file: `[[decision]]` tables in TOML, or rows of CSV.

    Both hold subject, label, verdict, reason, author and date. Other columns are not read. A label
    that is empty or `*` means any label. Control characters in free text become spaces.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column, or holds an unknown kind of cue, an unknown
        verdict, or two decisions on one cue and label.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "decisions.csv"
    >>> _ = file.write_text("subject,label,verdict,reason,author,date\n"
    ...                     "word:lima,,spurious,a place,Ann,2026-11-30\n")
    >>> [(d.subject, d.verdict, d.author) for d in read_decisions(file)]
    [('word:lima', 'spurious', 'Ann')]
    """
    path = existing(Path(path))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{path}: not a decision file: it ends in {path.suffix!r}",
            ", ".join(_READERS),
            "save it as CSV or TOML",
        )
    decisions = tuple(map(_decision, reader(path)))
    _require_distinct(decisions)
    return decisions


def check_labels(decisions: Iterable[Decision], labels: Sequence[str]) -> None:
    """Raise where a decision names a label that the corpus lacks.

    Examples
    --------
    >>> check_labels([Decision("word:lima", "bad", "spurious", place="d.csv, row 2")], ["bad"])
    >>> check_labels([Decision("word:lima", "bda", "spurious", place="d.csv, row 2")], ["bad"])
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: d.csv, row 2: the corpus has no label 'bda'
      allowed: bad, or * for any label
      to fix:  did you mean 'bad'?
    """
    for decision in decisions:
        if decision.label and decision.label not in labels:
            shown = ", ".join(shorten(label, _QUOTED) for label in labels[:20])
            raise InputError(
                f"{decision.place}: the corpus has no label {_quoted(decision.label)}",
                f"{shown}{', …' if len(labels) > 20 else ''}, or * for any label",
                _hint(decision.label, labels, "correct the label, or leave it empty"),
            )


def _delimited_rows(path: Path) -> Iterator[_Row]:
    """The rows of a CSV or TSV file, numbered as in a spreadsheet: the header is row 1."""
    table = read_delimited(path, DECISION_COLUMNS)
    if table.rejects:
        first = table.rejects[0]
        raise InputError(
            f"{path}, row {first.row + 1}: {first.reason}: {_quoted(str(first.original))}",
            allowed="as many fields as the header has, and quotes in pairs",
            fix="repair the row, or delete it",
        )
    if missing := [name for name in DECISION_COLUMNS if name not in table.frame.columns]:
        raise _missing(f"{path}, row 1", missing[0], table.frame.columns)
    records = table.frame.select(DECISION_COLUMNS).iter_rows(named=True)
    for number, record in zip(table.rows.tolist(), records, strict=True):
        cells = {name: restored(text or "") for name, text in record.items()}
        # Clearing a row in a spreadsheet leaves its commas.
        if any(cells.values()):
            yield _Row(f"{path}, row {number + 1}", cells)


def _toml_rows(path: Path) -> Iterator[_Row]:
    """The `[[decision]]` tables of a TOML file, numbered from 1."""
    text = read_text(path)
    lines = map(len, text.split("\n"))
    if long := next((n for n, size in enumerate(lines, 1) if size > _LONGEST_LINE), 0):
        raise InputError(
            f"{path}, line {long}: too long",
            f"lines of at most {_LONGEST_LINE} characters",
            "shorten the line",
        )
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: cannot be read as TOML: {shorten(str(error), 200)}",
            f"[[{_TABLE}]] tables",
            "repair the file",
        ) from error
    if unknown := [name for name in document if name != _TABLE]:
        raise InputError(
            f"{path}: {_quoted(unknown[0])} is unknown",
            f"[[{_TABLE}]] tables",
            _hint(unknown[0], [_TABLE], "delete it"),
        )
    tables = document.get(_TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise InputError(
            f"{path}: {_TABLE!r} is no list of tables",
            f"[[{_TABLE}]] tables",
            f"write [[{_TABLE}]] above every decision",
        )
    for number, table in enumerate(tables, 1):
        place = f"{path}, {_TABLE} {number}"
        if missing := [name for name in DECISION_COLUMNS if name not in table]:
            raise _missing(place, missing[0], table)
        yield _Row(place, {name: _text(table[name], name, place) for name in DECISION_COLUMNS})


_READERS = {".toml": _toml_rows, ".csv": _delimited_rows, ".tsv": _delimited_rows}


def _text(value: Any, name: str, place: str) -> str:
    """A value of TOML as text; labels may be numbers and dates need no quotes."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(
            f"{place}: {name} is {_quoted(str(value))}", "a text in quotes", "write it in quotes"
        )
    return str(value)


def _decision(row: _Row) -> Decision:
    place, cells = row
    label = cells["label"]
    free = {name: _cleaned(cells[name], most) for name, most in _LONGEST.items()}
    return Decision(
        subject=_subject(cells["subject"].lstrip(), place),
        label="" if label.strip() in ANY_LABEL else label,
        verdict=_verdict(cells["verdict"], place),
        place=place,
        **free,
    )


def _subject(subject: str, place: str) -> str:
    head, colon, value = subject.partition(":")
    kind = head.rpartition("/")[2]
    if colon and value and kind in KINDS:
        return subject
    unknown = f"has the unknown kind {_quoted(kind)}" if colon else "names no kind of cue"
    what = "has no value" if kind in KINDS and not value else unknown
    raise InputError(
        f"{place}: the subject {_quoted(subject)} {what}",
        f"kind:value as in audit.json; kinds: {', '.join(KINDS)}",
        _hint(kind, KINDS, _COPY) if colon or kind in KINDS else _as_word(subject),
    )


def _as_word(text: str) -> str:
    """What to write for a subject that is the text of a cue without its kind."""
    words = " ".join(text.split())
    if not words:
        return _COPY
    kind = "ngram" if " " in words else "word"
    return f"write KIND:VALUE, such as {_quoted(f'{kind}:{words}')}, or {_COPY}"


def _verdict(text: str, place: str) -> VerdictType:
    verdict = _VERDICTS.get(text.strip().lower())
    if verdict is None:
        raise InputError(
            f"{place}: the verdict {_quoted(text)} is unknown",
            ", ".join(_VERDICTS),
            _hint(text.strip().lower(), _VERDICTS, "choose one of these, or delete the row"),
        )
    return verdict


def _require_distinct(decisions: Iterable[Decision]) -> None:
    """Raise where two decisions are about the same cue and label."""
    seen: dict[tuple[str, str], Decision] = {}
    for decision in decisions:
        first = seen.setdefault((decision.subject, decision.label), decision)
        if first is not decision:
            label = _quoted(decision.label) if decision.label else "any label"
            raise InputError(
                f"{decision.place}: {_quoted(decision.subject)} with {label} is decided already, "
                f"as {first.verdict!r} in {first.place}",
                "one decision on each cue and label",
                "delete one of the two",
            )


def _cleaned(text: str, most: int) -> str:
    """One line of printable text of at most `most` characters."""
    line = "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)
    return shorten(" ".join(line.split()), most)


def _missing(place: str, column: str, columns: Iterable[str]) -> InputError:
    names = [name for name in columns if name not in DECISION_COLUMNS]
    close = difflib.get_close_matches(column, names, 1)
    hint = f"rename {_quoted(close[0])}" if close else f"add {column}; it may be empty"
    return InputError(f"{place}: {column!r} is missing", ", ".join(DECISION_COLUMNS), hint)


def _hint(name: str, names: Iterable[str], otherwise: str) -> str:
    close = difflib.get_close_matches(name[:_QUOTED], list(names), 1)
    return f"did you mean {_quoted(close[0])}?" if close else otherwise


def _quoted(text: str) -> str:
    return repr(shorten(text, _QUOTED))
