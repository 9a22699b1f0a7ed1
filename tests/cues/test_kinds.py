"""What each kind of cue can do, and that no other module lists kinds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cuewise.cues.pattern import pattern
from cuewise.cues.pieces import PIECES
from cuewise.cues.spans import FINDERS, find
from cuewise.errors import InputError
from cuewise.probe.edits import ProbedCue
from cuewise.probe.intervention import EDITORS, plan
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus
from cuewise.records.kinds import (
    BUILT_IN,
    FINDABLE,
    KINDS,
    Kind,
    _kinds,
    kind_of,
    register_kind,
)
from cuewise.report import describe
from cuewise.report.wording import wording

SOURCE = Path(__file__).parents[2] / "src" / "cuewise"
FLAGS = (
    "editable", "located", "insertable", "literal", "phrase", "listed", "at_end", "whole_words",
    "lexical", "unit", "prefixed", "necessary",
)  # fmt: skip
# One column a flag, in the order of FLAGS; then the baseline and the prior.
TABLE = """
word      1 1 1  1 1 0 0 1  1 1 0 0  -         -    -
ngram     1 1 1  1 1 0 0 1  1 0 0 0  -         -    -
char      1 1 1  1 0 0 0 0  1 1 0 0  -         -    -
emoji     1 1 1  1 0 0 0 0  0 0 0 0  -         -    -
punct     1 1 1  1 0 0 0 0  0 0 0 0  -         0.3  0.8
position  1 1 0  0 0 0 1 1  1 0 0 0  -         -    -
field     1 1 1  0 0 1 0 1  1 0 1 0  -         0.6 -0.5
format    1 1 0  0 0 0 0 0  0 0 0 0  -         0.2  1.0
meta      0 0 0  0 0 0 0 0  0 0 0 0  metadata  0.0  1.6
length    1 0 0  0 0 0 0 0  0 0 1 0  length    0.0  1.6
overlap   0 0 0  0 0 0 0 0  0 0 1 1  -         0.5 -0.8
pos       0 0 0  0 0 0 0 0  0 0 1 0  -         0.4  0.0
entity    0 0 0  0 0 0 0 0  0 0 1 0  -         0.4  0.0
cluster   0 0 0  0 0 0 0 0  0 0 1 0  -         -    -
style     0 0 0  0 0 0 0 0  0 0 1 0  -         0.1  1.3
"""
# Tables of the kinds of cue that `synth` plants, which has names of its own: "phrase", "topic".
OF_PLANTED_KINDS = {"synth/kinds.py", "synth/settings.py", "bench/matching.py"}


def described(kind: Kind) -> list[str]:
    flags = [str(int(getattr(kind, flag))) for flag in FLAGS]
    prior = ["-", "-"] if kind.prior is None else [f"{number:.1f}" for number in kind.prior]
    return [kind.name, *flags, kind.baseline or "-", *prior]


def test_what_every_kind_can_do() -> None:
    expected = [line.split() for line in TABLE.strip().splitlines()]
    assert [described(kind) for kind in BUILT_IN] == expected


def test_baselines_are_measured_in_the_order_of_the_table() -> None:
    assert [kind.baseline for kind in BUILT_IN if kind.baseline] == ["metadata", "length"]


def lists_of_constants(tree: ast.AST) -> Iterator[tuple[int, set[object]]]:
    """The line and the constants of every set, tuple, list, dict and `case a | b`."""
    for node in ast.walk(tree):
        match node:
            case ast.Set(elts=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                pass
            case ast.Dict(keys=keys, values=values):
                parts = [*keys, *values]
            case ast.MatchOr(patterns=patterns):
                parts = [p.value for p in patterns if isinstance(p, ast.MatchValue)]
            case _:
                continue
        yield node.lineno, {part.value for part in parts if isinstance(part, ast.Constant)}


def lists_of_kinds(text: str) -> list[int]:
    names = {kind.name for kind in BUILT_IN}
    return [line for line, found in lists_of_constants(ast.parse(text)) if len(found & names) > 1]


def test_no_other_module_lists_kinds() -> None:
    found = {
        str(path.relative_to(SOURCE)): lines
        for path in sorted(SOURCE.rglob("*.py"))
        if (lines := lists_of_kinds(path.read_text(encoding="utf-8")))
    }
    # The table itself writes each name once, as an argument, so it is no list of kinds either.
    assert set(found) == OF_PLANTED_KINDS


@pytest.mark.parametrize(
    "text",
    [
        'frozenset({"word", "ngram"})',
        'kind in ("pos", "entity")',
        '{"word": 1, "char": 2}',
        'match kind:\n    case "meta" | "length":\n        pass',
        'kind in ["style", "cluster"]',
    ],
)
def test_a_list_of_kinds_is_noticed(text: str) -> None:
    assert lists_of_kinds(text)


def test_every_form_of_value_that_occurs_in_texts_has_a_finder_and_an_expression() -> None:
    assert set(FINDERS) == set(PIECES) == set(FINDABLE)
    assert {kind.value for kind in BUILT_IN if kind.located} == set(FINDABLE)


def test_every_way_to_edit_has_an_editor() -> None:
    assert {kind.edit for kind in BUILT_IN if kind.editable} == set(EDITORS)


def test_both_languages_name_every_kind() -> None:
    names = [f"kind.{kind.name}" for kind in BUILT_IN]
    phrases = [f"phrase.{kind.name}" for kind in BUILT_IN]
    missing = [
        (lang, key)
        for lang in ("en", "zh")
        for key in names + phrases
        if not wording(lang).get(key)
    ]
    assert missing == []


@pytest.mark.parametrize("kind", ["meta", "overlap", "pos", "entity", "cluster", "style"])
def test_a_property_of_a_whole_text_has_no_place_and_no_edit(kind: str) -> None:
    subject, text = f"{kind}:x", "a text with x in it"
    corpus = Corpus(["1", "2"], [text, "no"], np.array([0, 1], np.int32), ("a", "b"), "demo")
    target = ProbedCue(subject, 0, np.array([True, False]), 1)
    pool = Pool({"with": 1, "text": 1, "in": 1, "it": 1, "no": 1})
    assert find(kind, "x", text) == []
    assert pattern([subject]) is None
    assert plan(corpus, target, pool, size=2, rng=np.random.default_rng(0)) == []


@pytest.fixture
def legal() -> Iterator[Kind]:
    """A kind of cue that a plug-in brings along."""
    yield register_kind(Kind("legal", "characters", "place", prior=(0.5, 0.1)))
    del _kinds["legal"]


def test_an_unknown_kind_can_do_nothing() -> None:
    assert described(kind_of("legal"))[1:] == ["0"] * len(FLAGS) + ["-"] * 3
    assert find("legal", "x", "x") == []
    assert "legal" not in KINDS


def test_a_registered_kind_is_found_edited_and_quoted(legal: Kind) -> None:
    assert KINDS["legal"] == kind_of("legal") == legal
    assert register_kind(Kind("legal", "characters", "place", prior=(0.5, 0.1))) == legal
    assert find("legal", "§", "see § 3") == [(4, 5)]
    assert legal.insertable
    assert describe("legal:§") == "“legal:§”"


@pytest.mark.parametrize("value", ["members", "end", "assignment", "tags", "shape", "code"])
def test_a_kind_without_wording_is_quoted(value: str, legal: Kind) -> None:
    _kinds["legal"] = Kind("legal", value)
    assert describe("b/legal:first=a|b", "zh") == "第二段文本中的“legal:first=a|b”"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind("word"), "'word' is taken"),
        (Kind(""), "'' cannot name"),
        (Kind("a/b"), "'a/b' cannot name"),
        (Kind("a:b"), "'a:b' cannot name"),
        (Kind("tone", "tags", "place"), "'tags' occurs at no place"),
    ],
)
def test_an_impossible_kind_is_refused(kind: Kind, said: str) -> None:
    before = dict(KINDS)
    with pytest.raises(InputError, match=said):
        register_kind(kind)
    assert dict(KINDS) == before
