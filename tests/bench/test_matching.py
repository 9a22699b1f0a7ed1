"""Which subjects count as the planted cue, and which are false discoveries."""

import pytest

from cuewise.bench.cells import GridCell
from cuewise.bench.matching import companions, equivalents, explained, text_of, within
from cuewise.bench.measure import _alone, _planted, _Truth
from cuewise.bench.sample import DetectorSample, RankedCue
from cuewise.synth import Decoy, Plant, make

# Language, kind and value planted; subjects that count as the cue; subjects that do not.
CASES = [
    ("en", "word", "tuesday", {"word:tuesday"}, {"word:monday", "ngram:on tuesday"}),
    ("zh", "word", "周二", {"word:周二", "char:周二"}, {"word:周三", "char:在周二"}),
    (
        "en",
        "phrase",
        "for the record",
        {"ngram:for the record", "ngram:the record", "word:record"},
        {"word:for", "word:the"},
    ),
    ("zh", "phrase", "顺便一提", {"char:顺便一提", "char:便一提"}, {"char:顺带一说"}),
    ("en", "position", "first=well", {"position:first=well"}, {"position:first=so"}),
    ("zh", "position", "first=其实", {"position:first=其实"}, {"position:first=那么"}),
    ("en", "length", "long", {"length:long", "length:short"}, {"word:the"}),
    ("zh", "punctuation", "！", {"punct:！", "punct:any"}, {"punct:！！"}),
    ("en", "style", "uppercase", {"format:uppercase"}, {"word:right"}),
    ("zh", "style", "elongation", {"format:elongation", "char:嗯嗯嗯"}, {"word:嗯"}),
    ("en", "style", "polite", {"ngram:thank you kindly"}, {"word:is", "word:this"}),
    ("en", "topic", "hotel", {"word:hotel"}, {"word:staff", "word:was"}),
    ("zh", "topic", "hotel", {"word:酒店"}, {"word:很"}),
    ("en", "metadata", "source=app", {"meta:source=app"}, {"meta:source=web"}),
]


@pytest.mark.parametrize(("language", "kind", "value", "same", "other"), CASES)
def test_equivalents_contain_the_cue_and_no_neighbours(language, kind, value, same, other):
    planted = make(language, 900, plants=[Plant(kind, value, "positive", 0.8, 0.2)], seed=3)
    subjects = equivalents(planted, planted.truth[0], DetectorSample.of(planted).cues)
    assert same <= subjects
    assert not other & subjects


def test_a_word_that_also_occurs_elsewhere_is_not_the_cue():
    """At a frequency of 1%, most documents that contain the word do not begin with it."""
    rare, often = (
        make(n=1500, plants=[Plant("position", "first=well", "positive", 0.8, f)])
        for f in (0.01, 0.3)
    )
    assert "word:well" not in equivalents(rare, rare.truth[0], DetectorSample.of(rare).cues)
    assert "word:well" in equivalents(often, often.truth[0], DetectorSample.of(often).cues)


def test_an_opinion_about_a_topic_is_not_the_topic():
    planted = make(n=2000, plants=[Plant("topic", "hotel", "positive", 0.5, 0.5)])
    cues = DetectorSample.of(planted).cues
    subjects = equivalents(planted, planted.truth[0], cues)
    assert "ngram:breakfast was stale" in cues.names
    assert "word:breakfast" in subjects
    assert all(text_of(name) in planted.truth[0].words for name in subjects)


def test_a_decoy_counts_under_its_name():
    planted = make("zh", 300, decoys=[Decoy("糟糕", "negative", 0.1)])
    subjects = equivalents(planted, planted.truth[0], DetectorSample.of(planted).cues)
    assert subjects == {"word:糟糕", "char:糟糕"}


def test_within_compares_whole_words_or_chinese_characters():
    assert within("record", "for the record")
    assert not within("rec", "for the record")
    assert within("便一", "顺便一提")
    assert within("在 周二", "是在周二")
    assert not within("", "anything")
    assert text_of("meta:source=app") == ""


def test_companions_are_associated_with_the_cue():
    cell = GridCell("reference", "en", 3000, "word", "tuesday", 0.95, 0.2)
    subjects = companions(cell.make())
    # Its own sentence, and the other weekdays, which are associated with the other label.
    assert {"word:tuesday", "ngram:a tuesday", "word:monday"} <= subjects
    assert not {"word:great", "word:bad", "punct:!", "meta:source=app"} & subjects


def test_what_neither_cue_nor_companions_explain_is_false():
    planted = make(n=300, plants=[Plant("word", "tuesday", "positive", 0.9, 0.2)])
    sample = DetectorSample.of(planted)
    truth = _Truth(planted, sample, frozenset({"word:tuesday"}), frozenset({"word:monday"}))
    rows = [
        RankedCue("word:tuesday", 9.0, flagged=True),
        RankedCue("ngram:by tuesday", 8.0, flagged=True),
        RankedCue("word:monday", 7.0, flagged=True),
        RankedCue("word:great", 6.0, flagged=True),
        RankedCue("word:bad", 5.0, flagged=False),
    ]
    score = _alone(rows, truth)
    assert (score.flagged, score.false, score.top, score.found) == (4, 1, 6.0, True)
    assert not explained("word:great", planted.truth[0], truth.equal, truth.companions)


def test_a_cue_that_is_ranked_but_not_flagged_is_not_found():
    planted = make(n=300, plants=[Plant("word", "tuesday", "positive", 0.9, 0.2)])
    truth = _Truth(planted, DetectorSample.of(planted), frozenset({"word:tuesday"}), frozenset())
    score = _planted([RankedCue("word:tuesday", 2.0, flagged=False)], truth)
    assert (score.found, score.by, score.score) == (False, "word:tuesday", 2.0)
    # Where opinions determine the label, words of praise are right, so nothing counts as false.
    assert score.false is None
    assert score.top is None
