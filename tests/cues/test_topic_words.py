"""Topic word sets: learned without labels, found in any documents, judged; hostile words."""

from __future__ import annotations

import numpy as np
import pytest
from rich.console import Console
from scipy.sparse import csr_array

import cuewise
from cuewise import embed, report
from cuewise.config import AuditConfig
from cuewise.cues.collect import collect_cues
from cuewise.cues.phrases import phrases
from cuewise.cues.source import Population
from cuewise.cues.spans import brief, find, forms
from cuewise.cues.table import count_source
from cuewise.cues.topic_words import TopicWordFinder, TopicWords
from cuewise.errors import NotApplicable
from cuewise.evidence.case import EvidenceCase
from cuewise.evidence.label_meaning import meanings
from cuewise.evidence.signals import measure_signals
from cuewise.pipeline.decide import verdict as combine
from cuewise.plugins.outcomes import Steps
from cuewise.probe.edits import INSERT, ProbedCue
from cuewise.probe.place import plan_place
from cuewise.probe.placebo import Pool
from cuewise.records import CueTable, Reason
from cuewise.remedy.texts import ablated, insert_cue

_TOWNS = (
    "lisbon porto madrid seville granada bilbao marseille lyon bordeaux toulouse geneva zurich "
    "basel lausanne vienna salzburg prague budapest krakow warsaw gdansk riga tallinn vilnius "
    "helsinki stockholm oslo bergen copenhagen hamburg cologne dresden leipzig munich stuttgart "
    "antwerp brussels rotterdam utrecht milan"
)
_FRUIT = "apples pears plums cherries peaches grapes lemons melons apricots figs"
GLAD, SORRY = (
    "wonderful superb excellent delightful splendid marvellous lovely brilliant gorgeous terrific",
    "dreadful horrible awful terrible dismal appalling ghastly miserable atrocious lousy",
)
_OTHER = (
    "chair carpet ticket engine bottle paper bridge camera pencil window jacket hammer ladder "
    "blanket basket candle mirror drawer bucket button garage kettle pillow shovel wallet"
)
TOWNS, FRUIT, OTHER = (words.split() for words in (_TOWNS, _FRUIT, _OTHER))


def texts_of(n, seed=0, share=0.85):
    """n texts; the odd ones mention towns far more often, and praise more, than the even ones."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        odd = i % 2 == 1
        names = TOWNS if rng.random() < (share if odd else 1 - share) else FRUIT + OTHER
        mood = (GLAD if odd == (rng.random() < 0.8) else SORRY).split()
        picked = [*rng.choice(OTHER, 2), rng.choice(names), rng.choice(mood)]
        out.append(f"We had the {picked[0]} and the {picked[1]} near {picked[2]}; {picked[3]} {i}.")
    return out


def encode(words):
    """An axis for each group, and a little noise for each word; 0 for unknown words."""
    rng = np.random.default_rng(1)
    groups = (TOWNS, FRUIT, GLAD.split(), SORRY.split())
    own = {w: rng.normal(size=24) for w in [*TOWNS, *FRUIT, *GLAD.split(), *SORRY.split(), *OTHER]}
    out = np.zeros((len(words), 28), np.float32)
    for row, word in zip(out, words, strict=True):
        if word in own:
            row[4:] = own[word] / 5
            row[:4] = [3 * (word in group) for group in groups]
    return out


def table_of(corpus, min_count=10):
    return count_source(TopicWords(encode), Population.undivided(corpus, min_count)).table(corpus)


def words_of(table):
    return [set(name.partition(":")[2].split("|")) for name in table.names]


def test_words_close_in_meaning_are_one_set_and_no_word_is_in_two(corpus_of):
    table = table_of(corpus_of(texts_of(1200)))
    sets = words_of(table)
    towns = [s for s in sets if s & set(TOWNS)]
    assert all(f <= set(TOWNS) for f in towns)
    assert sum(map(len, towns)) == len(set().union(*towns)) >= 0.9 * len(TOWNS)
    assert not any(f & set(OTHER) for f in sets)
    assert set(table.kinds) == {"field"}


def test_labels_have_no_influence(corpus_of):
    texts = texts_of(600)
    one = table_of(corpus_of(texts))
    other = table_of(corpus_of(texts, np.arange(600) % 2))
    assert one.names == other.names
    assert (one.values != other.values).nnz == 0


def test_frequent_words_come_first_and_find_their_documents(corpus_of):
    corpus = corpus_of(texts_of(800))
    table = table_of(corpus)
    for j, name in enumerate(table.names):
        words = forms("field", name.partition(":")[2])
        times = [sum(w in t.lower() for t in corpus.texts) for w in words]
        assert times == sorted(times, reverse=True)
        held = np.flatnonzero(table.values[:, [j]].toarray().ravel())
        spans = [bool(find("field", name.partition(":")[2], t)) for t in corpus.texts]
        assert held.tolist() == np.flatnonzero(spans).tolist()


def test_a_set_with_one_dominant_word_is_dropped(corpus_of):
    texts = [f"lisbon {i}" for i in range(30)]
    texts += [f"{w} {i}" for w in TOWNS[1:] for i in range(12)]
    plenty = [f"{w} {i}" for w in FRUIT + OTHER for i in range(9)]
    plenty += [str(i) for i in range(2000)]
    found = words_of(table_of(corpus_of(texts + plenty), 5))
    assert any("lisbon" in f for f in found)
    # "lisbon" has 30 of hundreds of documents above, and 30 of 54 here.
    found = words_of(table_of(corpus_of(texts[:30] + texts[30:78:2] + plenty), 5))
    assert not any("lisbon" in f or "porto" in f for f in found)


def test_too_few_words_and_words_far_apart_are_no_sets(corpus_of):
    with pytest.raises(NotApplicable, match="few-content-words"):
        table_of(corpus_of(["lisbon and porto"] * 20))
    flat = TopicWords(lambda words: np.eye(len(words), dtype=np.float32))
    with pytest.raises(NotApplicable, match="no-topic-words"):
        flat(corpus_of(texts_of(800)), 10)


def test_both_texts_of_a_pair_share_their_sets(corpus_of):
    corpus = corpus_of(texts_of(600), texts_b=texts_of(600, seed=1))
    names = table_of(corpus).names
    assert {n.partition("/")[2] for n in names if n[0] == "a"} == {
        n.partition("/")[2] for n in names if n[0] == "b"
    }


def test_a_place_is_a_whole_word_in_any_case_and_before_a_possessive():
    assert find("field", "oslo|lima", "OSLO's Lima, not limassol") == [(0, 4), (7, 11)]
    assert find("field", "巴黎|东京", "我去过东京和巴黎") == [(3, 5), (6, 8)]
    assert find("field", "", "text") == []


def test_hostile_words_are_never_members(corpus_of):
    hostile = ["a|b", "<script>", "field:x|y", "\u202eolso", "x" * 400]
    texts = [f"{t} {hostile[i % 5]}" for i, t in enumerate(texts_of(600))]
    assert not [w for f in words_of(table_of(corpus_of(texts))) for w in f if not w.isalpha()]
    part = next(
        TopicWordFinder(("oslo|lima",))(corpus_of(["oslo|lima", "osloslo", "field:oslo|lima"]))
    )
    assert part.values.toarray().ravel().tolist() == [1, 0, 1]


def test_an_edit_removes_all_words_or_inserts_one(corpus_of):
    value = "oslo|lima|riga"
    texts = [f"from Oslo to Riga by the green river {i}" for i in range(9)]
    texts += [f"some old paper of the green house {i}" for i in range(9)]
    holders = np.arange(18) < 9
    pool = Pool(dict.fromkeys(("from", "green", "river", "house", "paper", "the", "old"), 9))
    rng = np.random.default_rng(0)
    target = ProbedCue(f"field:{value}", 1, holders, 9)
    edits = plan_place(corpus_of(texts), target, pool, size=9, rng=rng)
    removed = [e for e in edits if e.operator == "remove" and e.placebo < 0]
    assert removed
    assert all("Oslo" not in e.text and "Riga" not in e.text for e in removed)
    inserted = [e.text for e in edits if e.operator == INSERT and e.placebo < 0]
    assert {w for t in inserted for w in value.split("|") if w in t} == set(value.split("|"))
    assert all("|" not in t for t in inserted)
    placebos = [e.text for e in edits if e.operator == INSERT and e.placebo >= 0]
    assert not [t for t in placebos if find("field", value, t)]


def test_remedies_on_texts_know_the_words():
    assert ablated(["Oslo and Riga."], None, ["field:oslo|riga"]) == [[" and ."]]
    assert ablated(["Oslo!"], None, ["field:oslo|riga"], "table") == [["Table!"]]
    assert insert_cue("a b", "field:oslo|riga", np.random.default_rng(0)).split()[1] in {
        "oslo",
        "riga",
    }


def test_a_word_in_nearly_all_documents_of_a_set_is_the_fullest_form():
    held = np.zeros((20, 3), np.int8)
    held[:10, 0], held[:11, 1], held[10:, 2] = 1, 1, 1
    names = ("field:oslo|lima|riga|bern|rome", "word:oslo", "word:lima")
    table = CueTable(names, ("field", "word", "word"), csr_array(held), ("",) * 3)
    assert phrases(table, [0, 1, 2]).tolist() == [1, 1, 2]


def test_a_message_shows_few_words():
    assert brief("b/field:a|b|c|d|e") == "b/field:a|b|c|… (5 words)"
    assert brief("word:a|b") == "word:a|b"


def outcome_of(corpus, **options):
    steps = Steps()
    population = Population.undivided(corpus, 10)
    collect_cues(population, AuditConfig(**options), ("none",), 0, steps)
    return steps.outcomes["cues.field"]


def test_chinese_needs_named_vectors(corpus_of, tmp_path):
    corpus = corpus_of(["我去过东京", "他去过巴黎"] * 30, language="zh")
    assert outcome_of(corpus).status == "skipped"
    assert outcome_of(corpus).reasons == [Reason.of("no-vectors", language="Chinese")]
    vectors = tmp_path / "vectors.txt"
    vectors.write_text("东京 1 0\n巴黎 1 0.1\n", "utf-8")
    (reason,) = outcome_of(corpus, word_vectors=str(vectors)).reasons
    assert reason.code == "few-content-words"


@pytest.fixture(scope="module")
def audited(corpus_of):
    corpus = corpus_of(texts_of(2000), np.arange(2000) % 2)
    return cuewise.audit(corpus, models=("none",))


@pytest.mark.needs_encoder
def test_planted_towns_are_found_and_judged_spurious(audited):
    found = [f for f in audited.findings if f.kind == "field" and f.association.replicated]
    members = {f.id: set(f.subject.partition(":")[2].split("|")) for f in found}
    towns = [f for f in found if len(members[f.id] & set(TOWNS)) > len(members[f.id]) / 2]
    assert towns
    assert {f.label for f in towns} == {"positive"}
    assert all(f.verdict.type == "spurious" for f in towns)
    caught = set().union(*(members[f.id] for f in towns))
    # These few words make eight sets, so the towns are in several, not all of them findings.
    assert len(caught & set(TOWNS)) >= 0.3 * len(TOWNS)
    assert len(caught & set(TOWNS)) >= 0.8 * len(caught)


@pytest.mark.needs_encoder
def test_no_reader_sees_a_wall_of_words(audited):
    field = next(f for f in audited.findings if f.kind == "field")
    wall = field.subject.partition(":")[2]
    assert len(field.message) < 250
    console = Console(width=200)
    with console.capture() as shown:
        console.print(report.terminal(audited))
    for drawn in (report.html(audited), report.markdown(audited), shown.get()):
        assert f" … ({len(wall.split('|'))} words)" in drawn.replace("\\", "")
        assert f"|{wall.split('|')[-1]}" not in drawn


def judged(corpus_of, names, label_names):
    """Verdicts on topic word sets of the second label, in a corpus of known words."""
    words = [f"word:{w}" for w in (*OTHER, *GLAD.split(), *SORRY.split(), *TOWNS)]
    every = (*names, *words)
    n = 200
    held = np.random.default_rng(0).integers(0, 2, (n, len(every)))
    kinds = tuple(name.partition(":")[0] for name in every)
    table = CueTable(every, kinds, csr_array(held.astype(np.int8)), ("",) * len(every))
    corpus = corpus_of([""] * n, np.arange(n) % 2, label_names=label_names)
    places = np.arange(len(names))
    encode = embed.default_encoder().encode
    case = EvidenceCase(corpus, table, places, np.ones(len(names), np.int64), places, encode)
    signals, _ = measure_signals(case)
    known = [{k: v[i] for k, v in signals.items() if v[i] is not None} for i in places]
    return [combine(own, "field").type for own in known]


@pytest.mark.needs_encoder
def test_praise_is_genuine_and_towns_are_spurious(corpus_of):
    names = [f"field:{'|'.join(words)}" for words in (GLAD.split(), TOWNS, OTHER)]
    found = judged(corpus_of, names, ("negative", "positive"))
    assert found == ["genuine", "spurious", "spurious"]


def test_the_words_of_a_set_describe_no_label(corpus_of):
    """If label names say nothing, towns of a label do not vouch for other towns."""
    n = 400
    y = np.arange(n) % 2
    own = (y[:, None] == 1) & (np.random.default_rng(0).random((n, 20)) < 0.5)
    names = [f"word:{w}" for w in (*TOWNS[:10], *GLAD.split())]
    other = [f"word:{w}" for w in SORRY.split()]
    against = (y[:, None] == 0) & (np.random.default_rng(1).random((n, 10)) < 0.5)
    field = own[:, :10].any(axis=1)[:, None]
    every = (f"field:{'|'.join(TOWNS)}", *names, *other)
    values = csr_array(np.hstack([field, own, against]).astype(np.int8))
    kinds = tuple(name.partition(":")[0] for name in every)
    table = CueTable(every, kinds, values, ("",) * len(every))
    corpus = corpus_of([""] * n, y, label_names=("class_0", "class_1"))
    zero = np.zeros(1, np.int64)
    found = meanings(EvidenceCase(corpus, table, zero, zero + 1, zero))
    assert set(found[1].words) == set(GLAD.split())


@pytest.mark.needs_encoder
def test_permuted_labels_leave_no_topic_word_set(corpus_of):
    rng = np.random.default_rng(3)
    found = 0
    for seed in range(5):
        corpus = corpus_of(texts_of(600, seed), rng.permutation(np.arange(600) % 2))
        audit = cuewise.audit(corpus, models=("none",))
        found += sum(f.kind == "field" for f in audit.findings)
    assert found <= 1
