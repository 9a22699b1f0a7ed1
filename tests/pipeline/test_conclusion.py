"""Material, clean or inconclusive: exact cases, and how often each is said by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.pipeline.decide import concluded
from cuewise.records import Reliance
from cuewise.records.thresholds import MATERIAL
from cuewise.stats.differences import paired_mean
from cuewise.stats.equivalence import further_pairs, tost_paired

TRIALS = 1000


def measured(delta, low, high, further=None):
    empty = dict.fromkeys(("flip_rate", "placebo", "fcs_raw", "fcs_excess", "fcs_do"))
    return Reliance(model="m", delta=delta, low=low, high=high, n=100, further=further, **empty)


@pytest.mark.parametrize(
    ("low", "high", "conclusion"),
    [
        (-0.02, 0.02, "clean"),
        (0.005, 0.015, "clean"),
        (-0.021, 0.0, "inconclusive"),
        (0.0, 0.021, "inconclusive"),
        (0.02, 0.2, "inconclusive"),
        (0.0201, 0.2, "material"),
        (-0.2, -0.0201, "material"),
        (-0.2, 0.2, "inconclusive"),
        (None, None, None),
        (-0.01, float("nan"), None),
    ],
)
def test_the_interval_decides(low, high, conclusion) -> None:
    assert concluded(measured(0.01, low, high)).conclusion == conclusion


def test_only_an_inconclusive_reliance_keeps_its_plan() -> None:
    plans = [concluded(measured(0, -w, w, 140)).further for w in (0.01, 0.05)]
    assert plans == [None, 140]
    assert concluded(measured(0.2, 0.1, 0.3, 140)).further is None
    assert concluded(measured(0.0, None, None, 140)).further is None


def test_nothing_else_changes() -> None:
    before = measured(0, -0.05, 0.05, 140)
    after = concluded(before).model_dump()
    assert {k: v for k, v in after.items() if k != "conclusion"} == {
        k: v for k, v in before.model_dump().items() if k != "conclusion"
    }


def conclusion_of(d, clusters=None):
    return concluded(measured(*paired_mean(d, clusters=clusters))).conclusion


def draw(rng, delta, n, noise=0.02):
    """Differences of mean `delta`: flips both ways by chance, and those of the cue."""
    ups = noise + max(delta, 0)
    downs = noise + max(-delta, 0)
    return rng.choice([1.0, -1.0, 0.0], n, p=[ups, downs, 1 - ups - downs])


def shares(delta, n, *, size=1, seed=0):
    """How often each conclusion is drawn; n documents in clusters of `size` equal ones."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(n // size), size) if size > 1 else None
    said = [
        conclusion_of(np.repeat(draw(rng, delta, n // size), size), clusters) for _ in range(TRIALS)
    ]
    return {name: said.count(name) / TRIALS for name in ("clean", "material", "inconclusive")}


@pytest.mark.parametrize("delta", [MATERIAL, -MATERIAL])
@pytest.mark.parametrize("n", [400, 2000])
def test_an_effect_at_the_margin_is_called_clean_or_material_at_most_at_alpha(delta, n) -> None:
    """Each wrong answer has α = .025; the bound allows three standard errors of the simulation."""
    said = shares(delta, n)
    most = 0.025 + 3 * np.sqrt(0.025 * 0.975 / TRIALS)
    assert said["clean"] <= most
    assert said["material"] <= most
    assert said["inconclusive"] >= 0.9


def test_copies_of_a_document_do_not_buy_a_clean_answer() -> None:
    """At the margin, ten copies of each document: size holds only where clusters are counted."""
    most = 0.025 + 3 * np.sqrt(0.025 * 0.975 / TRIALS)
    assert shares(MATERIAL, 4000, size=10)["clean"] <= most


def test_null_is_clean_with_enough_documents_and_inconclusive_with_few() -> None:
    assert shares(0.0, 4000)["clean"] >= 0.95
    assert shares(0.0, 100)["inconclusive"] >= 0.95


def test_planted_is_material_with_enough_documents() -> None:
    assert shares(0.15, 400)["material"] >= 0.95
    assert shares(-0.15, 400)["material"] >= 0.95


def test_clean_is_what_two_one_sided_tests_say() -> None:
    rng = np.random.default_rng(1)
    for n in rng.integers(50, 3000, 100):
        d = draw(rng, 0.004, int(n), noise=0.01)
        tested = tost_paired(d, MATERIAL, alpha=0.025).equivalent
        assert tested == (conclusion_of(d) == "clean")


@pytest.mark.parametrize("delta", [0.0, 0.06])
def test_so_many_more_documents_settle_it_four_times_in_five(delta) -> None:
    """From a pilot with the very rates of the population, planned for a power of .8."""
    ups, downs = round(150 * (0.02 + delta)), 3
    pilot = np.repeat([1.0, -1.0, 0.0], [ups, downs, 150 - ups - downs])
    assert conclusion_of(pilot) == "inconclusive"
    n = 150 + int(further_pairs(pilot, MATERIAL))
    said = shares(delta, n)
    assert said["clean" if delta == 0 else "material"] == pytest.approx(0.8, abs=0.07)
