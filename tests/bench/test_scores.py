"""From cells to rows and targets, by hand."""

import json
from io import StringIO

import pytest
from rich.console import Console

from cuewise.bench.cells import Cell
from cuewise.bench.cost import cost
from cuewise.bench.forms import QUICK
from cuewise.bench.measure import Facts, Score
from cuewise.bench.run import Result
from cuewise.bench.summary import Done, Share, cuts, judged, strong, summarise
from cuewise.bench.table import draw
from cuewise.bench.targets import targets


def planted(found, *, score=5.0, strength=0.9, documents=400, language="en", kind="word"):
    cell = Cell("planted", language, 2000, kind, "x", strength, documents / 2000)
    facts = Facts(documents=documents, strength=strength)
    return Done(cell, facts, Score(flagged=1, found=found, score=score))


def null(top, *, false=0, balance=0.5, language="en", replicate=0):
    cell = Cell("null", language, 2000, "permuted", balance=balance, replicate=replicate)
    return Done(cell, Facts(), Score(flagged=false, false=false, top=top))


def row(done, name="cuewise"):
    return summarise(name, "", done)


def test_only_strong_and_frequent_cues_must_be_found():
    assert strong(planted(False))
    assert strong(planted(False, strength=0.7))
    assert not strong(planted(False, strength=0.6))
    assert not strong(planted(False, documents=100))
    found = row([planted(True), planted(False), planted(False, documents=100)])
    assert found.recall[:3] == (1, 2, 0.5)
    assert found.recall_all.n == 3


def test_a_cue_that_says_nothing_is_no_miss():
    found = row([planted(False, strength=0.5), planted(True, strength=0.5)])
    assert found.recall_all.n == 0
    assert found.silent[:2] == (1, 2)


def test_the_cut_lets_one_null_in_twenty_through():
    nulls = [null(float(i), replicate=i) for i in range(20)]
    at = cuts(nulls)
    assert at == {"en": 18.0}
    assert sum(d.score.top > at["en"] for d in nulls) == 1
    # Skewed labels have cuts of their own; recall is measured on balanced ones.
    assert cuts([*nulls, null(99.0, balance=0.9)]) == at


def test_recall_is_compared_above_the_cut_of_the_language():
    nulls = [null(2.0), null(9.0, language="zh")]
    found = row([planted(True), planted(True, language="zh"), *nulls])
    assert found.recall[:2] == (2, 2)
    assert found.matched[:2] == (1, 2)


def test_false_discoveries_are_counted_by_corpus_and_by_feature():
    cell = Cell("alone", "en", 2000, "word", "x", 0.9, 0.2)
    alone = [
        Done(cell, Facts(), Score(flagged=4, false=1)),
        Done(cell, Facts(), Score(flagged=0, false=0)),
    ]
    found = row([null(1.0, false=3), null(1.0), *alone])
    assert found.family_wise[:2] == (1, 2)
    assert found.fdp.mean == 0.125
    assert found.precision[:2] == (3, 4)


def test_a_failure_is_a_miss_and_is_told():
    failed = planted(False)._replace(score=Score(error="ImportError: no"))
    found = row([planted(True), failed])
    assert (found.recall[:2], found.failed, found.why) == ((1, 2), 1, "ImportError: no")
    assert not targets({"cuewise": found}, {}, {})[0].met


def test_a_word_that_was_not_found_cannot_be_judged_well():
    def facts(found, called):
        scores = {
            "cuewise": Score(decoys={"a": found}),
            "cuewise-verdict": Score(decoys={"a": called}),
        }
        return Facts(scores=scores)

    share = judged([facts(True, True), facts(False, False)], "cuewise", "cuewise-verdict")
    assert share[:2] == (1, 1)


@pytest.fixture
def rows():
    good = [planted(True, score=9.0, language=lang) for lang in ("en", "zh")] * 20
    nulls = [null(3.0, language=lang, replicate=i) for i in range(20) for lang in ("en", "zh")]
    decoys = Done(
        Cell("decoy", "en", 2000, "decoy"), Facts(), Score(decoys={"a": False, "b": True})
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


def test_a_rival_as_good_is_not_behind(rows):
    rival = summarise("pmi", "", [planted(True, score=9.0), planted(False, score=1.0), null(3.0)])
    ours = summarise(
        "cuewise", "", [planted(True, score=9.0), planted(False, score=1.0), null(3.0)]
    )
    told = targets({"cuewise": ours, "pmi": rival}, {}, {})
    assert [t.met for t in told if "against" in t.name] == [False]


def test_the_results_are_drawn_and_are_json(rows):
    result = Result(
        "cuewise bench detection", QUICK, rows, {}, targets(rows, rows, {}), {}, [], 1.0
    )
    written = StringIO()
    Console(width=120, file=written).print(draw(result))
    text = written.getvalue()
    assert "MISS" in text
    assert "cuewise-verdict" in text
    record = json.loads(json.dumps(result.record()))
    assert record["command"] == "cuewise bench detection"
    assert record["rows"]["cuewise"]["recall"][2] == 1.0


def test_cost_is_measured_apart():
    spent = cost("pmi", 100)
    assert spent is not None
    assert 0 < spent.seconds < 60
    assert spent.peak_mb > 50
    assert Share(0, 0, None, 0.0, 1.0).rate is None
