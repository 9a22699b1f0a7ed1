"""Every detector follows the protocol; the formulas agree with scipy and scikit-learn."""

import json
import sys

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import chi2_contingency
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier

from cuewise.bench.cells import FAST, SLOW, SLOWEST
from cuewise.bench.detectors import DETECTORS, detectors_named, peers, power
from cuewise.bench.detectors.counts import Counts, chi2_p
from cuewise.bench.sample import DetectorSample
from cuewise.errors import InputError
from cuewise.records import Corpus, CueTable
from cuewise.synth import Plant, make, null

LOCAL = [name for name, d in DETECTORS.items() if d.pace < SLOWEST]
PLANT = {"en": "tuesday", "zh": "周二"}


@pytest.fixture(scope="module", params=["en", "zh"])
def sample(request):
    plant = Plant("word", PLANT[request.param], "positive", 0.95, 0.3)
    return DetectorSample.of(make(request.param, 600, plants=[plant], seed=5))


@pytest.mark.parametrize("name", DETECTORS)
def test_a_detector_describes_itself(name):
    detector = DETECTORS[name]
    assert detector.name == name
    assert len(detector.about) > 20
    assert detector.pace in {FAST, SLOW, SLOWEST}
    assert isinstance(detector.version, str)
    assert isinstance(detector.absent(), str)


@pytest.mark.parametrize("name", LOCAL)
def test_a_detector_follows_the_protocol(name, sample):
    detector = DETECTORS[name]
    rows = detector(sample)
    scores = [r.score for r in rows]
    assert np.all(np.isfinite(scores))
    assert scores == sorted(scores, reverse=True)
    assert len({r.subject for r in rows}) == len(rows)
    assert all(":" in r.subject and isinstance(r.flagged, bool) for r in rows)
    assert list(detector(sample)) == list(rows)


@pytest.mark.parametrize("name", LOCAL)
def test_a_strong_cue_is_first_or_flagged(name, sample):
    word = f"word:{PLANT[sample.corpus.language]}"
    rows = DETECTORS[name](sample)
    rank = next(i for i, r in enumerate(rows) if r.subject == word)
    assert rank < 3 or rows[rank].flagged


@pytest.mark.parametrize("name", ["cuewise", "cuewise-replicated", "chi2-bonferroni"])
def test_nothing_is_flagged_in_a_null_corpus(name):
    assert not any(r.flagged for r in DETECTORS[name](DetectorSample.of(null(n=400, seed=2))))


def test_the_bag_does_not_depend_on_whether_the_cues_were_built():
    planted = make("zh", 300)
    first, second = DetectorSample.of(planted), DetectorSample.of(planted)
    assert first.cues is not None
    assert first.bag.names == second.bag.names
    assert (first.bag.values != second.bag.values).nnz == 0


def test_an_unknown_detector_is_an_error_that_lists_all():
    with pytest.raises(InputError, match="no detector 'chi'") as caught:
        detectors_named(("chi",))
    assert "chi2-yates" in caught.value.allowed


@pytest.mark.parametrize("yates", [True, False])
def test_chi_square_equals_scipys(yates):
    yc, c, y, n = np.array([30.0, 5.0, 60.0]), np.array([40.0, 12.0, 99.0]), 80.0, 200.0
    p = chi2_p(Counts(yc, c, np.full(3, y), n, np.zeros(3, dtype=np.int64)), yates=yates)
    for i in range(3):
        table = [[yc[i], c[i] - yc[i]], [y - yc[i], n - c[i] - y + yc[i]]]
        assert p[i] == pytest.approx(chi2_contingency(table, correction=yates).pvalue)


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_the_predictive_power_score_equals_that_of_a_tree(share):
    rng = np.random.default_rng(4)
    y = (rng.random(400) < share).astype(np.int64)
    values = np.column_stack([(rng.random(400) < 0.2 + 0.6 * y), (rng.random(400) < 0.3)]).astype(
        int
    )
    cues = CueTable(("word:a", "word:b"), ("word",) * 2, csr_array(values), ("",) * 2)
    order = np.random.default_rng(123).permutation(400)
    f1 = np.zeros(2)
    for test in np.array_split(order, 4):
        train = np.setdiff1d(order, test)
        for j in range(2):
            tree = DecisionTreeClassifier(random_state=0).fit(values[train, j : j + 1], y[train])
            guess = tree.predict(values[test, j : j + 1])
            f1[j] += f1_score(y[test], guess, average="weighted") / 4
    shuffled = np.random.default_rng([123, 1]).permutation(y)
    most_frequent = np.full(400, np.bincount(y).argmax())
    base = max(f1_score(y, g, average="weighted") for g in (most_frequent, shuffled))
    expected = np.clip((f1 - base) / (1 - base), 0, None)
    assert power.power_scores(cues, y) == pytest.approx(expected)


@pytest.fixture
def peer(tmp_path, monkeypatch):
    """A function that writes the script of a fake peer and returns the peer."""
    monkeypatch.setattr(peers, "SCRIPTS", tmp_path / "scripts")
    monkeypatch.setattr(peers, "ENVIRONMENTS", tmp_path / "envs")
    python = tmp_path / "envs" / "fake" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (tmp_path / "scripts").mkdir()

    def write(body):
        (tmp_path / "scripts" / "fake.py").write_text(body, encoding="utf-8")
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)
        return peers.Peer("fake", "a fake library for this test")

    yield write
    peers.stop_peers()


def sample_of(texts, labels):
    ids = [str(i) for i in range(len(texts))]
    meta = {"source": ["x"] * len(texts)}
    corpus = Corpus(ids, texts, np.array(labels, np.int32), ("a", "b"), "", "zh", meta=meta)
    return DetectorSample(corpus)


ECHO = """
import json, sys
for line in sys.stdin:
    question = json.loads(line)
    n = sum("好" in t for t in question["texts"])
    print(json.dumps({answer}), flush=True)
"""


def test_a_peer_answers_line_by_line_more_than_once(peer):
    fake = peer(
        ECHO.replace("{answer}", '{"ranked": [["word:a", 0, False], ["char:好", n, True]]}')
    )
    sample = sample_of(("好的", "很好", "no"), (0, 1, 0))
    for _ in range(2):
        assert fake(sample)[0] == ("char:好", 2.0, True)


def test_a_peer_that_fails_gives_the_reason(peer):
    fake = peer(ECHO.replace("{answer}", json.dumps({"error": "no net"})))
    with pytest.raises(RuntimeError, match="fake: no net"):
        fake(sample_of(("a",), (0,)))


def test_a_peer_that_dies_is_an_error(peer):
    fake = peer("raise SystemExit(3)")
    with pytest.raises(RuntimeError, match=r"fake: ended|Broken pipe"):
        fake(sample_of(("a",), (0,)))


def test_a_peer_without_an_environment_names_the_script_that_makes_it(peer):
    fake = peer("")
    assert fake.absent() == ""
    (peers.ENVIRONMENTS / "fake" / "bin" / "python").unlink()
    assert "make_env.sh fake" in fake.absent()
    before = fake.version
    peer("print()")
    assert fake.version != before
