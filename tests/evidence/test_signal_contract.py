"""The contract of every signal, by its name in `SIGNALS`."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import planted_case

from cuewise.embed.static import WordVectors
from cuewise.errors import NotApplicable
from cuewise.evidence.case import LIMIT, Sources
from cuewise.evidence.signals import SIGNALS
from cuewise.evidence.weights import fitted
from cuewise.io.triples import Triples
from cuewise.pipeline.decide import verdict as combine
from cuewise.records import Corpus, CueTable, Signal
from cuewise.report.wording import wording
from cuewise.synth import Decoy, Plant, make

_DIRECTIONS = {"superb": 1.0, "good": 1.0, "great": 1.0, "dreadful": -1.0, "bad": -1.0}


def encode(texts):
    """Reproducible vectors of any text; the first column is praise or blame."""
    rows = [
        [
            sum(_DIRECTIONS.get(w, 0.0) for w in text.split()),
            *(sum(map(ord, text)) * k % 7 - 3 for k in (3, 5)),
        ]
        for text in texts
    ]
    v = np.asarray(rows, np.float32) + 0.01
    return v / np.linalg.norm(v, axis=1, keepdims=True)


_NEAR = {"superb": frozenset({"great"}), "great": frozenset({"superb"})}
_TABLE = encode(["superb", "good", "bad", "dreadful", "w"])
SOURCES = Sources(
    Triples(_NEAR, {}, frozenset({"superb", "great", "tuesday"})),
    WordVectors(_TABLE, lambda text: [sum(map(ord, text)) % 5]),
)


@pytest.fixture(scope="module")
def cases():
    """One for most signals, and those of the signals that need pairs or Chinese.

    Among pairs no cue is associated with a label.
    """
    plain = planted(pairs=False)
    saying = replace(plain, describe={"positive": "Superb, or in blue Boston."})
    return {
        "": plain,
        "described": saying,
        "twin_support": planted(pairs=True),
        "word_class": chinese(),
    }


@pytest.fixture
def case(cases, name):
    return cases.get(name, cases[""])


def chinese():
    plants = [Plant("word", "海港", "positive", 0.9, 0.06)]
    return planted_case(make("zh", 300, plants=plants))[0]


def planted(*, pairs):
    plants = [
        Plant("word", "tuesday", "negative", 0.9, 0.06),
        Plant("phrase", "for the record", "positive", 0.9, 0.06),
        Plant("length", "long", "negative", 0.8, 0.25),
        Plant("metadata", "source=kiosk", "negative", 0.85, 0.15),
        *(Plant("word", w, "positive", 0.8, 0.04) for w in ("anna", "boston", "blue")),
    ]
    decoys = [
        Decoy(w, "positive" if i % 2 else "negative", 0.04)
        for i, w in enumerate(["dreadful", "superb", "rude", "charming", "obnoxious", "friendly"])
    ]
    found, _ = planted_case(make(n=500, plants=plants, decoys=decoys, twins=pairs), encode=encode)
    corpus = replace(found.corpus, environments=("period",))
    deviation = np.linspace(0.1, 0.9, found.cue.size)
    return replace(found, corpus=corpus, sources=SOURCES, deviation=deviation)


def shuffled(case):
    """The same case with its documents in another order."""
    order = np.random.default_rng(1).permutation(len(case.corpus.ids))
    c = case.corpus

    def moved(values):
        return None if values is None else [values[i] for i in order]

    corpus = Corpus(
        ids=moved(c.ids),
        texts=moved(c.texts),
        labels=np.asarray(c.labels)[order],
        label_names=c.label_names,
        fingerprint=c.fingerprint,
        language=c.language,
        meta={name: moved(values) for name, values in c.meta.items()},
        environments=c.environments,
        pair_id=moved(c.pair_id),
        cluster=np.asarray(c.cluster)[order],
    )
    cues = CueTable(case.cues.names, case.cues.kinds, case.cues.values[order], case.cues.notes)
    return replace(case, corpus=corpus, cues=cues)


def close(a, b):
    assert [s is None for s in a] == [s is None for s in b]
    for x, y in zip(a, b, strict=True):
        if x is not None:
            assert x.value == pytest.approx(y.value, abs=1e-6)
            assert x.log_lr == pytest.approx(y.log_lr, abs=1e-6)


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_judges_some_cue(case, name):
    assert any(s is not None for s in SIGNALS[name](case))


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_is_none_or_within_the_bounds(case, name):
    found = SIGNALS[name](case)
    assert len(found) == case.cue.size
    for s in filter(None, found):
        assert isinstance(s, Signal)
        assert np.isfinite(s.value)
        assert abs(s.log_lr) <= LIMIT


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_is_reproducible(case, name):
    assert SIGNALS[name](case) == SIGNALS[name](case)


@pytest.mark.parametrize("name", SIGNALS)
def test_no_signal_depends_on_the_order_of_the_documents(case, name):
    close(SIGNALS[name](case), SIGNALS[name](shuffled(case)))


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_accepts_a_corpus_without_resources(case, name):
    bare = replace(
        case,
        corpus=replace(case.corpus, pair_id=None, environments=(), meta={}),
        encode=None,
        sources=Sources(),
    )
    with contextlib.suppress(NotApplicable):
        assert len(SIGNALS[name](bare)) == case.cue.size


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_signal_has_a_name_in_the_report(language):
    say = wording(language)
    assert all(say(f"signal.{name}") != f"signal.{name}" for name in SIGNALS)


def test_weights_are_of_signals_and_none_is_negative():
    assert set(fitted().weights) <= {*SIGNALS, "annotator"}
    assert all(weight >= 0 for weight in fitted().weights.values())


@pytest.mark.parametrize("name", sorted(fitted().weights))
@pytest.mark.parametrize("beside", [{}, {"lexicon": -1.5, "form": 0.5, "twin_support": -1.0}])
def test_more_of_any_signal_never_lowers_the_probability(name, beside):
    found = []
    for value in np.linspace(-3, 3, 61):
        log_lrs = {**beside, name: float(value)}
        signals = {k: fitted().weighed(k, Signal(value=0.0, log_lr=v)) for k, v in log_lrs.items()}
        found.append(combine(signals, "word").p_spurious)
    assert found == sorted(found)


def test_signals_without_weight_alone_give_no_verdict():
    shown = {"pvi": Signal(value=0.5, log_lr=2.0, weight=0.0)}
    assert combine(shown, "word").p_spurious is None
    assert combine(shown, "word").type == "undetermined"
