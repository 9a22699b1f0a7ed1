"""The SDR of models to which the cue matters no more than any other word is zero."""

import itertools
import zlib
from dataclasses import replace

import numpy as np
import pytest

from cuewise.probe.edits import ProbedCue
from cuewise.probe.place import plan_place
from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import ablation_arms, sdr
from cuewise.records import Corpus, Predictions
from cuewise.stats import paired_mean

WORDS = ["ban", "ben", "bin", "bon", "bun", "dan", "den", "din", "don", "dun", "fan", "fen", "fin"]
POOL = Pool(dict.fromkeys(WORDS, 100))


class Bigrams:
    """A sum of random weights of pairs of words: every word matters as much as any other."""

    model_id, label_names = "bigrams", ("no", "yes")

    def __init__(self, seed):
        self.seed = seed

    def predict(self, texts, texts_b=None):
        yes = np.array([float(self.score(t.split()) > 0) for t in texts])
        return Predictions(np.column_stack([1 - yes, yes]), self.model_id, 0)

    def score(self, words):
        pairs = itertools.pairwise(words)
        draws = (zlib.crc32(f"{self.seed} {a} {b}".encode()) / 2**32 for a, b in pairs)
        return sum(v - 0.5 for v in draws)


def texts_with(cue, times, seed, n=200):
    """Texts of twenty neutral words, half of them with the cue at `times` places."""
    rng = np.random.default_rng(seed)
    texts = []
    for i in range(n):
        words = list(rng.choice(WORDS, 20))
        if i % 2:
            for at in sorted(rng.choice(20, times, replace=False), reverse=True):
                words[at:at] = cue.split()
        texts.append(" ".join(words))
    labels = (np.arange(n) % 2).astype(np.int32)
    return Corpus([str(i) for i in range(n)], texts, labels, ("no", "yes"), "")


@pytest.mark.parametrize(
    ("subject", "times"), [("word:zebra", 1), ("ngram:at the zoo", 1), ("word:zebra", 3)]
)
def test_a_model_to_which_the_cue_is_like_any_other_words_has_no_sdr(subject, times):
    rates = []
    for seed in range(20):
        corpus, model = texts_with(subject.partition(":")[2], times, seed), Bigrams(seed)
        base = model.predict(corpus.texts).probs
        rates.append(sdr(corpus, [subject], model, base, {"": POOL}, seed=seed))
    assert np.mean([r.estimate for r in rates]) < 0.02
    assert sum(r.low > 0 for r in rates) <= 3
    assert {r.n for r in rates} == {200}


def test_a_placebo_is_as_large_as_the_cue_and_never_the_same_text():
    corpus = texts_with("zebra", 3, 0)
    holders = np.arange(200) % 2 == 1
    edits = plan_place(
        corpus,
        ProbedCue("word:zebra", 1, holders, 100),
        POOL,
        size=50,
        rng=np.random.default_rng(0),
    )
    assert {e.placebo for e in edits} == {-1, 0, 1, 2}
    for e in edits:
        before, after = corpus.texts[e.row].split(), e.text.split()
        assert after != before
        if e.operator == "remove":
            assert len(before) - len(after) == 3
        if e.operator == "swap":
            assert sum(a != b for a, b in zip(before, after, strict=True)) == 3


def test_the_interval_of_sdr_counts_the_clusters_of_the_documents_that_were_answered():
    corpus = texts_with("zebra", 1, 0)
    clusters = np.arange(200) // 20 + 100

    class Reads(Bigrams):
        def score(self, words):
            return 1 if "zebra" in words and words[0] < "d" else -1

    model = Reads(0)
    base = model.predict(corpus.texts).probs
    # Shift the rows that count, so that a cluster of another document shows.
    base[:7] = np.nan
    grouped = replace(corpus, cluster=clusters)
    rate = sdr(grouped, ["word:zebra"], model, base, {"": POOL}, seed=0)
    alone = sdr(corpus, ["word:zebra"], model, base, {"": POOL}, seed=0)
    tried = ablation_arms(corpus, np.arange(7, 200), ["word:zebra"], {"": POOL}, seed=0)
    change = tried.answers(model, base).change
    assert (rate.estimate, rate.low, rate.high) == paired_mean(
        change, clusters=clusters[tried.rows]
    )
    assert (rate.n, rate.model, rate.estimate) == (193, "bigrams", alone.estimate)
    assert (rate.low, rate.high) != (alone.low, alone.high)
