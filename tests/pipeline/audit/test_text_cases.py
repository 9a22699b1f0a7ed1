"""Awkward texts, from file to verdict: markup, emoji, labels made from marks, and other scripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest

import cuewise
from cuewise import report
from cuewise.cues.spans import find, parse
from cuewise.gate.policy import exit_code, stopping
from cuewise.text.edits import remove
from cuewise.text.simplify import simplified

CASES = Path(__file__).parent / "cases"
OPINIONS = {
    "de": {"wunderbar", "schlecht", "langweilig", "hervorragend", "enttäuschend", "großartig"},
    "fr": {"excellent", "mauvais", "ennuyeux", "décevant", "merveilleux", "superbe"},
    "ru": {"отличный", "плохой", "скучный", "ужасный", "прекрасный", "замечательный"},
}


@cache
def corpus_of(name, text="text"):
    return cuewise.load(CASES / name, text=text, label="label")


@cache
def audited(name, text="text"):
    return cuewise.audit(corpus_of(name, text), models=["none"])


def verdicts(audit):
    return {(f.subject, f.label): f.verdict.type for f in audit.findings}


def test_markup_is_a_format_and_no_word():
    found = {f.subject: f for f in audited("html.csv").findings}
    line_break = found["format:<br>"]
    assert (line_break.verdict.type, line_break.label) == ("spurious", "negative")
    assert line_break.part_of is None
    words = {word for s in found for word in parse(s)[2].split() if parse(s)[1] != "format"}
    assert not words & {"br", "/", "<", ">", "amp", "script", "alert<"}
    assert [s for s in found if parse(s)[1] == "format"] == ["format:<br>"]


def test_tags_are_inert_in_the_report():
    page = report.html(audited("html.csv"))
    assert "<script>alert" not in page
    assert "&lt;br" in page


def test_emoji_are_whole_and_leave_nothing_behind():
    emoji = {parse(f.subject)[2] for f in audited("emoji.csv").findings if f.kind == "emoji"}
    assert {"👍🏿", "👍🏽", "🇫🇷", "❤️", "👩‍💻", "🏳️‍🌈"} <= emoji
    texts = [t for t in corpus_of("emoji.csv").texts if any(e in t for e in emoji)]
    assert len(texts) > 100
    for text in texts:
        for e in emoji:
            left = remove(text, find("emoji", e, text))
            assert find("emoji", e, left) == []
            # Other emoji are left whole: no joiner, selector, skin tone or half of a flag.
            rest = left.replace("👨‍💻", "")
            for other in emoji:
                rest = rest.replace(other, "")
            assert not set(rest) & set("\u200d\ufe0f🇫🇷🏽🏿")


def test_labels_made_from_emoticons_are_said_to_be():
    audit = audited("weibo.csv", "review")
    first = [f.subject for f in audit.findings[:6]]
    marks = ("泪", "嘻嘻", "抓狂", "怒", "哈哈", "爱你")
    assert set(first) == {f"char:[{mark}]" for mark in marks}
    (notice,) = (n for n in report.summary(audit).notices if "derived from the marks" in n)
    assert "alone give the label with 9" in notice
    rest = next(m for m in audit.measures if (m.subject, m.quantity) == ("rest", "accuracy"))
    assert rest.low < 211 / 400 < rest.high
    assert "由这些符号生成" in report.markdown(audit, lang="zh")


def test_no_verdict_of_meaning_in_a_language_without_resources():
    audit = audited("hebrew.csv")
    assert audit.provenance.corpus.language == "other"
    lexical = [f for f in audit.findings if f.kind in {"word", "ngram", "char"}]
    assert lexical
    assert {f.verdict.type for f in lexical} == {"undetermined"}
    # The element bdi has the direction of its text.
    assert "<bdi" in report.html(audit)


@pytest.mark.parametrize("language", ["de", "fr", "ru"])
def test_words_of_praise_in_other_languages_are_not_spurious(language):
    audit = audited(f"{language}.csv")
    spurious = {
        word
        for f in audit.findings
        if f.verdict.type == "spurious"
        for word in parse(f.subject)[2].split()
    }
    assert not spurious & OPINIONS[language]
    assert exit_code(audit, "none", strict=False) == 0
    stopped = {parse(f.subject)[1] for f in stopping(audit, "material", strict=False)}
    assert stopped <= {"format", "punct", "length"}


def test_a_negation_that_decides_the_label_is_not_spurious():
    found = verdicts(audited("negation.csv"))
    with_not = {s: v for (s, _), v in found.items() if "not" in parse(s)[2].split()}
    assert "word:not" in with_not
    assert "spurious" not in with_not.values()


def test_traditional_chinese_has_the_verdicts_of_simplified_chinese(tmp_path):
    frame = pl.read_csv(CASES / "traditional.csv")
    texts = [simplified(t) for t in frame["text"]]
    frame.with_columns(pl.Series("text", texts)).write_csv(tmp_path / "simplified.csv")
    corpus = cuewise.load(tmp_path / "simplified.csv", text="text", label="label")
    simple = verdicts(cuewise.audit(corpus, models=["none"]))
    traditional = {
        (simplified(subject), label): verdict
        for (subject, label), verdict in verdicts(audited("traditional.csv")).items()
    }
    # The split depends on the texts, so cues at the edge of significance may differ.
    both = simple.keys() & traditional.keys()
    assert len(both) > 0.8 * max(len(simple), len(traditional))
    assert {key: traditional[key] for key in both} == {key: simple[key] for key in both}


def test_one_string_has_one_verdict_as_a_word_and_as_characters():
    by_string: dict[tuple[str, str], set[str]] = {}
    for (subject, label), verdict in verdicts(audited("traditional.csv")).items():
        _, kind, value = parse(subject)
        if kind in {"word", "ngram", "char"}:
            by_string.setdefault((value.replace(" ", ""), label), set()).add(verdict)
    assert len(by_string) > 20
    assert {len(v) for v in by_string.values()} == {1}
