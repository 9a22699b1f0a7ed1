"""The rule by which a decision applies to a cue and to the pieces of its phrase."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.pipeline.decisions import decided, stale
from cuewise.records.decision import Decision

# One phrase of three pieces, a piece of it with another label, and another phrase with the word.
WHOLE, WORD, OTHER, FLIPPED, ELSEWHERE = range(5)
PIECES = [
    ("ngram:won me over", "good", WHOLE),
    ("word:won", "good", WHOLE),
    ("ngram:me over", "good", WHOLE),
    ("word:over", "bad", WHOLE),
    ("ngram:won nothing", "good", ELSEWHERE),
]


def on(piece, verdict, label=""):
    return Decision(PIECES[piece][0], label, verdict)


def verdicts(*decisions):
    return [d and d.verdict for d in decided(PIECES, decisions)]


@pytest.mark.parametrize("verdict", ["spurious", "genuine"])
def test_a_word_decides_its_phrase_but_no_other_phrase_or_label(verdict):
    assert verdicts(on(WORD, verdict)) == [verdict, verdict, verdict, None, None]


@pytest.mark.parametrize("verdict", ["unstable", "undetermined", "necessary-not-sufficient"])
def test_other_verdicts_on_a_word_stay_with_it(verdict):
    assert verdicts(on(WORD, verdict)) == [None, verdict, None, None, None]


@pytest.mark.parametrize("verdict", ["spurious", "unstable"])
def test_a_decision_on_the_phrase_applies_to_its_pieces_of_the_same_label(verdict):
    assert verdicts(on(WHOLE, verdict)) == [verdict] * 3 + [None, None]


def test_a_decision_on_the_piece_itself_wins():
    decisions = [on(WHOLE, "spurious"), on(WORD, "genuine")]
    assert verdicts(*decisions) == ["spurious", "genuine", "spurious", None, None]


def test_pieces_that_disagree_decide_only_themselves():
    decisions = [on(OTHER, "spurious"), on(WORD, "genuine")]
    assert verdicts(*decisions) == [None, "genuine", "spurious", None, None]


def test_a_piece_of_another_label_decides_only_itself():
    assert verdicts(on(FLIPPED, "spurious")) == [None, None, None, "spurious", None]


def test_a_decision_that_names_the_label_wins_over_one_for_any():
    decisions = [on(WORD, "spurious"), on(WORD, "genuine", "good")]
    assert verdicts(*decisions)[WORD] == "genuine"
    assert stale(PIECES, decisions) == []


def test_a_decision_on_another_label_is_stale_and_decides_nothing():
    decision = on(WORD, "spurious", "bad")
    assert verdicts(decision) == [None] * 5
    assert stale(PIECES, [decision]) == [decision]


def test_stale_decisions_come_in_the_order_of_their_subjects():
    gone = [Decision(f"word:{name}", "", "spurious") for name in "cab"]
    assert [d.subject for d in stale(PIECES, [*gone, on(WORD, "genuine")])] == [
        "word:a",
        "word:b",
        "word:c",
    ]


def test_an_empty_audit_makes_every_decision_stale():
    assert decided([], [on(WORD, "genuine")]) == []
    assert stale([], [on(WORD, "genuine")]) == [on(WORD, "genuine")]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(range(5)), st.sampled_from(["", "good", "bad"])),
        st.sampled_from(["spurious", "genuine", "unstable", "undetermined"]),
    ),
    st.randoms(),
)
def test_the_order_of_the_decisions_makes_no_difference(chosen, random):
    rows = [on(piece, verdict, label) for (piece, label), verdict in chosen.items()]
    rows = [replace(row, author=str(i)) for i, row in enumerate(rows)]
    shuffled = random.sample(rows, len(rows))
    assert decided(PIECES, rows) == decided(PIECES, shuffled)
    assert stale(PIECES, rows) == stale(PIECES, shuffled)
