"""Signals of effect on planted effects and on none, over many draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of

from cuewise.evidence import robust
from cuewise.evidence.dynamics import training_dynamics
from cuewise.evidence.matched import matched_effect, matched_effects
from cuewise.evidence.robust import robust_effect, robust_effects
from cuewise.evidence.stability import stability


def drawn_words(seed, strength, n=800):
    """A word associated with the label and an idle one, on three in ten documents; 40 others."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    linked = rng.random(n) < np.where(y == 1, 0.6 * strength, 0.6 * (1 - strength))
    idle = rng.random(n) < 0.3
    others = rng.random((n, 40)) < 0.2
    names = ["word:linked", "word:idle", *(f"word:w{i}" for i in range(40))]
    texts = [f"{i:05d}" for i in rng.permutation(n)]
    return case_of(names, np.column_stack([linked, idle, others]), y, texts=texts)


@pytest.mark.parametrize("seed", range(5))
def test_documents_with_a_cue_of_their_label_are_learnt_more_easily(seed):
    linked, idle, *_ = training_dynamics(drawn_words(seed, 0.95))
    assert linked.value > 0.2
    assert abs(idle.value) < 0.08


def test_documents_with_a_cue_of_no_label_are_learnt_like_the_others():
    found = [s.value for seed in range(4) for s in training_dynamics(drawn_words(seed, 0.5))]
    assert len(found) == 4 * 42
    assert abs(np.mean(found)) < 0.015
    assert np.quantile(np.abs(found), 0.9) < 0.1


def test_documents_with_a_cue_of_the_other_label_are_learnt_less_easily():
    linked, *_ = training_dynamics(drawn_words(0, 0.05))
    assert linked.value < -0.2


def topical(seed, effect, *, ratio, n=1500):
    """A topic causes the label and makes the cue `ratio` times as frequent.

    The cue adds `effect` of its own.
    """
    rng = np.random.default_rng(seed)
    topic = rng.random(n) < 0.5
    cue = rng.random(n) < np.where(topic, 0.15 * ratio, 0.15)
    y = (rng.random(n) < np.where(topic, 0.55, 0.15) + effect * cue).astype(int)
    others = rng.random((n, 40)) < 0.3
    names = ["word:cue", "word:topic", *(f"word:w{i}" for i in range(40))]
    values = np.column_stack([cue, topic, others])
    case = case_of(names, values, y, texts=[f"{i:05d}" for i in range(n)])
    return replace(case, cue=case.cue[:1], label=case.label[:1], phrase_head=case.phrase_head[:1])


def robust_draws(draws, effect, *, ratio, n=1500):
    """Robust effects, and the plain differences in labels."""
    cases = [topical(seed, effect, ratio=ratio, n=n) for seed in range(draws)]
    plain = []
    for case in cases:
        y, cue = case.corpus.labels, case.cues.values.toarray()[:, 0] == 1
        plain.append(y[cue].mean() - y[~cue].mean())
    return [robust_effects(case)[0] for case in cases], float(np.mean(plain))


def test_a_planted_robust_effect_is_found_and_is_as_large_as_planted():
    found, plain = robust_draws(12, 0.3, ratio=3)
    assert plain > 0.4
    assert np.mean([r.effect for r in found]) == pytest.approx(0.3, abs=0.04)
    assert all(r.low > 0 and r.high - r.low < 0.2 for r in found)
    assert sum(r.low <= 0.3 <= r.high for r in found) >= 10


def test_a_proxy_of_the_cause_of_a_label_has_hardly_a_robust_effect():
    found, plain = robust_draws(12, 0.0, ratio=3)
    assert plain > 0.1
    assert abs(np.mean([r.effect for r in found])) < plain / 4


def blind_propensity(z, held):
    return np.full(held.size, held.mean())


def blind_outcome(z, y):
    return np.zeros(z.shape[1])


@pytest.mark.parametrize(
    ("blind", "off"),
    [
        ({"_propensity": blind_propensity}, False),
        ({"_ridge": blind_outcome}, False),
        ({"_propensity": blind_propensity, "_ridge": blind_outcome}, True),
    ],
)
def test_a_robust_effect_needs_only_one_of_its_two_models(monkeypatch, blind, off):
    for name, stand_in in blind.items():
        monkeypatch.setattr(robust, name, stand_in)
    found, plain = robust_draws(8, 0.3, ratio=3)
    mean = np.mean([r.effect for r in found])
    assert mean == pytest.approx(plain if off else 0.3, abs=0.04)
    assert plain > 0.4


def test_a_cue_without_effect_has_no_robust_effect_in_most_draws():
    found, _ = robust_draws(30, 0.0, ratio=1, n=700)
    assert abs(np.mean([r.effect for r in found])) < 0.02
    assert sum(r.low <= 0 <= r.high for r in found) >= 27


def test_the_signal_is_the_robust_effect_of_the_cue():
    case = topical(0, 0.3, ratio=3)
    (found,) = robust_effect(case)
    assert found.value == robust_effects(case)[0].effect > 0.2


def proxies_and_causes(seed, n=600):
    """Thirty words. The first half are proxies of one of two topics, which causes the label.

    Each of the others causes the label by itself. Even words have the second label.
    """
    rng = np.random.default_rng([seed, 6])
    topic, own = rng.random(n) < 0.5, rng.integers(0, 25, n)
    even = np.arange(15) % 2 == 0
    proxies = rng.random((n, 15)) < np.where(topic[:, None] == even, 0.1, 0.01)
    genuine = own[:, None] == np.arange(15)
    said = np.where(rng.random(n) < 0.9, topic, ~topic)
    y = np.where(own < 15, own % 2 == 0, said).astype(int)
    # Ten words of each topic make its documents alike.
    about = rng.random((n, 20)) < np.where(topic[:, None] == (np.arange(20) < 10), 0.5, 0.05)
    held = np.column_stack([proxies, genuine, about])
    names = [f"word:w{i}" for i in range(held.shape[1])]
    case = case_of(names, held, y, texts=[f"{i:05d}" for i in rng.permutation(n)])
    return replace(
        case,
        cue=case.cue[:30],
        phrase_head=case.phrase_head[:30],
        label=np.tile(even.astype(np.int64), 2),
    )


@pytest.mark.parametrize("seed", range(5))
def test_causes_of_the_label_keep_their_effect_and_proxies_lose_it(seed):
    case = proxies_and_causes(seed)
    left = [e.matched / e.plain for e in matched_effects(case).values()]
    assert np.median(left[:15]) < 0.5 < np.median(left[15:])
    found = np.array([np.nan if s is None else s.log_lr for s in matched_effect(case)])
    assert np.nanmean(found[:15]) > 0.1 > -0.1 > np.nanmean(found[15:])


def test_permuted_labels_do_not_separate_spurious_from_genuine_words():
    case = proxies_and_causes(0, 400)
    found = np.full((12, 30), np.nan)
    for turn in range(12):
        y = np.random.default_rng([3, turn]).permutation(case.corpus.labels)
        signals = matched_effect(replace(case, corpus=replace(case.corpus, labels=y)))
        found[turn] = [np.nan if s is None else s.log_lr for s in signals]
    for half in (found[:, :15], found[:, 15:]):
        assert np.isfinite(half).sum() > 60
        assert abs(np.nanmean(half)) < 0.06


def environments(seed, chances, n=900):
    """A cue whose label has chances[e] = (without, with it) in environment e."""
    rng = np.random.default_rng([seed, 4])
    place = rng.permutation(np.arange(n) % len(chances))
    cue = rng.random(n) < 0.4
    y = (rng.random(n) < np.asarray(chances)[place, cue.astype(int)]).astype(int)
    names = [f"place {e}" for e in place]
    case = case_of(["word:x"], cue[:, None], y, environments=("place",), meta={"place": names})
    return stability(case)[0]


def odds_of(base, ratio):
    """The chance whose odds are `ratio` times those of `base`."""
    odds = ratio * base / (1 - base)
    return odds / (1 + odds)


def test_a_cue_that_reverses_somewhere_is_unstable_in_every_draw():
    found = [environments(seed, [(0.3, 0.7), (0.3, 0.7), (0.7, 0.3)]) for seed in range(20)]
    assert all(s.log_lr > 0 for s in found)
    assert min(s.value for s in found) > 0.8


def test_a_cue_that_vanishes_somewhere_is_unstable_in_most_draws():
    found = [environments(seed, [(0.3, 0.65), (0.3, 0.65), (0.45, 0.45)]) for seed in range(20)]
    assert sum(s.log_lr > 0 for s in found) >= 18


@pytest.mark.parametrize("ratio", [1, 5])
def test_a_cue_with_one_odds_ratio_everywhere_is_stable_whatever_the_label_shares(ratio):
    # Chances of the label differ widely; how the cue multiplies its odds does not.
    chances = [(base, odds_of(base, ratio)) for base in (0.15, 0.4, 0.65)]
    found = [environments(seed, chances) for seed in range(150)]
    assert sum(s.log_lr > 0 for s in found) <= 5
    assert np.median([s.value for s in found]) < 0.3


def homogeneous(seed, copies, columns, n=600, cues=40):
    """Cues equally associated with the label in five environments, with `copies` of every text."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    held = rng.random((n, cues)) < np.where(y[:, None] == 1, 0.3, 0.15)
    index = np.repeat(np.arange(n), copies)
    names = tuple(f"column{c}" for c in range(columns))
    meta = {name: [f"e{e}" for e in rng.integers(0, 5, n)[index]] for name in names}
    return case_of(
        [f"word:w{j}" for j in range(cues)],
        held[index],
        y[index],
        meta=meta,
        environments=names,
        cluster=index.astype(np.int64),
    )


@pytest.mark.parametrize(("copies", "columns"), [(1, 1), (3, 1), (1, 5)])
def test_few_corpora_have_a_stable_cue_that_is_called_unstable(copies, columns):
    corpora = [stability(homogeneous(seed, copies, columns)) for seed in range(20)]
    assert sum(any(s.log_lr > 0 for s in signals if s) for signals in corpora) <= 3
    assert all(s is not None for signals in corpora for s in signals)
