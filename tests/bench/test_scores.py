"""Rows and targets from hand-made cells."""

import json
from io import StringIO

import pytest
from rich.console import Console

from cuewise.bench.cells import GridCell
from cuewise.bench.cost import measure_cost
from cuewise.bench.forms import QUICK
from cuewise.bench.measure import CellResult, DetectorScore
from cuewise.bench.run import DetectionResult
from cuewise.bench.summary import (
    DetectorRun,
    judged_spurious,
    matched_cuts,
    must_be_found,
    share_of,
    summarise,
)
from cuewise.bench.table import draw_detection
from cuewise.bench.targets import targets


def planted(found, *, score=5.0, strength=0.9, documents=400, language="en", kind="word"):
    cell = GridCell("planted", language, 2000, kind, "x", strength, documents / 2000)
    facts = CellResult(documents=documents, strength=strength)
    return DetectorRun(cell, facts, DetectorScore(flagged=1, found=found, score=score))


def null(top, *, false=0, balance=0.5, language="en", replicate=0):
    cell = GridCell("null", language, 2000, "permuted", balance=balance, replicate=replicate)
    return DetectorRun(cell, CellResult(), DetectorScore(flagged=false, false=false, top=top))


def row(runs, name="cuewise"):
    return summarise(name, "", runs)


def test_only_strong_and_frequent_cues_must_be_found():
    assert must_be_found(planted(False))
    assert must_be_found(planted(False, strength=0.7))
    assert not must_be_found(planted(False, strength=0.6))
    assert not must_be_found(planted(False, documents=100))
    summary = row([planted(True), planted(False), planted(False, documents=100)])
    assert summary.recall[:3] == (1, 2, 0.5)
    assert summary.recall_all.n == 3


def test_an_uninformative_cue_is_no_miss():
    summary = row([planted(False, strength=0.5), planted(True, strength=0.5)])
    assert summary.recall_all.n == 0
    assert summary.silent[:2] == (1, 2)


def test_one_null_in_twenty_exceeds_the_cut():
    nulls = [null(float(i), replicate=i) for i in range(20)]
    by_language = matched_cuts(nulls)
    assert by_language == {"en": 18.0}
    assert sum(d.score.top > by_language["en"] for d in nulls) == 1
    # Only balanced nulls count: recall is measured on balanced labels.
    assert matched_cuts([*nulls, null(99.0, balance=0.9)]) == by_language


def test_recall_is_compared_above_the_cut_of_the_language():
    nulls = [null(2.0), null(9.0, language="zh")]
    summary = row([planted(True), planted(True, language="zh"), *nulls])
    assert summary.recall[:2] == (2, 2)
    assert summary.matched[:2] == (1, 2)


def test_false_discoveries_are_counted_by_corpus_and_by_feature():
    cell = GridCell("alone", "en", 2000, "word", "x", 0.9, 0.2)
    alone = [
        DetectorRun(cell, CellResult(), DetectorScore(flagged=4, false=1)),
        DetectorRun(cell, CellResult(), DetectorScore(flagged=0, false=0)),
    ]
    summary = row([null(1.0, false=3), null(1.0), *alone])
    assert summary.family_wise[:2] == (1, 2)
    assert summary.fdp.mean == 0.125
    assert summary.precision[:2] == (3, 4)


def test_a_failure_is_a_miss_and_is_reported():
    failed = planted(False)._replace(score=DetectorScore(error="ImportError: no"))
    summary = row([planted(True), failed])
    assert (summary.recall[:2], summary.failed, summary.why) == ((1, 2), 1, "ImportError: no")
    assert not targets({"cuewise": summary}, {}, {})[0].met


def test_a_word_that_was_not_found_does_not_count_as_judged():
    def facts(found, called):
        scores = {
            "cuewise": DetectorScore(decoys={"a": found}),
            "cuewise-verdict": DetectorScore(decoys={"a": called}),
        }
        return CellResult(scores=scores)

    share = judged_spurious([facts(True, True), facts(False, False)], "cuewise", "cuewise-verdict")
    assert share[:2] == (1, 1)


@pytest.fixture
def rows():
    good = [planted(True, score=9.0, language=lang) for lang in ("en", "zh")] * 20
    nulls = [null(3.0, language=lang, replicate=i) for i in range(20) for lang in ("en", "zh")]
    decoys = DetectorRun(
        GridCell("decoy", "en", 2000, "decoy"),
        CellResult(),
        DetectorScore(decoys={"a": False, "b": True}),
    )
    return {
        "cuewise": row([*good, *nulls]),
        "pmi": row([*(planted(False, score=1.0) for _ in good), *nulls], "pmi"),
        "cuewise-verdict": row([decoys], "cuewise-verdict"),
    }


def test_targets_are_met_or_missed(rows):
    met = {t.name: t.met for t in targets(rows, rows, {})}
    assert met["null corpora with a false discovery, all"]
    assert met["planted cues found (>= 200 documents, deviation >= .2), languages"]
    assert not met["genuine decoys judged spurious, all"]
    against = [name for name in met if "against" in name]
    assert len(against) == 1
    assert met[against[0]]


def test_an_equal_rival_is_not_beaten(rows):
    rival = summarise("pmi", "", [planted(True, score=9.0), planted(False, score=1.0), null(3.0)])
    ours = summarise(
        "cuewise", "", [planted(True, score=9.0), planted(False, score=1.0), null(3.0)]
    )
    checked = targets({"cuewise": ours, "pmi": rival}, {}, {})
    assert [t.met for t in checked if "against" in t.name] == [False]


def test_the_results_are_drawn_and_are_json(rows):
    result = DetectionResult(
        "cuewise bench detection", QUICK, rows, {}, targets(rows, rows, {}), {}, [], 1.0
    )
    written = StringIO()
    Console(width=120, file=written).print(draw_detection(result))
    text = written.getvalue()
    assert "MISS" in text
    assert "cuewise-verdict" in text
    record = json.loads(json.dumps(result.record()))
    assert record["command"] == "cuewise bench detection"
    assert record["rows"]["cuewise"]["recall"][2] == 1.0


def test_cost_is_measured_in_its_own_process():
    spent = measure_cost("pmi", 100)
    assert spent is not None
    assert 0 < spent.seconds < 60
    assert spent.peak_mb > 50
    assert share_of(0, 0).rate is None
