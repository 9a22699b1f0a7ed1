"""Why a repair acted on each cue, or left it alone."""

from __future__ import annotations

from typing import get_args

import pytest
from change_samples import change, finding

from cuewise.pipeline.actions import Acted
from cuewise.records.comparison import Action

REPAIR = Acted(("word:repaired",), ("word:repaired",))
WIDER = Acted(("word:repaired",), include=("undetermined",))
NOTHING = Acted(())
LEFT = Acted(("word:repaired",), left={"word:a": "not-in-files", "word:repaired": "piece"})

CASES = [
    ("repaired", REPAIR, change("word:repaired"), finding()),
    # What was repaired was, whatever else is said of it.
    ("repaired", REPAIR, change("word:repaired", "genuine"), None),
    ("repaired", WIDER, change("word:repaired", "undetermined"), finding(part_of="x")),
    ("undetermined", REPAIR, change(verdict="undetermined"), finding()),
    ("undetermined", NOTHING, change(verdict="undetermined"), finding(part_of="x")),
    ("not-spurious", REPAIR, change(verdict="genuine"), finding()),
    ("not-spurious", REPAIR, change(verdict="necessary-not-sufficient"), finding()),
    ("not-spurious", WIDER, change(verdict="unstable"), finding(part_of="x")),
    # What the search left alone has the reason of the search, unless it was repaired after all.
    ("not-in-files", LEFT, change(before=0.2), finding()),
    ("not-in-files", LEFT, change(verdict="genuine"), finding(part_of="x", replicated=False)),
    ("repaired", LEFT, change("word:repaired"), finding()),
    ("not-shown", LEFT, change("word:b"), finding()),
    ("piece", REPAIR, change(), finding(part_of="x", replicated=False)),
    ("piece", NOTHING, change(), finding(part_of="x")),
    ("piece", WIDER, change(verdict="undetermined"), finding(part_of="x")),
    ("not-replicated", REPAIR, change(), finding(replicated=False)),
    ("not-replicated", NOTHING, change(), finding(replicated=False)),
    # The audit before does not report it.
    ("not-replicated", REPAIR, change(), None),
    ("nothing", NOTHING, change(), finding()),
    ("nothing", NOTHING, change(before=0.0), finding()),
    ("not-relied-on", REPAIR, change(before=0.0), finding()),
    ("not-relied-on", REPAIR, change(before=0.01, half=0.01), finding()),
    ("not-relied-on", REPAIR, change(before=-0.01, half=0.01), finding()),
    ("not-relied-on", WIDER, change(verdict="undetermined", before=0.0), finding()),
    ("not-shown", REPAIR, change(before=0.0, half=0.0201), finding()),
    ("not-shown", REPAIR, change(before=0.011, half=0.01), finding()),
    ("not-shown", REPAIR, change(before=None), finding()),
    ("not-shown", WIDER, change(verdict="undetermined", before=0.0, half=0.1), finding()),
    # An edit of the cue alone says nothing of what has no place in a text.
    ("not-shown", REPAIR, change("style:long", before=0.0), finding()),
]


@pytest.mark.parametrize(("action", "acted", "own", "found"), CASES)
def test_every_cue_has_the_first_reason_that_applies(action, acted, own, found):
    assert acted.on(own, found).action == action


def test_every_action_is_shown_here():
    assert {case[0] for case in CASES} == set(get_args(Action))


def test_only_what_was_repaired_is_marked_and_only_what_is_removed_is_by_construction():
    acted = Acted(("word:a", "word:b"), ("word:b", "word:c"))
    marks = {}
    for subject in ("word:a", "word:b", "word:c", "word:d"):
        made = acted.on(change(subject), finding(subject))
        marks[subject] = (made.mended, made.by_construction)
    assert marks == {
        "word:a": (True, False),
        "word:b": (True, True),
        # Removed at inference for another reason, and not asked for.
        "word:c": (False, False),
        "word:d": (False, False),
    }


def test_nothing_else_of_a_change_is_changed():
    own = change("word:repaired")
    made = REPAIR.on(own, finding())
    update = {"mended": True, "action": "repaired", "by_construction": True}
    assert made == own.model_copy(update=update)
    assert (own.action, own.mended) == (None, False)


def test_a_cue_that_an_earlier_repair_marked_is_not_marked_by_this_one():
    assert REPAIR.on(change(mended=True), finding()).mended is False
