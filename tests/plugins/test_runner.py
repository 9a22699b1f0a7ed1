"""Plug-ins get the options that were given for them, and random numbers of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import ClassVar

import numpy as np
import pytest

from cuewise.errors import InputError, NotApplicable
from cuewise.plugins.outcomes import Steps
from cuewise.plugins.registry import Entry, entries
from cuewise.plugins.runner import Plugin, configured, generator, plugins, run_detectors
from cuewise.records import Measurements


@dataclass(frozen=True)
class Counter:
    """A detector that keeps what it was given."""

    code: ClassVar[str] = "counter"
    least: int = 3
    seen: list = field(default_factory=list)

    def __call__(self, corpus, cues, *, rng):
        self.seen.append((corpus, cues, rng.integers(1 << 40)))
        none = np.zeros(0)
        return Measurements(self.code, (), (), none, none, none, none.astype(int), "share")


class Broken:
    def __call__(self, corpus, cues, *, rng):
        raise NotApplicable("no-cues")


@pytest.fixture
def entry():
    entry = next(e for e in entries("detectors") if e.code == "association")
    return Entry(**{name: getattr(entry, name) for name in entry.__slots__})


def test_options_reach_the_plugin_that_they_are_named_for():
    first, second, *_ = plugins("detectors", {"association": {"replication": 0.01}})
    assert (first.code, first.instance.replication) == ("association", 0.01)
    assert second.instance == next(
        e.plugin() for e in entries("detectors") if e.code == second.code
    )


@pytest.mark.parametrize(
    ("options", "what", "fix"),
    [
        ({"asociation": {}}, "no plug-in 'asociation' among the detectors", "'association'"),
        ({"zzz": {}}, "no plug-in 'zzz' among the detectors", "see cuewise list detectors"),
    ],
)
def test_an_unknown_plugin_is_an_error_that_says_what_is_allowed(options, what, fix):
    with pytest.raises(InputError) as raised:
        plugins("detectors", options)
    lines = str(raised.value).split("\n")
    assert lines[0] == what
    assert lines[1] == "  allowed: association, baseline, marks.leak, metadata.leak, split.repeats"
    assert lines[2].endswith(f"{fix}?" if fix.startswith("'") else fix)


def test_an_unknown_option_is_an_error_that_names_the_closest(entry):
    with pytest.raises(InputError) as raised:
        configured(entry, {"replicaton": 0.1})
    lines = str(raised.value).split("\n")
    assert lines[0] == "association has no option 'replicaton'"
    assert "replication" in lines[1].split(": ")[1].split(", ")
    assert lines[2] == "  to fix:  did you mean 'replication'?"
    with pytest.raises(InputError, match=r"leave it out$"):
        configured(entry, {"zzz": 0.1})


def test_a_plugin_without_options_says_so():
    entry = next(e for e in entries("probes") if e.code == "model.accuracy")
    with pytest.raises(InputError, match=r"allowed: model\.accuracy has no options"):
        configured(entry, {"least": 1})


def test_an_impossible_value_is_an_error_that_shows_it(entry):
    with pytest.raises(InputError) as raised:
        configured(entry, {"replication": "often"})
    lines = str(raised.value).split("\n")
    assert lines[0] == "option association.replication is 'often'"
    assert lines[1].startswith("  allowed: a valid number")
    assert lines[2] == "  to fix:  change the value"


def test_random_numbers_depend_on_the_seed_and_on_the_code():
    draws = [generator(s, c).integers(1 << 40) for s, c in [(0, "a"), (0, "b"), (1, "a")]]
    assert len(set(draws)) == 3
    assert generator(0, "a").integers(1 << 40) == draws[0]


def test_every_detector_runs_and_one_that_does_not_apply_takes_none_along():
    counter, steps = Counter(), Steps()
    run = [Plugin("broken", Broken()), Plugin("counter", counter)]
    measured = run_detectors(run, "corpus", "cues", seed=5, steps=steps)
    assert [m.code for m in measured] == ["counter"]
    assert counter.seen == [("corpus", "cues", generator(5, "counter").integers(1 << 40))]
    assert [(c, o.status) for c, o in steps.outcomes.items()] == [
        ("broken", "not_applicable"),
        ("counter", "ran"),
    ]


def test_every_option_is_listed_with_a_comma():
    entry = max(entries("remedies"), key=lambda e: len(fields(e.plugin)))
    names = [option.name for option in fields(entry.plugin)]
    assert len(names) > 1
    with pytest.raises(InputError) as raised:
        configured(entry, {"zzz": 1})
    assert str(raised.value).split("\n")[1] == f"  allowed: {', '.join(names)}"
