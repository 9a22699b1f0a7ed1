"""The grids have the size and the properties that they claim."""

from collections import Counter

import numpy as np
import pytest

from cuewise.bench.cells import FAST, SLOWEST, GridCell
from cuewise.bench.forms import FULL, QUICK
from cuewise.bench.sample import DetectorSample
from cuewise.detect.association import count_labels
from cuewise.stats.association import independence_p


@pytest.mark.parametrize("form", [FULL, QUICK], ids=lambda f: f.name)
def test_names_and_seeds_of_cells_are_unique(form):
    cells = form.cells()
    assert len({c.name for c in cells}) == len({c.seed for c in cells}) == len(cells)


def test_the_full_form_is_the_whole_grid():
    cells = FULL.cells()
    assert sum(c.grid == "planted" for c in cells) == 6 * 5 * 8 * 2
    nulls = Counter((c.kind, c.balance) for c in cells if c.grid == "null")
    assert set(nulls) == {("flat", 0.5), ("flat", 0.9), ("permuted", 0.5), ("permuted", 0.9)}
    assert min(nulls.values()) >= 200


def test_slow_detectors_run_on_every_kind_and_language():
    slow = {(c.kind, c.language) for c in FULL.cells() if c.pace == SLOWEST and c.grid == "planted"}
    assert len(slow) == 8 * 2


def test_pace_does_not_change_the_corpus():
    cell = GridCell("null", "en", 60, "permuted")
    assert cell.pace == FAST
    slow = GridCell("null", "en", 60, "permuted", pace=SLOWEST)
    assert (cell.settings(), cell.seed) == (slow.settings(), slow.seed)


def _p(planted):
    """p of the association of every cue with the label, over all documents."""
    sample = DetectorSample.of(planted)
    t = count_labels(sample.corpus, sample.cues, np.arange(len(planted.texts)))
    p = independence_p(t.n_yc[:, 1], t.n_c, t.n_y[1], t.n)
    return dict(zip(sample.cues.names, p, strict=True))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("balance", [0.5, 0.9])
@pytest.mark.parametrize("kind", ["flat", "permuted"])
def test_nothing_is_associated_with_the_label_in_a_null(language, balance, kind):
    value = {"en": "word:tuesday", "zh": "word:周二"}[language] if kind == "flat" else ""
    cell = GridCell("null", language, 600, kind, value, balance, 0.1, balance)
    planted = cell.make()
    assert planted.labels.count("positive") == round(600 * balance)
    p = np.array(list(_p(planted).values()))
    assert np.nanmin(p) * p.size > 0.01


def test_alone_only_the_cue_is_associated_with_the_label():
    cue = ("word", "tuesday", 0.9, 0.2)
    alone, natural = (_p(GridCell(g, "en", 1500, *cue).make()) for g in ("alone", "planted"))
    assert alone["word:tuesday"] < 1e-12
    assert natural["word:tuesday"] < 1e-12
    opinions = ["word:great", "word:bad", "word:good", "word:friendly", "word:rude"]
    assert min(alone[w] for w in opinions) > 1e-3
    assert max(natural[w] for w in opinions) < 1e-3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_decoys_are_genuine_and_come_in_fours(language):
    truth = GridCell("decoy", language, 400, "decoy", "", 0.95, 0.05).make().truth
    assert [t.spurious for t in truth] == [False] * 4
    assert Counter(t.label for t in truth) == {"positive": 2, "negative": 2}
