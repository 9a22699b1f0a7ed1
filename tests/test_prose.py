"""The language of docs, docstrings and messages: no banned words, no endless lines."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "cuewise").rglob("*.py"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "examples/plugin/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
# Words of the glossary in CONTRIBUTING.md that are not to be used.
BANNED = re.compile(
    r"\bmend(s|ed|ing)?\b|\bof which\b|\bis none to\b|\bgo(es)? with (a|the|its|one|any) label"
    r"|\b(is|are) told\b|\bhangs? on\b|\bso many\b|\bkinds of writing\b|\bfields? of words\b"
    r"|\bleans? on\b",
    re.IGNORECASE,
)
MOST_WORDS = 40
# Names in code, such as a field of a record, are no prose.
CODE = re.compile(r"`[^`]*`")


def prose(path):
    """The lines of a page outside code blocks and tables, with their numbers."""
    code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("```"):
            code = not code
        elif not code and not line.startswith(("|", "    ")):
            yield number, line


def written(path):
    """The docstrings and comments of a module, with their lines."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("#"):
            yield number, line


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_has_no_banned_word_and_no_endless_line(path):
    faults = [
        f"{path.relative_to(ROOT)}:{number}: {line}"
        for number, line in prose(path)
        if BANNED.search(CODE.sub("", line)) or len(line.split()) > MOST_WORDS
    ]
    assert not faults


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_docstrings_and_comments_have_no_banned_word(path):
    faults = [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for number, text in written(path)
        if (found := BANNED.search(CODE.sub("", text)))
    ]
    assert not faults


def test_the_words_of_the_report_are_plain():
    faults = []
    for path in sorted((ROOT / "src/cuewise/report/locales/en").glob("*.toml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if BANNED.search(line):
                faults.append(f"{path.name}:{number}: {line}")
    assert not faults
