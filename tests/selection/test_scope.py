"""Which cues are repaired: those judged spurious that are relied on, or not cleared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import study_samples as samples
from scipy.sparse import csr_array

from cuewise.config import AuditConfig
from cuewise.probe.run import ModelReport
from cuewise.probe.study import JudgedCue, Study
from cuewise.records import (
    Associations,
    Corpus,
    CueTable,
    Predictions,
    Rate,
    Reliance,
    Verdict,
)
from cuewise.records.interval import Interval
from cuewise.selection import scope
from cuewise.selection.scope import Scope, scopes, to_repair

NAMES = ("word:glad", "field:oslo|lima", "field:pear|plum", "field:red|blue", "word:oslo")
VERDICTS = ("genuine", "spurious", "spurious", "spurious", "spurious")


def study(whole=(0, 1, 2, 3, 4), replicated=()):
    m = len(NAMES)
    zero = np.zeros(m)
    kinds = tuple(name.partition(":")[0] for name in NAMES)
    associations = Associations(
        subjects=NAMES,
        labels=("a",) * m,
        cue=np.arange(m),
        label=np.zeros(m, np.int64),
        p=zero,
        discovered=zero,
        effect=zero,
        low=zero,
        high=zero,
        log_odds_ratio=zero,
        replicated=np.isin(np.arange(m), replicated),
        support=np.zeros(m, np.int64),
        prevalence=zero,
        z=zero,
    )
    verdicts = (Verdict(type=v, p_spurious=0.5, signals={}) for v in VERDICTS)
    return Study(
        corpus=Corpus([], [], np.zeros(0, np.int32), ("a", "b"), ""),
        cues=CueTable(NAMES, kinds, csr_array((3, m), dtype=np.int8), ("",) * m),
        associations=associations,
        q=zero,
        judged=tuple(map(JudgedCue, range(m), verdicts, whole)),
        rows=np.arange(3),
        options=AuditConfig(),
        seed=0,
    )


def relied(**deltas):
    """Δ* by number of the row, .03 to either side."""
    found = {int(row[1:]): made(d, 0.03) for row, d in deltas.items()}
    return ModelReport("m", found, None, "")


def made(delta, half):
    empty = dict.fromkeys(("flip_rate", "placebo", "fcs_raw", "fcs_excess", "fcs_do"))
    return Reliance(model="m", delta=delta, low=delta - half, high=delta + half, n=50, **empty)


def test_what_is_not_cleared_goes_with_what_is_relied_on_as_a_second_set():
    found = scopes(study(), None, relied(r1=0.2, r2=0.01, r3=-0.02, r4=0.01))
    assert found == [Scope("relied-on", (1,)), Scope("not-cleared", (1, 2, 3, 4))]


def rate(low):
    return Rate(estimate=low + 0.01, low=low, high=low + 0.02, n=100)


def test_where_no_reliance_is_shown_nothing_is_repaired():
    unclear = relied(r1=0.01)
    assert scopes(study(), None, unclear) == []
    assert scopes(study(), None, replace(unclear, sdr=rate(0.0))) == []


def test_where_all_cues_together_change_decisions_the_wide_set_is_repaired():
    shown = replace(relied(r1=0.01), sdr=rate(0.001))
    assert scopes(study(), None, shown) == [Scope("not-cleared", (1,))]
    assert scopes(study(), None, relied(r4=0.2)) == [Scope("relied-on", (4,))]


def test_what_was_not_probed_is_not_cleared_if_it_replicates():
    found = scopes(study(replicated=(0, 3), whole=(0, 1, 2, 3, 3)), None, relied(r1=0.2))
    assert found == [Scope("relied-on", (1,)), Scope("not-cleared", (1, 3))]


def test_a_cleared_cue_and_a_genuine_one_are_left_alone():
    clean = ModelReport("m", {1: made(0.0, 0.01), 0: made(0.3, 0.03)}, None, "")
    assert scopes(study(), None, clean) == []


def test_only_cues_judged_spurious_whose_phrase_is_are_probed():
    found = to_repair(study(whole=(0, 4, 2, 0, 4)))
    assert [cue.row for cue in found.judged] == [1, 2, 4]
    assert [cue.whole for cue in found.judged] == [4, 2, 4]
    assert all(cue.verdict.type == "spurious" for cue in found.judged)


def test_cues_of_an_included_verdict_may_be_repaired_too():
    wide = to_repair(study(), ["genuine"])
    assert [cue.row for cue in wide.judged] == [0, 1, 2, 3, 4]
    assert wide.judged[0].verdict.type == "spurious"
    assert [cue.row for cue in to_repair(study(), ["undetermined"]).judged] == [1, 2, 3, 4]


def test_what_counts_is_the_least_reliance_and_the_whole_interval():
    # From .02 up it is not shown to be over .02, and not cleared.
    edge = made(0.05, 0.03).model_copy(update={"low": 0.02})
    found = scopes(study(), None, ModelReport("m", {1: edge}, rate(0.01), None))
    assert found == [Scope("not-cleared", (1,))]
    assert scopes(study(), None, relied(r1=0.0501)) == [Scope("relied-on", (1,))]
    assert scopes(study(), None, relied(r1=-0.0501)) == [Scope("relied-on", (1,))]
    cleared = ModelReport("m", {1: made(0.0, 0.02)}, None, None)
    assert scopes(study(), None, cleared) == []


def test_of_several_labels_the_clearest_effect_of_a_cue_counts():
    two = study()
    associations = replace(two.associations, cue=np.array([0, 1, 1, 1, 4]))
    two = replace(two, associations=associations)
    for rows in (
        {1: made(0.2, 0.03), 2: made(0.01, 0.03), 3: made(0.0, 0.3)},
        {1: made(0.0, 0.01)},
    ):
        relied_on = any(r.low > 0.02 for r in rows.values())
        found = scopes(two, None, ModelReport("m", rows, None, None))
        assert found == ([Scope("relied-on", (1,))] if relied_on else [])
    turned = {1: made(0.01, 0.03), 2: made(-0.2, 0.03)}
    assert scopes(two, None, ModelReport("m", turned, None, None)) == [Scope("relied-on", (1,))]


def test_reliance_without_an_interval_is_not_known():
    unknown = made(0.2, 0.03).model_copy(update={"low": None, "high": None})
    assert scopes(study(), None, ModelReport("m", {1: unknown}, None, None)) == []


STYLES = ("style:a", "style:b", "word:c")


class Styled:
    """Probabilities by row; document 0 is not answered."""

    def __init__(self, yes):
        self.yes = yes

    def predict(self, texts, texts_b=None):
        assert texts_b is None
        yes = np.array([self.yes[int(t)] for t in texts])
        return Predictions(np.stack([1 - yes, yes], axis=1), "styled", len(texts))


def styled(replicated=True):
    values = np.zeros((120, 3), np.int8)
    values[::2, 0] = 1
    values[::3, 1] = 1
    ids = [str(i) for i in range(120)]
    labels = (np.arange(120) // 4 % 2).astype(np.int32)
    corpus = Corpus(ids, ids, labels, ("a", "b"), "")
    own = samples.study(STYLES, ["spurious"] * 3, values=values, corpus=corpus,
                        replicated=[replicated] * 3)  # fmt: skip
    # The first twenty documents are of another part; they would turn the comparison round.
    return replace(own, rows=np.arange(20, 120))


def test_a_style_is_repaired_where_its_rank_gap_is_shown():
    rng = np.random.default_rng(0)
    yes = 0.5 + 0.3 * (np.arange(120) % 2 == 0) + rng.normal(0, 0.02, 120)
    yes[:20] = 1 - yes[:20]
    yes[20] = np.nan
    found = scopes(styled(replicated=False), Styled(yes), ModelReport("m", {}, None, None))
    assert found == [Scope("relied-on", (0,))]
    # A located cue that was not probed is not cleared; a style of which nothing is shown is left.
    found = scopes(styled(), Styled(yes), ModelReport("m", {}, None, None))
    assert found == [Scope("relied-on", (0,)), Scope("not-cleared", (0, 2))]


def test_a_style_that_cannot_be_compared_is_left_alone():
    unknown = Styled(np.full(120, np.nan))
    assert scopes(styled(replicated=False), unknown, ModelReport("m", {}, None, None)) == []


def test_a_probed_cue_is_not_unprobed_under_another_label():
    two = study(replicated=(1, 2, 3), whole=(0, 1, 2, 3, 4))
    associations = replace(two.associations, cue=np.array([0, 1, 1, 3, 4]))
    two = replace(two, associations=associations)
    found = scopes(two, None, ModelReport("m", {1: made(0.0, 0.01)}, rate(0.01), None))
    assert found == [Scope("not-cleared", (3,))]


def test_a_gap_of_a_tenth_is_not_yet_wide(monkeypatch):
    for low, wide in ((0.1, False), (0.1001, True)):
        monkeypatch.setattr(
            scope, "rank_gaps", lambda *columns, low=low: [Interval(0.2, low, 0.3)] * 2
        )
        found = scopes(
            styled(replicated=False), Styled(np.full(120, 0.5)), ModelReport("m", {}, None, None)
        )
        assert found == ([Scope("relied-on", (0, 1))] if wide else [])
