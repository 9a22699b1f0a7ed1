"""What a model is asked about: the right cues, on the right documents."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from study_samples import study

from cuewise.plugins.outcomes import Steps
from cuewise.plugins.runner import Plugin
from cuewise.probe.run import ablated_cues, ask, run_probes
from cuewise.probe.study import strength
from cuewise.records import Corpus, Measurements, Predictions, Reliance


@dataclass(frozen=True)
class Echo:
    """A model whose probability tells which text it was asked about."""

    model_id: str = "tfidf"
    label_names: tuple[str, ...] = ("no", "yes")
    cost: str = "high"

    def predict(self, texts, texts_b=None):
        number = np.array([int(t.rpartition(" ")[2]) for t in texts]) / 100
        return Predictions(np.stack([1 - number, number], axis=1), self.model_id, len(texts))


@dataclass(frozen=True)
class Witness:
    """A probe that keeps what it was given."""

    code: ClassVar[str] = "witness"
    seen: list

    def __call__(self, corpus, cues, predictor, *, rng):
        self.seen.append((corpus, cues, predictor.predict(corpus.texts).probs))
        none = np.zeros(0)
        return Measurements(self.code, (), (), none, none, none, none.astype(int), "share")


def corpus_of(n):
    texts = [f"text {i}" for i in range(n)]
    return Corpus(texts, texts, np.arange(n, dtype=np.int32) % 2, ("no", "yes"), "made up")


def reliance_of(low, high):
    return Reliance(
        model="m",
        delta=(low + high) / 2,
        low=low,
        high=high,
        flip_rate=None,
        placebo=None,
        fcs_raw=None,
        fcs_excess=None,
        fcs_do=None,
        n=90,
    )


RELIED_ON, UNCLEAR = reliance_of(0.03, 0.09), reliance_of(-0.01, 0.09)


def ablated(studied, reliances):
    cues = ablated_cues(studied, reliances)
    return [studied.associations.subjects[cue.row] for cue in cues]


def test_sdr_ablates_located_spurious_cues_that_the_model_relies_on():
    studied = study(
        ["word:a", "word:b", "word:c", "length:long", "word:d", "word:e"],
        ["spurious", "genuine", "undetermined", "spurious", "spurious", "spurious"],
    )
    reliances = dict.fromkeys(range(5), RELIED_ON)
    assert ablated(studied, reliances) == ["word:a", "word:d"]
    assert ablated(studied, {**reliances, 4: UNCLEAR}) == ["word:a"]
    # Reliance in the other direction is reliance too.
    assert ablated(studied, {**reliances, 4: reliance_of(-0.09, -0.03)}) == ["word:a", "word:d"]


def test_sdr_ablates_all_that_were_probed_where_the_model_relies_on_none():
    studied = study(["word:a", "word:b", "word:c"], ["spurious"] * 3)
    assert ablated(studied, {0: UNCLEAR, 1: UNCLEAR}) == ["word:a", "word:b"]
    assert ablated(studied, {}) == []


def test_spurious_cues_are_probed_first_and_a_piece_only_with_its_phrase():
    verdicts = ["genuine", "undetermined", "spurious", "spurious"]
    studied = study(["word:a", "word:b", "word:c", "word:d"], verdicts)
    assert [cue.row for cue in studied.phrases()] == [2, 3, 1, 0]
    piece = replace(studied.judged[3], whole=1)
    studied = replace(studied, judged=(*studied.judged[:3], piece))
    assert [cue.row for cue in studied.phrases()] == [2, 1, 0]
    assert [cue.row for cue in studied.spurious()] == [2]


def test_probes_see_documents_cues_and_answers_of_the_same_rows():
    values = np.zeros((6, 2))
    values[[1, 3], 1] = 1
    studied = study(
        ["word:a", "word:b"], ["genuine", "spurious"], values=values, corpus=corpus_of(6)
    )
    studied = replace(studied, rows=np.array([1, 3, 4]))
    seen = []
    steps = Steps()
    run_probes(studied, ask(studied, Echo()), [Plugin("witness", Witness(seen))], steps)
    corpus, cues, probs = seen[0]
    assert list(corpus.texts) == ["text 1", "text 3", "text 4"]
    assert cues.names == ("word:b",)
    assert cues.values.toarray().ravel().tolist() == [1, 1, 0]
    assert probs[:, 1].tolist() == [0.01, 0.03, 0.04]
    assert steps.outcomes["probe:tfidf:witness"].status == "ran"


def test_a_slow_model_is_asked_about_a_sample_and_the_rest_stays_unknown():
    studied = study(["word:a"], ["spurious"], values=np.zeros((300, 1)), corpus=corpus_of(300))
    options = studied.options.model_copy(update={"documents_measured_slow": 100})
    studied = replace(studied, options=options)
    answers = ask(studied, Echo(model_id="hf:slow"))
    assert answers.rows.size == 100
    assert np.isnan(answers.probs).any(axis=1).sum() == 200
    assert answers.probs[answers.rows, 1].tolist() == (answers.rows / 100).tolist()
    assert ask(studied, Echo(cost="low")).rows.size == 300


def test_the_group_table_leaves_out_genuine_and_unreplicated_cues_and_takes_five():
    names = [f"word:{c}" for c in "abcdefgh"]
    verdicts = ["genuine", *["undetermined"] * 7]
    studied = study(names, verdicts, replicated=[True, False, *[True] * 6])
    seen = []
    run_probes(studied, ask(studied, Echo()), [Plugin("witness", Witness(seen))], Steps())
    assert seen[0][1].names == ("word:c", "word:d", "word:e", "word:f", "word:g")


def test_the_label_of_a_cue_is_that_of_its_strongest_association_with_its_sign():
    studied = study(
        ["word:a", "word:b", "word:a"],
        ["spurious"] * 3,
        cue=[0, 1, 0],
        label=[1, 0, 0],
        discovered=[-0.2, 0.1, 0.3],
        # What is estimated may differ by chance.
        effect=[0.1, -0.1, 0.3],
    )
    assert studied.associated_label(0) == (1, -1)
    assert studied.associated_label(1) == (0, 1)


def test_strength_is_the_largest_absolute_z_of_a_cue():
    studied = study(["word:a", "word:b"], ["spurious"] * 2, cue=[0, 0], z=[-3.0, 2.0])
    assert strength(studied.associations, 3).tolist() == [3.0, 0.0, 0.0]
    assert studied.strength().tolist() == [3.0, 0.0]
