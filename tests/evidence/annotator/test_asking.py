"""An audit that asks an annotator: over real HTTP, a list, and everything that can go wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "models" / "endpoints"))

from chat_server import Answer, serving

import cuewise
from cuewise.errors import InputError
from cuewise.evidence.annotator.questions import CueQuestion, Questionnaire
from cuewise.evidence.annotator.word_list import read_word_list
from cuewise.gate.policy import exit_code, failures
from cuewise.synth import demo_corpus

pytest.importorskip("httpx", reason="the extra 'llm' is not installed")


@pytest.fixture(scope="module")
def corpus():
    return demo_corpus("en", seed=0, n=1200).to_corpus()


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Vectors are computed once; replies are kept by address, which no two servers share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def audited(corpus, cache, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(cache))
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")

    def run(url="", **options):
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        return cuewise.audit(corpus, models=(), **options)

    return run


@pytest.fixture(scope="module")
def plain(corpus):
    return cuewise.audit(corpus, models=())


def items_of(request):
    return json.loads(request["messages"][-1]["content"])["items"]


def truthful(request):
    """Praise and blame are reasons, all else is none."""
    opinions = ("good", "bad", "great", "poor", "lov", "hat", "disappoint", "excellent")
    lines = [
        f"{i['number']} {'yes' if any(o in i['words'] for o in opinions) else 'no'}"
        for i in items_of(request)
    ]
    return Answer("\n".join(lines))


def annotated(audit):
    return {
        f.subject: f.verdict.signals["annotator"]
        for f in audit.findings
        if "annotator" in f.verdict.signals
    }


def reasons(audit):
    return {r.code: r.facts for r in audit.outcomes["verdict"].reasons}


def test_every_word_is_asked_about_in_few_calls_and_without_its_label_in_the_excerpt(audited):
    with serving(truthful) as server:
        audit = audited(server.url, meaning="openai:small")
    lexical = {f.subject for f in audit.findings if f.kind in ("word", "ngram", "char")}
    assert lexical <= set(annotated(audit))
    items = [item for request in server.requests for item in items_of(request)]
    assert len(server.requests) == -(-len(items) // 50)
    assert all(set(item) == {"number", "words", "label", "excerpt"} for item in items)
    assert reasons(audit)["annotator-asked"]["answered"] == len(items)
    assert all("secret-key" not in json.dumps(request) for request in server.requests)
    assert "secret-key" not in audit.model_dump_json()


def test_the_annotator_moves_verdicts_and_a_contrary_one_counts_for_nothing(audited, plain):
    with serving(truthful) as server:
        helped = audited(server.url, meaning="openai:small")

    def contrary(request):
        swap = {"yes": "no", "no": "yes"}
        lines = [line.split() for line in truthful(request).body.splitlines()]
        return Answer("\n".join(f"{n} {swap[word]}" for n, word in lines))

    with serving(contrary) as server:
        misled = audited(server.url, meaning="openai:small")
    assert any(s.log_lr > 1 for s in annotated(helped).values())
    assert {s.log_lr for s in annotated(misled).values()} == {0.0}
    same = {f.id: f.verdict.type for f in plain.findings}
    assert {f.id: f.verdict.type for f in misled.findings} == same


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer("", status=401), "endpoint-auth"),
        (Answer(b"<html>no</html>"), "endpoint-nonsense"),
        (Answer("I would rather not."), "annotator-unreadable"),
    ],
)
def test_an_endpoint_that_fails_leaves_the_audit_as_it_was(audited, plain, answer, code):
    with serving(lambda request: answer) as server:
        audit = audited(server.url, meaning="openai:small")
    outcome = audit.outcomes["meaning"]
    assert (outcome.status, [r.code for r in outcome.reasons]) == ("failed", [code])
    assert reasons(audit)["annotator-asked"]["calls"] == len(server.requests)
    assert annotated(audit) == {}
    assert [f.verdict for f in audit.findings] == [f.verdict for f in plain.findings]


def test_half_of_the_answers_are_used(audited):
    def half(request):
        return Answer("\n".join(truthful(request).body.splitlines()[::2]))

    with serving(half) as server:
        audit = audited(server.url, meaning="openai:small")
    assert "meaning" not in audit.outcomes
    facts = reasons(audit)["annotator-asked"]
    assert facts["cues"] / 2 - 1 <= facts["answered"] <= facts["cues"] / 2 + 20


def test_a_dead_endpoint_is_named_and_the_audit_goes_on(audited):
    audit = audited("http://127.0.0.1:9/v1", meaning="openai:small")
    assert "endpoint-refused" in reasons(audit)
    assert reasons(audit)["annotator-asked"]["calls"] == 1
    (failure,) = failures(audit)
    assert failure.startswith("meaning: no connection to http://127.0.0.1:9/v1 (Connection")
    assert exit_code(audit, "none", strict=False) == 3
    assert audit.findings


def test_a_model_that_is_unsure_of_everything_has_answered(audited):
    def unsure(request):
        return Answer("\n".join(f"{item['number']} unsure" for item in items_of(request)))

    with serving(unsure) as server:
        audit = audited(server.url, meaning="openai:small")
    facts = reasons(audit)["annotator-asked"]
    assert facts["answered"] == facts["cues"] > 0
    assert "meaning" not in audit.outcomes


def test_answers_with_numbers_that_nobody_asked_about_are_none(audited):
    with serving(lambda request: Answer("99 yes\n100 no")) as server:
        audit = audited(server.url, meaning="openai:small")
    assert reasons(audit)["annotator-asked"]["answered"] == 0
    assert audit.outcomes["meaning"].status == "failed"


def test_a_word_list_vouches_for_its_words_only(audited, plain, tmp_path):
    path = tmp_path / "own.tsv"
    cue = next(f for f in plain.findings if f.kind == "word")
    word = cue.subject.partition(":")[2]
    path.write_text(f"# mine\n{word}\t{cue.label}\n", encoding="utf-8")
    audit = audited(meaning=f"lexicon:{path}")
    assert set(annotated(audit)) == {cue.subject}
    assert annotated(audit)[cue.subject].log_lr < 0
    assert reasons(audit)["words-looked-up"]["answered"] == 1


def test_a_word_list_reads_hashtags_and_chinese_phrases_as_people_write_them(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("# mine\n#maga\thate\n值得信赖\tgood\nDog  food\tgood\n", encoding="utf-8")
    words = [("maga", "hate"), ("值得 信赖", "good"), ("dog food", "good"), ("dogfood", "good")]
    asked = Questionnaire({"hate": "", "good": ""}, [CueQuestion(*each, "") for each in words])
    assert read_word_list(path)(asked, None).scores == [-1.0, -1.0, -1.0, None]


def test_a_word_list_for_a_label_that_does_not_occur_is_refused(audited, corpus, tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text(f"kayak\t{corpus.label_names[0]}\nkayak\tspam\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"own.tsv lists words for the label 'spam'") as error:
        audited(meaning=f"lexicon:{path}")
    assert error.value.allowed == ", ".join(corpus.label_names)


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        ("oracle", "names no source of meaning"),
        ("openai:", "names no source of meaning"),
        ("lexicon:/no/such/list.tsv", "does not exist"),
        ("causal_lm:./no/such/model", "does not exist"),
    ],
)
def test_a_source_that_cannot_be_used_is_an_error_before_the_audit(audited, spec, what):
    with pytest.raises(InputError, match=what):
        audited(meaning=spec)


@pytest.mark.parametrize("text", ["kayak positive\n", "kayak\t\n", "a\tb\tc\n", "# nothing\n"])
def test_a_bad_word_list_names_its_row_or_that_it_is_empty(audited, tmp_path, text):
    path = tmp_path / "own.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"row 1|lists no word"):
        audited(meaning=f"lexicon:{path}")
