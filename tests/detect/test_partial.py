"""Partial inputs: a part that gives the label away lifts the accuracy, another does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cuewise.cues import cue_table
from cuewise.detect.partial import PartialInput
from cuewise.errors import NotApplicable
from cuewise.records import Corpus
from cuewise.split.parts import assigned
from cuewise.split.rows import cues_of
from cuewise.synth import Plant, make

ACCURACY, LIFT = "accuracy", "lift over majority"
PLANTS = {
    "metadata": Plant("metadata", "source=kiosk", "positive", 0.95, 0.4),
    "length": Plant("length", "long", "positive", 0.95, 0.4),
}


def measured(corpus, cues=None, seed=0):
    """(effect, low, high) by part and unit."""
    cues = cue_table(corpus) if cues is None else cues
    found = PartialInput()(assigned(corpus, seed), cues, rng=np.random.default_rng(0))
    numbers = zip(found.effect, found.low, found.high, strict=True)
    return dict(zip(zip(found.subjects, found.quantities, strict=True), numbers, strict=True))


def permuted(corpus, *seed):
    return replace(corpus, labels=np.random.default_rng(seed).permutation(corpus.labels))


def of_parts(corpus):
    """The cues of metadata and length, the only ones that partial inputs use."""
    cues = cue_table(corpus)
    return cues_of(
        cues, [j for j, kind in enumerate(cues.kinds) if kind in PLANTS or kind == "meta"]
    )


@pytest.mark.parametrize("part", PLANTS)
@pytest.mark.parametrize("seed", range(3))
def test_a_part_that_predicts_the_label_lifts_and_the_other_does_not(part, seed):
    # The majority label is the other one in every draw.
    corpus = make(n=500, plants=[PLANTS[part]], balance=0.46, seed=seed).to_corpus()
    found = measured(corpus, of_parts(corpus), seed)
    (other,) = set(PLANTS) - {part}
    lift, low, _ = found[part, LIFT]
    assert lift > 0.1
    assert low > 0.05
    assert found[part, ACCURACY][0] > 0.6
    assert found[other, LIFT][1] <= 0


@pytest.mark.parametrize("balance", [0.5, 0.8])
def test_labels_without_relation_to_the_parts_are_not_lifted(balance):
    plants = [replace(p, strength=balance) for p in PLANTS.values()]
    corpus = make(n=300, plants=plants, balance=balance).to_corpus()
    cues = of_parts(corpus)
    lifts, fired = [], 0
    for turn in range(24):
        found = measured(permuted(corpus, turn), cues, turn)
        lifts += [found[part, LIFT][0] for part in PLANTS]
        fired += sum(found[part, LIFT][1] > 0 for part in PLANTS)
        # High accuracy alone is no lift: most documents have the majority label.
        assert found["metadata", ACCURACY][0] > balance - 0.15
    assert abs(np.mean(lifts)) < 0.03
    assert fired / len(lifts) <= 0.05


def pairs(seed, n=300):
    """Second texts predict the label by a word; first texts do not."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    first, second = (
        [" ".join(words) for words in rng.choice(["anna", "oslo", "blue", "road"], (n, 3))]
        for _ in range(2)
    )
    linked = rng.random(n) < 0.8
    word = np.where(np.where(linked, y, rng.integers(0, 2, n)) == 1, "nobody", "somebody")
    second = [f"{text} {w}" for text, w in zip(second, word, strict=True)]
    ids = [str(i) for i in range(n)]
    return Corpus(ids, first, y.astype(np.int32), ("no", "yes"), "", texts_b=second)


@pytest.mark.parametrize("seed", range(3))
def test_one_text_of_a_pair_that_predicts_the_label_lifts(seed):
    found = measured(pairs(seed))
    assert found["text_b", LIFT][1] > 0.2
    assert found["text_a", LIFT][1] <= 0 <= found["text_a", LIFT][2]


def test_no_text_of_a_pair_lifts_permuted_labels():
    corpus = pairs(0, 200)
    cues = of_parts(corpus)
    fired = []
    for turn in range(10):
        found = measured(permuted(corpus, turn), cues, turn)
        fired += [found[part, LIFT][1] > 0 for part in ("text_a", "text_b")]
    assert sum(fired) <= 1


def test_accuracy_is_tested_on_documents_that_were_not_fitted():
    # Each value has two documents, so a model could memorise all labels.
    corpus = pairs(1, 200)
    alone = replace(
        corpus,
        texts_b=None,
        meta={"author": [str(i % 20 if i < 20 else i // 2) for i in range(200)]},
    )
    alone = permuted(alone, 5)
    found = measured(alone, cue_table(alone, min_count=2))
    assert found["metadata", ACCURACY][0] < 0.65


def test_a_part_that_does_not_vary_or_a_single_label_is_not_applicable():
    corpus = replace(pairs(0), texts_b=None)
    with pytest.raises(NotApplicable, match="no-partial-input"):
        measured(corpus)
    with pytest.raises(NotApplicable, match="single-label-part"):
        measured(replace(corpus, labels=np.zeros(300, np.int32)))
