"""Decision files: what is read, what is refused with file, row and value, and hostile text."""

from __future__ import annotations

import codecs

import pytest

from cuewise.errors import InputError
from cuewise.io.decisions import check_labels, read_decisions
from cuewise.records.decision import Decision

HEADER = "subject,label,verdict,reason,author,date"
ROW = "word:lima,good,spurious,a place,Ann,2026-11-30"
TABLE = """
[[decision]]
subject = "word:lima"
label = "good"
verdict = "spurious"
reason = "a place"
author = "Ann"
date = 2026-11-30
"""
EXPECTED = Decision("word:lima", "good", "spurious", "a place", "Ann", "2026-11-30")


@pytest.fixture
def read(tmp_path):
    """Write text or bytes to a file of the given name and read it as decisions."""

    def go(data, name="d.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_decisions(path)

    return go


@pytest.fixture
def refused(read):
    """The error with which a file is refused."""

    def go(data, name="d.csv"):
        with pytest.raises(InputError) as caught:
            read(data, name)
        assert name in caught.value.what
        return caught.value

    return go


def rows(*lines):
    return "\n".join([HEADER, *lines]) + "\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("d.csv", rows(ROW)),
        ("d.csv", rows(ROW).encode("utf-8-sig")),
        ("d.csv", rows(ROW).replace(",", ";")),
        ("d.csv", rows(ROW).replace("\n", "\r\n")),
        ("d.CSV", rows(ROW, ",,,,,", "", ",,,,,")),
        ("d.csv", rows(ROW.replace("spurious", " Spurious "))),
        ("d.csv", f"p_spurious,{HEADER},support\n0.9,{ROW},40\n"),
        ("d.tsv", rows(ROW).replace(",", "\t")),
        ("d.toml", TABLE),
        ("d.toml", TABLE.replace("2026-11-30", '"2026-11-30"').replace("\n", "\r\n")),
        ("d.toml", TABLE + 'note = "an unknown key"\n'),
    ],
)
def test_every_form_gives_the_same_decision(read, name, data):
    assert read(data, name) == (EXPECTED,)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF16_LE + rows(ROW).replace("Ann", "海").encode("utf-16-le"),
        rows(ROW).replace("a place", "这是一个城市的名字").replace("Ann", "海").encode("gb18030"),
    ],
)
def test_another_encoding_is_read_with_a_warning(read, data):
    with pytest.warns(UserWarning, match="is not UTF-8"):
        assert read(data)[0].author == "海"


def test_the_place_names_file_and_row(read):
    first, second = read(rows(ROW, ROW.replace("lima", "oslo")))
    assert first.place.endswith("d.csv, row 2")
    assert second.place.endswith("d.csv, row 3")
    assert read(TABLE, "d.toml")[0].place.endswith("d.toml, decision 1")


@pytest.mark.parametrize("data", [rows(), ""])
def test_a_file_without_decisions_decides_nothing(read, data):
    assert read(data, "d.csv" if data else "d.toml") == ()


@pytest.mark.parametrize("label", ["", "*", " * "])
def test_an_empty_label_and_a_star_mean_any_label(read, label):
    assert read(rows(ROW.replace("good", label)))[0].label == ""


def test_the_label_and_the_subject_keep_their_spaces(read):
    (decision,) = read(rows(ROW.replace("good", " good").replace("word:lima", "char: li ")))
    assert (decision.subject, decision.label) == ("char: li ", " good")


def test_numbers_of_toml_are_labels(read):
    assert read(TABLE.replace('"good"', "1"), "d.toml")[0].label == "1"


@pytest.mark.parametrize(
    "verdict", ["spurious", "genuine", "necessary-not-sufficient", "unstable", "undetermined"]
)
def test_every_verdict_may_be_decided(read, verdict):
    assert read(rows(ROW.replace("spurious", verdict)))[0].verdict == verdict


def test_the_longest_number_of_toml_is_a_label(read):
    number = "0x" + "f" * 1900
    assert read(TABLE.replace('"good"', number), "d.toml")[0].label == str(int(number, 16))


def test_the_order_of_the_rows_makes_no_difference(read):
    other = ROW.replace("lima", "oslo")
    assert set(read(rows(ROW, other))) == set(read(rows(other, ROW)))


@pytest.mark.parametrize(
    ("row", "what", "hint"),
    [
        (ROW.replace("spurious", "spurius"), "row 3: the verdict 'spurius' is unk", "'spurious'"),
        (ROW.replace("spurious", "fake"), "the verdict 'fake' is unknown", "choose one of these"),
        (ROW.replace("spurious", ""), "the verdict '' is unknown", "choose one of these"),
        (ROW.replace("word:lima", "lima"), "row 3: the subject 'lima' names no kind", "copy"),
        (
            ROW.replace("word:lima", "sales"),
            "'sales' names no kind",
            "such as 'word:sales', or copy",
        ),
        (ROW.replace("word:lima", "styl"), "'styl' names no kind", "such as 'word:styl', or copy"),
        (ROW.replace("word:lima", "way home"), "names no kind", "such as 'ngram:way home', or"),
        (ROW.replace("word:", "wrod:"), "'wrod:lima' has the unknown kind 'wrod'", "'word'"),
        (ROW.replace("word:", "b/wrod:"), "has the unknown kind 'wrod'", "'word'"),
        (ROW.replace("word:lima", "word:"), "the subject 'word:' has no value", "'word'"),
        (ROW.replace("word:lima", ""), "the subject '' names no kind", "copy"),
        (ROW.replace("lima", "oslo"), "row 3: 'word:oslo' with 'good' is decided already", "del"),
        (
            ROW.replace("lima", "oslo").replace("spurious", "genuine"),
            "is decided already, as 'spurious' in",
            "delete one",
        ),
        (ROW + ",more", "row 3: ragged row", "repair the row"),
        ("word:lima", "row 3: ragged row", "repair the row"),
    ],
)
def test_a_bad_row_is_named_with_its_value(refused, row, what, hint):
    error = refused(rows(ROW.replace("lima", "oslo"), row))
    assert what in error.what
    assert hint in error.fix


def test_an_unclosed_quote_is_named(refused):
    assert "row 3: unclosed quote" in refused(rows(ROW, 'word:oslo,"good,spurious,,,')).what


@pytest.mark.parametrize(("first", "second"), [("", "*"), ("*", ""), ("*", "*")])
def test_both_ways_to_write_any_label_are_a_duplicate(refused, first, second):
    error = refused(rows(ROW.replace("good", first), ROW.replace("good", second)))
    assert "'word:lima' with any label is decided already" in error.what


def test_any_label_and_one_label_are_no_duplicate(read):
    assert len(read(rows(ROW, ROW.replace("good", "")))) == 2


@pytest.mark.parametrize("column", HEADER.split(","))
def test_a_missing_column_is_named(refused, column):
    error = refused(rows(ROW).replace(column, f"{column}s", 1))
    assert f"row 1: '{column}' is missing" in error.what
    assert error.fix == f"rename '{column}s'"
    kept = "\n".join(line for line in TABLE.splitlines() if not line.startswith(column))
    assert f"decision 1: '{column}' is missing" in refused(kept, "d.toml").what


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("d.json", "[]", "not a decision file"),
        ("d", rows(ROW), "not a decision file"),
        ("d.xlsx", b"PK\x03\x04", "not a decision file"),
        ("d.csv", b"PK\x03\x04\xff\xfe\x00", "zip or Excel"),
        ("d.csv", b"\x89PNG\r\n\x1a\n\x00\xff", "bytes that are not utf-8"),
        ("d.csv", "", "is empty"),
        ("d.csv", rows("wörd:ö,ü,ä,é,è,ê").encode()[:-3] + b"\xff\n", "bytes that are not utf-8"),
        ("d.csv", HEADER + ",label\n", "'label' occurs more than once"),
        ("d.toml", rows(ROW), "cannot be read as TOML"),
        ("d.toml", TABLE.encode() + "# é è ê ".encode() + b"\xff", "bytes that are not utf-8"),
        ("d.toml", "x = " + "[\n" * 100_000, "cannot be read as TOML"),
        ("d.toml", "a" + ".a" * 200_000 + " = 1", "line 1: too long"),
        ("d.toml", TABLE.replace('"good"', "9" * 5000), "line 4: too long"),
        ("d.toml", TABLE.replace('"good"', "0x" + "f" * 5000), "line 4: too long"),
        ("d.toml", TABLE.replace('"good"', "2026-02-30"), "cannot be read as TOML"),
        ("d.toml", TABLE.replace("[[decision]]", "[[decisions]]"), "'decisions' is unknown"),
        ("d.toml", "decision = 1", "'decision' is no list of tables"),
        ("d.toml", "decision = [1]", "'decision' is no list of tables"),
        ("d.toml", TABLE.replace("[[decision]]", "[decision]"), "'decision' is no list of tables"),
        ("d.toml", TABLE.replace('"good"', "true"), "decision 1: label is 'True'"),
        ("d.toml", TABLE.replace('"Ann"', '["Ann"]'), "decision 1: author is \"['Ann']\""),
        ("d.toml", TABLE + TABLE, "decision 2: 'word:lima' with 'good' is decided already"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(refused, name, data, what):
    assert what in refused(data, name).what


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_decisions(tmp_path / "none.csv")


def test_a_label_that_the_corpus_lacks_is_named(read):
    decisions = read(rows(ROW, ROW.replace("good", "")))
    check_labels(decisions, ("bad", "good"))
    with pytest.raises(InputError, match="row 2: the corpus has no label 'good'") as caught:
        check_labels(decisions, ("bad", "goood"))
    assert caught.value.allowed == "bad, goood, or * for any label"
    assert caught.value.fix == "did you mean 'goood'?"


def test_free_text_becomes_one_bounded_line(read):
    reason = '"a\x1b[2J\x07\tb\n\u202ec ""q"" ' + "x" * 1_000_000 + '"'
    (decision,) = read(rows(ROW.replace("a place", reason).replace("Ann", "A" * 200)))
    assert decision.reason.startswith('a [2J b c "q" xxx')
    assert len(decision.reason) == 500
    assert decision.reason.isprintable()
    assert len(decision.author) == 100


def test_a_huge_value_is_shortened_in_the_error(refused):
    error = refused(rows(ROW.replace("spurious", "s" * 1_000_000)))
    assert len(str(error)) < 1000
    assert len(str(refused(rows(ROW.replace("word:lima", "x" * 1_000_000))))) < 1000


def test_the_text_is_never_a_path(read, tmp_path):
    (decision,) = read(rows(ROW.replace("lima", "../../etc/passwd").replace("Ann", "../x")))
    assert decision.subject == "word:../../etc/passwd"
    assert [file.name for file in tmp_path.iterdir()] == ["d.csv"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1+1", "=1+1"), ("=1+1", "=1+1"), ("''tis", "'tis"), ("'tis", "'tis"), ("'@a", "@a")],
)
def test_an_apostrophe_before_a_formula_is_no_part_of_the_text(read, cell, text):
    assert read(rows(ROW.replace("good", cell)))[0].label == text
