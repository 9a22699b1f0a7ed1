"""Which cues, documents and numbers of them a model is asked about."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from study_samples import reliance, study

from cuewise.plugins.outcomes import Steps
from cuewise.plugins.runner import Plugin, generator
from cuewise.probe import run as running
from cuewise.probe.run import ask, measure_reliance, pools_of, run_probes
from cuewise.records import Corpus, Measurements, Predictions, Rate, Reason


@dataclass(frozen=True)
class Echo:
    """A model whose probability tells which text it was asked about."""

    cost: str = "low"
    model_id: str = "echo"
    label_names: tuple = ("no", "yes")

    def predict(self, texts, texts_b=None):
        number = np.array([int(t.rpartition(" ")[2]) for t in texts]) / 1000
        return Predictions(np.stack([1 - number, number], axis=1), self.model_id, len(texts))


def corpus_of(n, **more):
    texts = [f"text {i}" for i in range(n)]
    labels = (np.arange(n) % 2).astype(np.int32)
    return Corpus(texts, texts, labels, ("no", "yes"), "", **more)


NAMES = ["word:a", "meta:source=app", "word:b", "ngram:b c", "word:d", "length:long"]


@pytest.fixture
def own():
    values = np.zeros((8, 6), np.int8)
    values[[1, 2, 5], 3] = 1
    made = study(
        NAMES,
        ["spurious"] * 6,
        # "b" is a piece of "b c".
        whole=[0, 1, 3, 3, 4, 5],
        values=values,
        corpus=corpus_of(8),
        label=[0, 1, 0, 1, 1, 0],
        support=[50, 51, 52, 53, 54, 55],
        replicated=[True, True, True, True, False, True],
    )
    options = made.options.model_copy(
        update={
            "cues_probed": 3,
            "cues_probed_slow": 2,
            "documents_probed": 40,
            "documents_probed_slow": 20,
        }
    )
    return replace(made, rows=np.array([1, 2, 3, 4]), options=options, seed=6)


@pytest.fixture
def calls(monkeypatch):
    seen = []

    def measured(corpus, target, model, base, pool, *, size, seed):
        seen.append((target, pool, (size, seed), base, corpus))
        return None if target.subject == "word:a" else reliance(0.1, 0.2)

    monkeypatch.setattr(running, "reliance", measured)
    return seen


def test_a_cheap_model_is_asked_about_more_cues_and_documents_than_a_slow_one(own, calls):
    measure_reliance(own, ask(own, Echo()))
    assert [(c[0].subject, *c[2]) for c in calls] == [
        ("word:a", 40, 6),
        ("ngram:b c", 40, 6),
        ("length:long", 40, 6),
    ]
    calls.clear()
    measure_reliance(own, ask(own, Echo("high")))
    assert [(c[0].subject, c[2][0]) for c in calls] == [("word:a", 20), ("ngram:b c", 20)]


def test_a_target_has_the_holders_among_the_rows_and_the_label_of_its_own_association(own, calls):
    asked = ask(own, Echo())
    measure_reliance(own, asked)
    target, pool, _, base, corpus = calls[1]
    assert target.holders.tolist() == [True, True, False, False]
    assert (target.label, target.support) == (1, 53)
    assert pool is asked.pools[""]
    assert base is asked.probs
    assert list(corpus.texts) == ["text 1", "text 2", "text 3", "text 4"]
    assert calls[0][0].label == 0


def test_a_report_counts_the_cues_that_could_be_probed(own, calls):
    report = measure_reliance(own, ask(own, Echo()))
    assert sorted(report.reliance) == [3, 5]
    assert report.model_id == "echo"
    assert report.summary == Reason.of("probed", probed=2, cues=6, documents=4)


def test_sdr_is_of_the_cues_that_were_probed(own, calls, monkeypatch):
    seen = []

    def sdr(corpus, subjects, model, base, pools, *, seed):
        seen.append((list(corpus.texts), subjects, model, base, pools, seed))
        return Rate(estimate=0.1, low=0.0, high=0.2, n=4)

    monkeypatch.setattr(running, "sdr", sdr)
    asked = ask(own, Echo())
    rate = measure_reliance(own, asked).sdr
    assert (rate.estimate, rate.ablated, rate.spurious) == (0.1, 1, 5)
    texts, subjects, *rest = seen[0]
    assert (texts, subjects) == (["text 1", "text 2", "text 3", "text 4"], ["ngram:b c"])
    assert rest == [asked.model, asked.probs, asked.pools, 6]


def test_progress_counts_the_cues(own, calls):
    stages = []

    class Progress:
        @contextmanager
        def stage(self, name, total=None):
            stages.append([name, total, 0])

            def advance(n):
                stages[-1][2] += n

            yield advance

    measure_reliance(own, ask(own, Echo()), Progress())
    assert stages == [["  cues", 3, 3]]


def test_placebos_come_from_words_that_no_label_holds_in_each_field():
    names = ["a/word:x", "b/word:y", "b/word:z", "word:w"]
    values = np.array([[1, 1, 1, 1], [0, 1, 1, 0]])
    pair = replace(corpus_of(2), texts_b=["u", "v"])
    own = study(names, ["genuine"] * 4, values=values, corpus=pair, z=[1.0, 1.0, 2.0, 0.0])
    pools = pools_of(own.corpus, own)
    assert {field: dict(pool.counts) for field, pool in pools.items()} == {
        "a": {"x": 1},
        "b": {"y": 2},
    }
    single = pools_of(corpus_of(2), own)
    assert {field: dict(pool.counts) for field, pool in single.items()} == {"": {"w": 1}}


@pytest.mark.parametrize(("most", "size"), [(6, 6), (7, 7), (12, 12), (13, 12)])
def test_a_slow_model_is_asked_about_whole_clusters_drawn_by_the_seed(most, size):
    corpus = corpus_of(12, cluster=np.repeat([30, 10, 20], 4))
    own = replace(study(["word:a"], ["spurious"], values=np.zeros((12, 1)), corpus=corpus), seed=2)
    own = replace(own, options=own.options.model_copy(update={"documents_measured_slow": most}))
    asked = ask(own, Echo("high"))
    assert asked.rows.size == size
    place = np.random.default_rng([2, 8]).permutation(3)
    wanted = sorted(range(12), key=lambda i: (place[[2, 0, 1][i // 4]], i))[:size]
    assert asked.rows.tolist() == sorted(wanted)
    assert ask(own, Echo()).rows.tolist() == list(range(12))


def test_a_probe_has_its_own_random_numbers_and_may_fail_alone(own):
    seen = []
    none = np.zeros(0)
    measured = Measurements("witness", (), (), none, none, none, none.astype(int), "share")

    def witness(corpus, cues, predictor, *, rng):
        seen.append((predictor.model_id, predictor.label_names, predictor.cost, rng.random()))
        return measured

    def broken(corpus, cues, predictor, *, rng):
        raise ValueError("no")

    steps = Steps()
    probes = [Plugin("broken", broken), Plugin("witness", witness)]
    assert run_probes(own, ask(own, Echo()), probes, steps) == [measured]
    assert seen == [("echo", ("no", "yes"), "low", generator(6, "witness").random())]
    assert [(code, o.status) for code, o in steps.outcomes.items()] == [
        ("probe:echo:broken", "failed"),
        ("probe:echo:witness", "ran"),
    ]


def test_the_second_text_of_a_pair_is_asked_about_too(own):
    class Pairs(Echo):
        def predict(self, texts, texts_b=None):
            assert [b.replace("other", "text") for b in texts_b] == texts
            return super().predict(texts)

    pair = replace(own.corpus, texts_b=[f"other {i}" for i in range(8)])
    asked = ask(replace(own, corpus=pair), Pairs())
    assert asked.probs[:, 1].tolist() == [0.001, 0.002, 0.003, 0.004]
    assert set(asked.pools) == {"a", "b"}


def test_probes_of_a_slow_model_see_the_documents_that_it_was_asked_about():
    values = (np.arange(12) % 2)[:, None]
    own = study(["word:a"], ["spurious"], values=values, corpus=corpus_of(12))
    options = own.options.model_copy(update={"documents_measured_slow": 5})
    own = replace(own, rows=np.arange(2, 12), options=options)
    seen = []
    none = np.zeros(0)
    measured = Measurements("witness", (), (), none, none, none, none.astype(int), "share")

    def witness(corpus, cues, predictor, *, rng):
        seen.append((corpus, cues, predictor.predict(corpus.texts).probs))
        return measured

    asked = ask(own, Echo("high"))
    run_probes(own, asked, [Plugin("witness", witness)], Steps())
    corpus, cues, probs = seen[0]
    rows = own.rows[asked.rows]
    assert rows.size == 5
    assert list(corpus.texts) == [f"text {i}" for i in rows]
    assert cues.values.toarray().ravel().tolist() == (rows % 2).tolist()
    assert probs[:, 1].tolist() == (rows / 1000).tolist()
