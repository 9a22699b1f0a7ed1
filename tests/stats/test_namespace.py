"""The public namespace: its list, its marks and its page say the same as the code."""

from __future__ import annotations

import ast
from pathlib import Path

import statistics_page
from cuewise import stats

SOURCE = Path(stats.__file__).parent.parent
# Called by the functions that give them an interval.
WITHIN = {"fcs_raw", "fcs_excess", "fcs_do"}


def imported() -> set[str]:
    """Names that the rest of the package takes from `cuewise.stats`."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if path.is_relative_to(SOURCE / "stats"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cuewise.stats"):
                found |= {alias.name for alias in node.names}
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "st":
                found.add(node.attr)
    return found - {"association"}


def listed() -> dict[str, bool]:
    return {name: used for group in statistics_page.groups().values() for name, used, _ in group}


def test_the_list_is_what_the_namespace_exports() -> None:
    assert sorted(listed()) == sorted(stats.__all__)
    assert all(callable(getattr(stats, name)) for name in stats.__all__)


def test_what_is_marked_as_used_is_used_and_nothing_else() -> None:
    assert {name for name, used in listed().items() if used} == imported() | WITHIN


def test_the_rest_of_the_package_takes_only_what_is_public() -> None:
    assert imported() <= set(stats.__all__)
