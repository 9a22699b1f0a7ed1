"""Which remedies are tried, and on which cues."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.errors import InputError
from cuewise.plugins.registry import entries
from cuewise.plugins.runner import Plugin
from cuewise.records import CueTable
from cuewise.selection import portfolio
from cuewise.selection.portfolio import (
    MOST,
    REFITTING,
    REMOVING,
    candidates_to_try,
    remedies_named,
    removable,
)
from cuewise.selection.scope import Scope

# A word, a style and a topic word set.
NAMES = ("word:a", "style:long", "topic:pear|plum", "word:b")
KINDS = ("word", "style", "topic", "word")
CUES = CueTable(NAMES, KINDS, csr_array(np.zeros((2, 4))), ("",) * 4)
WORD, STYLE, TOPIC, BOTH = (Scope("relied-on", columns) for columns in ((0,), (1,), (2,), (1, 3)))
WIDE = Scope("not-cleared", (0, 1, 2))


@dataclass(frozen=True)
class Brought:
    """A remedy of the user's."""

    knows_cues: bool = True
    cost: int = 0


def tried(remedies, scopes, *, default=True):
    return [
        (p.remedy.code, p.scope.name)
        for p in candidates_to_try(remedies, scopes, CUES, default=default)
    ]


def test_all_remedies_come_with_those_that_refit_first_then_the_cheap_then_by_name():
    named = remedies_named(["all"], {})
    keys = [(not p.instance.refits, p.instance.cost, p.code) for p in named]
    assert keys == sorted(keys)
    assert {p.code for p in named} == {e.code for e in entries("remedies")}
    assert len({key[0] for key in keys}) == 2
    assert remedies_named(["dfr", "all"], {}) == named


def test_only_the_remedies_named_are_tried_with_their_options_and_each_once():
    named = remedies_named(["z-filter", "dfr", "z-filter"], {"z-filter": {"bound": 3.5}})
    assert [p.code for p in named] == ["z-filter", "dfr"]
    assert named[0].instance.bound == 3.5
    assert remedies_named([], {}) == []


def test_the_portfolio_keeps_its_own_order_and_takes_options():
    named = remedies_named(None, {"mask": {}})
    assert [p.code for p in named] == [*REMOVING, *REFITTING]
    assert len(set(REMOVING) | set(REFITTING)) == len(named)
    assert set(REMOVING) | set(REFITTING) <= {e.code for e in entries("remedies")}


def test_a_plug_in_of_the_user_is_beside_the_portfolio(monkeypatch):
    mine = Plugin("mine", Brought())
    own = portfolio.plugins
    monkeypatch.setattr(portfolio, "plugins", lambda kind, options: [*own(kind, options), mine])
    assert remedies_named(None, {})[-1] is mine
    assert len(remedies_named(None, {})) == len(REMOVING) + len(REFITTING) + 1
    # It costs nothing, so it comes first among those named.
    assert [p.code for p in remedies_named(["dfr", "mine"], {})] == ["mine", "dfr"]
    assert mine in remedies_named(["all"], {})


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("z-filtr", "did you mean 'z-filter'?"),
        ("al", "did you mean 'all'?"),
        ("???", "see cuewise list remedies"),
    ],
)
def test_an_unknown_remedy_is_an_error_that_lists_all(code, fix):
    with pytest.raises(InputError) as raised:
        remedies_named(["dfr", code], {})
    lines = str(raised.value).split("\n")
    assert lines[0] == f"remedy {code!r} is unknown"
    allowed = lines[1].removeprefix("  allowed: ").split(", ")
    assert set(allowed) == {"all", *(e.code for e in entries("remedies"))}
    assert lines[2].split(":  ")[1] == fix


def test_all_does_not_excuse_an_unknown_remedy():
    with pytest.raises(InputError, match="'nonsense' is unknown"):
        remedies_named(["all", "nonsense"], {})


def test_where_a_cue_can_be_removed_the_removing_remedies_are_tried():
    named = remedies_named(None, {})
    assert tried(named, [WORD]) == [(code, "relied-on") for code in REMOVING]
    assert tried(named, [BOTH]) == tried(named, [WORD])


@pytest.mark.parametrize("scope", [STYLE, TOPIC])
def test_where_none_can_be_removed_the_refitting_ones_are_tried(scope):
    assert tried(remedies_named(None, {}), [scope]) == [(code, "relied-on") for code in REFITTING]


def test_the_first_two_are_tried_on_every_scope_and_the_others_in_turn():
    named = remedies_named(None, {})
    narrow, wide = "relied-on", "not-cleared"
    assert tried(named, [WORD, WIDE]) == [
        *((code, scope) for scope in (narrow, wide) for code in REMOVING[:2]),
        *((code, scope) for code in REMOVING[2:4] for scope in (narrow, wide)),
    ]


def test_every_scope_has_the_remedies_that_fit_its_own_cues():
    assert tried(remedies_named(None, {}), [STYLE, WIDE]) == [
        ("learned-mixin", "relied-on"),
        ("poe", "relied-on"),
        ("ablate", "not-cleared"),
        ("ablate-inference", "not-cleared"),
        ("independent", "relied-on"),
        ("ablate+poe", "not-cleared"),
        ("leace", "relied-on"),
        ("ablate+learned-mixin", "not-cleared"),
    ]


@pytest.mark.parametrize("scopes", [[WORD], [STYLE], [WORD, WIDE], [STYLE, WIDE], [TOPIC, WIDE]])
def test_at_most_eight_are_tried_by_default_and_none_twice(scopes):
    found = tried(remedies_named(None, {}), scopes)
    assert MOST == 8
    assert 6 <= len(found) == len(set(found)) <= MOST


def test_every_remedy_of_the_portfolio_looks_at_the_cues():
    # Otherwise it would be tried twice, with one result.
    assert all(p.instance.knows_cues for p in remedies_named(None, {}))


def test_what_the_user_brought_along_is_always_tried_beyond_the_eight():
    blind, sees = Plugin("blind", Brought(knows_cues=False)), Plugin("sees", Brought())
    named = [*remedies_named(None, {}), blind, sees]
    found = tried(named, [WORD, WIDE])
    assert found[:MOST] == tried(named[:-2], [WORD, WIDE])
    assert found[MOST:] == [
        ("blind", "relied-on"),
        ("sees", "relied-on"),
        ("sees", "not-cleared"),
    ]


def test_where_one_scope_has_fewer_remedies_the_other_fills_the_places(monkeypatch):
    monkeypatch.setattr(portfolio, "REMOVING", ("ablate", "ablate+leace", "ablate+poe"))
    monkeypatch.setattr(portfolio, "REFITTING", ("poe", "mask", "rwg", "dfr", "flips"))
    assert tried(remedies_named(None, {}), [WORD, Scope("not-cleared", (1,))]) == [
        ("ablate", "relied-on"),
        ("ablate+leace", "relied-on"),
        ("poe", "not-cleared"),
        ("mask", "not-cleared"),
        ("ablate+poe", "relied-on"),
        ("rwg", "not-cleared"),
        ("dfr", "not-cleared"),
        ("flips", "not-cleared"),
    ]


def test_remedies_by_name_are_all_tried_in_their_order_on_every_scope_that_they_see():
    named = remedies_named(["ablate", "dfr", "jtt", "rwg"], {})
    assert [p.code for p in named] == ["rwg", "jtt", "dfr", "ablate"]
    assert tried(named, [STYLE, WIDE], default=False) == [
        ("rwg", "relied-on"),
        ("rwg", "not-cleared"),
        ("jtt", "relied-on"),
        ("dfr", "relied-on"),
        ("dfr", "not-cleared"),
        ("ablate", "relied-on"),
        ("ablate", "not-cleared"),
    ]
    everything = remedies_named(["all"], {})
    assert [c for c, _ in tried(everything, [WORD], default=False)] == [p.code for p in everything]


def test_without_a_cue_to_repair_nothing_is_tried():
    named = remedies_named(None, {})
    assert tried(named, []) == tried(named, [], default=False) == []


def test_a_topic_and_what_has_no_place_are_not_removable():
    assert [removable(CUES, j) for j in range(4)] == [True, False, False, True]
