"""Whether a resource covers the words that the corpus is about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of

from cuewise.embed.static import WordVectors, read_vectors, token_table
from cuewise.errors import MissingExtra
from cuewise.evidence.case import Sources
from cuewise.evidence.coverage import FLOOR, Coverage, covered, strongest_words
from cuewise.io.triples import Triples
from cuewise.records import Reason, Signal

WORDS = [f"w{i}" for i in range(120)]
MEANINGLESS, MEANT = Signal(value=0.0, log_lr=1.0), Signal(value=3.0, log_lr=-1.0)


def case(names, known=(), **sources):
    made = case_of(names, np.ones((2, len(names))), [1, 0])
    return replace(made, knows=lambda word: word in known, sources=Sources(**sources))


def about(reason, signal):
    return reason.model_copy(update={"about": signal})


def words_of(n, known):
    """A case of n words, of which the encoder knows the first ones."""
    return case([f"word:{w}" for w in WORDS[:n]], WORDS[:known])


def test_the_strongest_words_are_the_first_hundred_different_content_words():
    names = ["ngram:w0 w1", "word:the", "b/word:w5", "word:w5", "char:w7", "length:long", "word:不"]
    made = case([*names, *(f"word:{w}" for w in WORDS)])
    assert strongest_words(made) == ["w5", *[w for w in WORDS if w != "w5"][:99]]


def test_a_resource_of_another_language_vouches_but_does_not_deny():
    signals = {"semantic_irrelevance": [MEANINGLESS, MEANT, None] * 10, "form": [MEANINGLESS] * 30}
    kept, (reason,) = covered(words_of(30, 3), signals)
    assert kept == {"semantic_irrelevance": [None, MEANT, None] * 10, "form": [MEANINGLESS] * 30}
    expected = Reason.of("low-coverage", resource="encoder", holds=3, n=30)
    assert reason == about(expected, "semantic_irrelevance")


@pytest.mark.parametrize(("known", "n"), [(30, 30), (15, 30), (0, 3), (31, 100)])
def test_a_resource_that_may_hold_enough_keeps_its_say(known, n):
    signals = {"semantic_irrelevance": [MEANINGLESS] * n}
    kept, (reason,) = covered(words_of(n, known), signals)
    assert kept == signals
    expected = Reason.of("coverage", resource="encoder", holds=known, n=n)
    assert reason == about(expected, "semantic_irrelevance")


def test_only_the_first_hundred_words_count():
    (reason,) = covered(words_of(120, 110), {"semantic_irrelevance": [None] * 120})[1]
    assert reason.facts == {"resource": "encoder", "holds": 100, "n": 100}


def test_more_words_held_never_silence_a_resource():
    silent = [Coverage("encoder", k, 100).too_small for k in range(101)]
    assert silent == sorted(silent, reverse=True)
    assert silent.index(False) / 100 < FLOOR


def test_each_resource_is_asked_for_its_own_words():
    names = ["word:superb", "word:film", "word:w0"]
    vectors = WordVectors(np.eye(2, dtype=np.float32), lambda _: [0], {"film", "w0"}.__contains__)
    base = Triples({}, {}, frozenset({"w0"}))
    made = case(names, known=("superb",), vectors=vectors, triples=base)
    ran = ("semantic_irrelevance", "static_irrelevance", "knowledge")
    _, reasons = covered(made, {name: [None] * 3 for name in ran})
    assert {r.about: (r.facts["resource"], r.facts["holds"]) for r in reasons} == {
        "semantic_irrelevance": ("encoder", 1),
        "static_irrelevance": ("vectors", 2),
        "knowledge": ("knowledge", 1),
    }


def test_the_share_of_the_lexicon_is_recorded_however_short_it_is():
    made = case(["word:糟糕", *(f"word:{w}" for w in WORDS[:60])])
    made = replace(made, corpus=replace(made.corpus, language="zh"))
    signals = {"lexicon": [MEANT] + [None] * 60}
    kept, (reason,) = covered(made, signals)
    assert kept == signals
    assert reason == about(Reason.of("coverage", resource="lexicon", holds=1, n=61), "lexicon")


def test_without_single_words_or_resources_nothing_is_recorded():
    signals = {"semantic_irrelevance": [MEANINGLESS]}
    assert covered(case(["ngram:a b"]), signals) == (signals, [])
    assert covered(words_of(5, 0), {"form": [None] * 5}) == ({"form": [None] * 5}, [])


def test_named_vectors_know_the_words_of_their_file(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("Superb 1 0\nbad 0 1\n", encoding="utf-8")
    knows = read_vectors(path).knows
    assert [knows(w) for w in ("superb", "Superb", "superb film", "film")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_the_default_encoder_covers_english_and_not_german():
    try:
        knows = token_table().knows
    except MissingExtra:
        pytest.skip("the default encoder is not installed")
    english = ("film", "book", "service", "price", "quality", "delivery", "actor", "room")
    german = ("zuverlässig", "lieferung", "schauspieler", "zimmer", "schlecht", "wunderbar")
    assert all(map(knows, english))
    assert not any(map(knows, german))
