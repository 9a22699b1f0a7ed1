"""Edits of length by hand: which words go, how many come, and where."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.probe import length
from cuewise.probe.edits import EditedText, ProbedCue
from cuewise.probe.length import _Editor, plan_length
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus

NEUTRAL = frozenset({"ban", "ben", "bin"})


class Draws:
    """Draws what it is told, and keeps what it was asked for."""

    def __init__(self):
        self.asked = []

    def permutation(self, n):
        self.asked.append(("permutation", n))
        return np.roll(np.arange(n), 1)

    def uniform(self, low, high):
        self.asked.append(("uniform", low, high))
        return 0.0

    def integers(self, n):
        self.asked.append(("integers", n))
        return len(self.asked) % n


def editor(long=True, edge=5, goals=(6, 4), frequent=("dan",)):
    return _Editor(long, edge, goals, NEUTRAL, frequent, Draws())


def edited(row, operator, moved, placebo):
    return [
        EditedText(row, operator, -1, moved),
        *(EditedText(row, operator, i, placebo) for i in range(3)),
    ]


@pytest.mark.parametrize(
    ("operator", "moved", "placebo"),
    [
        # The last two neutral words, or the two that are drawn: the third and the first.
        ("end", "ban x y z", "ban x dan y dan z"),
        ("scattered", "x ben y z", "dan x ben y dan z"),
    ],
)
def test_a_long_text_loses_neutral_words_and_a_placebo_replaces_them(operator, moved, placebo):
    found = editor().edits(7, "ban x ben y bin z", operator)
    assert found == edited(7, operator, moved, placebo)


def test_a_short_text_grows_before_its_last_word_and_a_placebo_replaces_all_its_neutral_ones():
    found = editor(long=False, edge=3, goals=(3, 6)).edits(3, "ban x y", "end")
    assert found == edited(3, "end", "ban x dan dan dan y", "dan x y")


@pytest.mark.parametrize(("long", "edge", "goals"), [(True, 5, (5, 2)), (False, 1, (1, 5))])
def test_a_text_grows_anywhere_between_its_ends(long, edge, goals):
    own = editor(long, edge, goals, ("dan", "den"))
    operator = "insert" if long else "scattered"
    texts = [e.text for e in own.edits(0, "ban x", operator)] if long else []
    if not long:
        texts = [e.text for e in own.edits(0, "ban", operator)]
    assert len(texts[0].split()) == 5
    places = [asked for asked in own.rng.asked if asked[0] == "uniform"]
    assert places == [("uniform", 0.05, 0.95)] * (3 if long else 4)
    assert {word for text in texts for word in text.split()} == {"ban", "x", "dan", "den"} - (
        set() if long else {"x"}
    )
    assert ("integers", 2) in own.rng.asked


def test_a_text_grows_by_a_single_word():
    found = editor(long=True, edge=3, goals=(3, 1)).edits(0, "ban ben", "insert")
    assert [len(e.text.split()) for e in found] == [3, 2, 2, 2]
    # One word is replaced by each placebo, the one that is drawn.
    assert [e.text for e in found[1:]] == ["ban dan"] * 3


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("x y z x y z", (6, 4)),  # no neutral word
        ("ban x ben y bin z", (6, 6)),  # the goal is where it is
        ("ban x y z x y", (6, 4)),  # one neutral word of the two
    ],
)
def test_a_text_that_cannot_cross_is_left_out(text, goals):
    assert editor(goals=goals).edits(0, text, "end") == []


@pytest.mark.parametrize(
    ("long", "edge", "size", "holds"),
    [(True, 5, 5, True), (True, 5, 4, False), (False, 5, 5, True), (False, 5, 6, False)],
)
def test_the_edge_itself_holds_the_cue(long, edge, size, holds):
    assert editor(long, edge)._holds_cue(size) is holds


def corpus_of(sizes):
    words = [f"{a}an" for a in "bcdfghjk"]
    texts = [" ".join(words[:n]) for n in sizes]
    labels = (np.arange(len(texts)) % 2).astype(np.int32)
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, texts, labels, ("no", "yes"), ""), Pool(dict.fromkeys(words, 5))


def planned(sizes, holders, value, size, seed=0):
    corpus, pool = corpus_of(sizes)
    target = ProbedCue(f"length:{value}", 1, np.asarray(holders, bool), sum(holders))
    return corpus, plan_length(corpus, target, pool, size=size, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("value", ["long", "short"])
def test_texts_get_the_median_length_of_the_other_side(value):
    # 8, 6 and 7 words against 3, 2 and 4: the medians are 7 and 3.
    holders = [value == "long"] * 3 + [value == "short"] * 3
    corpus, edits = planned([8, 6, 7, 3, 2, 4], holders, value, 3)
    assert len(edits) == 3 * (2 + 1) * 4
    for edit in edits:
        held, before = holders[edit.row], corpus.texts[edit.row].split()
        assert edit.operator in (("scattered", "end") if held else ("insert",))
        after = edit.text.split()
        if edit.placebo >= 0:
            assert len(after) == len(before)
        else:
            assert len(after) == (3 if edit.row < 3 else 7)
        if edit.placebo < 0 and edit.operator == "end" and value == "long":
            assert after == before[:3]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_an_arm_has_as_many_documents_as_asked_for(size):
    # Rows 0 and 4 have the goal's length already, and are passed over.
    holders = [True] * 4 + [False] * 4
    _, edits = planned([7, 8, 6, 7, 3, 2, 4, 3], holders, "long", size)
    rows = [{e.row for e in edits if e.operator == o} for o in ("scattered", "end", "insert")]
    assert [len(r) for r in rows] == [size] * 3
    assert rows[0] == rows[1]


def test_a_side_without_texts_has_no_edits():
    assert planned([8, 6], [True, True], "long", 2)[1] == []
    assert planned([8, 6], [False, False], "long", 2)[1] == []


@pytest.mark.parametrize(("most", "edited"), [(2, False), (3, True)])
def test_padding_is_of_the_most_frequent_words_and_needs_three(monkeypatch, most, edited):
    monkeypatch.setattr(length, "_FREQUENT", most)
    corpus, _ = corpus_of([8, 8, 2, 2])
    pool = Pool({"ban": 1, "can": 2, "van": 3, "zan": 9, "yan": 9, "wan": 7})
    target = ProbedCue("length:long", 1, np.array([True, True, False, False]), 2)
    edits = plan_length(corpus, target, pool, size=9, rng=np.random.default_rng(0))
    assert bool(edits) is edited
    grown = [e.text.split() for e in edits if e.operator == "insert" and e.placebo < 0]
    added = [word for text in grown for word in text if word not in {"ban", "can"}]
    assert set(added) <= {"yan", "zan", "wan"}
    if edited:
        # Equal words are in alphabetical order: the draws name them.
        assert sorted(set(added)) == ["wan", "yan", "zan"]


def test_of_equally_frequent_words_the_first_in_the_alphabet_are_kept(monkeypatch):
    monkeypatch.setattr(length, "_FREQUENT", 3)
    corpus, _ = corpus_of([8, 8, 2, 2])
    pool = Pool(dict.fromkeys(["zan", "yan", "wan", "ban", "xan"], 4))
    target = ProbedCue("length:long", 1, np.array([True, True, False, False]), 2)
    edits = plan_length(corpus, target, pool, size=9, rng=np.random.default_rng(0))
    added = {w for e in edits if e.operator == "insert" for w in e.text.split()} - {"ban", "can"}
    assert added == {"wan", "xan"}
