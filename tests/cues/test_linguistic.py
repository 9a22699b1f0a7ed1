"""Word classes and names are found where they occur, in any text, and noise gives nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cuewise
from cuewise.config import AuditConfig
from cuewise.cues.collect import collect_cues
from cuewise.cues.linguistic import CHARACTERS_READ, Linguistic
from cuewise.cues.source import Population
from cuewise.cues.spacy_tagger import Spacy, load_spacy
from cuewise.cues.table import count_source
from cuewise.cues.taggers import tag_mixed, tagger
from cuewise.cues.tags import TAGS
from cuewise.errors import InputError
from cuewise.plugins.outcomes import Steps

FILLER = ["we sat there and waited", "they went away again", "it rained and we stayed in"]
NAMES = ["Barlow", "Quimby", "Osgood", "Hartnell", "Pettigrew"]


def table_from(source, corpus, min_count):
    return count_source(source, Population.undivided(corpus, min_count)).table(corpus)


def table_of(corpus, spec="default", min_count=5):
    return table_from(Linguistic(tagger(spec, corpus.language)), corpus, min_count)


def classes(text, language="en"):
    return [TAGS[i] for i in tagger("default", language)([text]).tags]


def named(texts, language="en"):
    found = tagger("default", language)(texts).entities
    return {name: rows.tolist() for name, rows in found.items() if rows.size}


def test_english_words_have_classes():
    assert classes("Don't you like the old house?") == [
        *("VERB", "ADV", "PRON", "ADP", "DET", "ADJ", "NOUN", "PUNCT")
    ]
    assert classes("see https://x.org @me") == ["VERB", "X", "X"]


def test_a_capital_at_the_beginning_is_no_name():
    texts = [
        "Great film. Loved it. We left.",
        "we met Barlow there",
        "so we saw barlow",
        "Yesterday Barlow rang, and Barlow left",
        "THIS IS THE WORST THING I EVER SAW IN BARLOW",
        "a Great day",
        "it was great, just great",
    ]
    assert named(texts) == {"NAME": [1, 3]}


def test_a_corpus_in_lower_case_has_no_names(corpus_of):
    texts = ["obama met john smith in new york", "we love paris"] * 20
    assert not [n for n in table_of(corpus_of(texts)).names if n.startswith("entity:")]


def test_chinese_persons_places_and_organisations(corpus_of, holders):
    texts = ["我和李小明去了北京", "北京大学今天放假", "今天阳光很好"] * 10
    table = table_of(corpus_of(texts, language="zh"))
    assert holders(table, "entity:PERSON") == list(range(0, 30, 3))
    assert holders(table, "entity:PLACE") == list(range(0, 30, 3))
    assert holders(table, "entity:ORG") == list(range(1, 30, 3))
    assert "pos:ADV ADJ" in table.names


def test_emoticons_and_mentions_are_not_words():
    assert named(["@李小明 [北京]"], "zh") == {}


def test_a_mixed_corpus_is_read_by_script():
    found = tag_mixed(["we met Barlow", "我在北京", "", "then Barlow left"])
    assert found.entities["NAME"].tolist() == [0, 3]
    assert found.entities["PLACE"].tolist() == [1]
    assert np.diff(found.offsets)[2] == 0


def test_pairs_have_fields(corpus_of, holders):
    first = ["we met Barlow there", "they went away"] * 20
    second = ["an old house", "it rained"] * 20
    table = table_of(corpus_of(first, texts_b=second))
    assert holders(table, "a/entity:NAME") == list(range(0, 40, 2))
    assert holders(table, "b/pos:ADJ NOUN") == list(range(0, 40, 2))
    assert holders(table, "b/pos:first=DET") == list(range(0, 40, 2))


def test_a_common_pattern_counts_where_it_is_used_most(corpus_of, holders):
    # Every text has an adjective and a noun; every fifth consists of them.
    texts = ["so we saw the old house and then they went away", "old house new door red roof"]
    table = table_of(corpus_of([*[texts[0]] * 4, texts[1]] * 10))
    assert holders(table, "pos:ADJ NOUN") == list(range(4, 50, 5))
    assert table.notes[table.names.index("pos:ADJ NOUN")].startswith("more than 3 texts in 4")


@pytest.fixture(scope="module")
def planted(corpus_of):
    """600 texts; eight in ten positive ones name a person, each a different one."""
    rng = np.random.default_rng(0)
    texts, labels = [], []
    for i in range(600):
        y = int(rng.random() < 0.5)
        name = f"with {rng.choice(NAMES)}{'aeiou'[i % 5]}{'nrtl'[i % 4]}"
        who = name if rng.random() < (0.8 if y else 0.1) else "with them"
        texts.append(f"{rng.choice(FILLER)} {who} on day {i}")
        labels.append(y)
    return corpus_of(texts, labels)


def audit_of(corpus):
    return cuewise.audit(corpus, models=("none",), config={"cluster_documents": 0})


def test_planted_names_are_found_and_replicated(planted):
    found = {f.subject: f for f in audit_of(planted).findings}["entity:NAME"]
    assert found.label == "positive"
    assert found.association.replicated
    assert found.association.low > 0.2
    assert 0.5 < found.verdict.p_spurious < 0.8
    assert "a proper name is associated with positive" in found.message


def test_shuffled_labels_give_no_pattern(planted, corpus_of):
    found = 0
    for seed in range(20):
        labels = np.random.default_rng([4, seed]).permutation(planted.labels)
        audit = audit_of(corpus_of(planted.texts, labels))
        found += any(f.kind in {"pos", "entity"} for f in audit.findings)
    # At q <= .05 one null corpus in twenty may have a finding; four in twenty has p < .02.
    assert found < 4


def test_the_same_texts_give_the_same_table(planted):
    first, second = table_of(planted), table_of(planted)
    assert first.names == second.names
    assert (first.values != second.values).nnz == 0


@given(st.lists(st.text(max_size=30), min_size=12, max_size=30), st.sampled_from(["en", "zh"]))
def test_any_text_makes_a_table(corpus_of, texts, language):
    table = table_of(corpus_of(texts, language=language))
    assert len(set(table.names)) == len(table.names)
    assert table.values.max() <= 1 if table.names else True


HOSTILE = [
    *("", " \n\t", "😂😂 👨\u200d👩\u200d👧", "\ud800 broken \udfff", "a/b &slash; <b>x</b>"),
    *("\x00\u202e", "'", "n't"),
]


@pytest.mark.parametrize("language", ["en", "zh", "mixed"])
def test_hostile_text_is_only_text(corpus_of, language):
    table = table_of(corpus_of([*HOSTILE, "我" + "\ud800"] * 10, language=language))
    assert table.values.shape[0] == 90


def test_only_the_beginning_of_a_long_text_is_read(corpus_of, holders):
    @dataclass
    class Long:
        seen: int = 0

        def __call__(self, texts, learned=None):
            self.seen = max(map(len, texts))
            return tagger("default", "en")(texts)

    tag = Long()
    texts = [*["old house, " * 100_000] * 10, *["they went away"] * 10]
    table = table_from(Linguistic(tag), corpus_of(texts), 5)
    assert tag.seen == CHARACTERS_READ
    assert holders(table, "pos:ADJ NOUN") == list(range(10))


def outcome(corpus, **options):
    steps = Steps()
    population = Population.undivided(corpus, 10)
    collect_cues(population, AuditConfig(cluster_documents=0, **options), (), 0, steps)
    return steps.outcomes["cues.linguistic"]


def test_without_the_extra_the_outcome_says_so(corpus_of, monkeypatch):
    monkeypatch.setattr("cuewise.cues.taggers.find_spec", lambda name: None)
    english, chinese = corpus_of(FILLER * 10), corpus_of(["今天很好"] * 30, language="zh")
    assert outcome(english).status == "skipped"
    (reason,) = outcome(english).reasons
    assert (reason.code, reason.facts["extra"]) == ("no-tagger", "linguistic")
    assert outcome(chinese).status == "ran"


def test_the_tagger_can_be_switched_off(corpus_of):
    found = outcome(corpus_of(FILLER * 10), tagger="none")
    assert [r.code for r in found.reasons] == ["tagger-off"]


def test_a_failing_tagger_leaves_other_outcomes_alone(planted, monkeypatch):
    def broken(texts):
        raise OSError("out of coffee")

    monkeypatch.setitem(tagger.__globals__["_BY_LANGUAGE"], "en", broken)
    audit = audit_of(planted)
    assert audit.outcomes["cues.linguistic"].status == "failed"
    assert "out of coffee" in audit.outcomes["cues.linguistic"].reason
    assert audit.outcomes["association"].status == "ran"


@pytest.mark.parametrize("spec", ["", "stanza", "spacy", "spacy:", "default:x", "none:"])
def test_an_unknown_tagger_is_bad_input(spec, corpus_of):
    with pytest.raises(InputError, match="unknown tagger"):
        cuewise.audit(corpus_of(FILLER * 10), models=("none",), config={"tagger": spec})


def test_spacy_that_is_not_installed_is_bad_input(monkeypatch):
    monkeypatch.setattr("cuewise.cues.spacy_tagger.find_spec", lambda name: None)
    with pytest.raises(InputError, match="needs spaCy, which is not installed") as error:
        tagger("spacy:en_core_web_sm", "en")
    assert "python -m spacy download en_core_web_sm" in str(error.value)


@dataclass
class Token:
    pos_: str


@dataclass
class Entity:
    label_: str


class Document(list):
    ents = (Entity("GPE"), Entity("GPE"))


class Pipeline:
    """Tags every word of two or more letters a noun; each text names two places."""

    def pipe(self, texts):
        for text in texts:
            text.encode("utf-8")
            yield Document(Token("NOUN" if len(w) > 1 else "SPACE") for w in text.split(" "))


def test_a_spacy_pipeline_gives_its_own_labels():
    found = Spacy(Pipeline())(["old house", "a \ud800 door"])
    assert [TAGS[i] for i in found.tags] == ["NOUN", "NOUN", "PUNCT", "PUNCT", "NOUN"]
    assert found.entities["GPE"].tolist() == [0, 1]


def test_a_blank_spacy_pipeline_loads_from_a_folder(tmp_path):
    spacy = pytest.importorskip("spacy")
    blank = spacy.blank("en")
    blank.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Paris"}])
    blank.to_disk(tmp_path / "blank")
    found = load_spacy(str(tmp_path / "blank"))(["we saw Paris", "we left"])
    assert found.entities["GPE"].tolist() == [0]
    with pytest.raises(InputError, match="cannot load the pipeline"):
        load_spacy("no_such_pipeline")
