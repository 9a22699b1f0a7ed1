"""Cues as one expression: the same places, in Python and in tokenizers."""

import re
import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.cues.chains import TEXT_ENDS
from cuewise.cues.pattern import caseless, for_tokenizers, pattern, remove_matches
from cuewise.cues.spans import find, parse

CUES = [
    "word:lima", "word:émile", "ngram:so very", "field:oslo|kyoto", "word:海港", "ngram:and/or",
    "punct:!", "punct:-", "char:港", "emoji:😀", "word:it's", "punct:]", "punct:^",
    "format:uppercase", "format:quote", "format:digit", "format:url", "format:mention",
    "format:html", "format:emoji", "format:no-final-punctuation", "format:elongation",
    "position:first=so", "position:last=very",
]  # fmt: skip
# These match more than the cue, or letters of both cases.
WIDER = ["format:elongation", "position:first=so", "position:last=very"]
PIECES = [
    "Lima", "LIMA", "limas", "Émile", "so", "Very", "very", "OSLO", "kyoto", "海港", "港", "好",
    "!", "-", "😀", "it's", "IT'S", "and/or", "and", "/", "or", "]", "^", "_", " ", "  ", "\n", "k",
    "ſ", "<br/>", "www.a.bc", " @me", "“", "12", "LIMA",
]  # fmt: skip
ODD = st.text(
    st.characters(categories=["L", "M", "N", "P", "S", "Z", "Cc"], max_codepoint=0xFFFF), max_size=3
)
KELVIN = "\u212a"
# The spaces before a cue.
AHEAD = "(?:(?<! ) +)?"
# Every character that is one to this Python; tokenizers may know more.
KNOWN = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) not in {"Cn", "Cs"}]
TEXTS = st.lists(st.sampled_from(PIECES) | ODD, max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(cue=st.sampled_from([c for c in CUES if c not in WIDER]), text=TEXTS)
def test_the_expression_matches_where_the_cue_is_found(cue, text):
    inner = (pattern([cue]) or "(?!)").removeprefix(AHEAD).removesuffix(" *")
    found = [m.span() for m in re.finditer(inner, text)]
    # Python takes some letters, such as the long s, for another case of an ordinary one.
    odd = any(len(c.upper()) > 1 or c.upper().lower() != c.lower() or c == KELVIN for c in text)
    assert odd or found == find(*parse(cue)[1:], text)


def as_tokenizers(text, one):
    tokenizers = pytest.importorskip("tokenizers")
    step = tokenizers.normalizers.Replace(tokenizers.Regex(for_tokenizers(one)), " ")
    return step.normalize_str(text)


@settings(max_examples=300, deadline=None)
@given(cues=st.lists(st.sampled_from(CUES), min_size=1, unique=True), text=TEXTS)
def test_tokenizers_put_spaces_where_python_does(cues, text):
    one = pattern([*cues, "word:lima"])
    assert as_tokenizers(text, one) == remove_matches([text], one)[0]


@settings(max_examples=300, deadline=None)
@given(cues=st.lists(st.sampled_from(CUES), min_size=1, unique=True), text=TEXTS)
def test_the_spaces_around_a_cue_are_removed_too(cues, text):
    one = pattern([*cues, "word:lima"])
    assert remove_matches([text], one) == [re.sub(" *" + one.removeprefix(AHEAD), " ", text)]


def test_a_long_run_of_spaces_takes_linear_time():
    # Quadratic time would be minutes.
    one, begun = pattern(["word:lima", "punct:!"]), time.process_time()
    text = "a" + " " * 50_000 + "b"
    assert remove_matches([text], one) == [text] == [as_tokenizers(text, one)]
    assert time.process_time() - begun < 5


LONG = {
    "so very " * 5000: ["ngram:so very", "ngram:very so"],
    "海港" * 10_000: ["word:海港", "word:港海"],
    "好" * 20_000 + "x": ["position:last=好", "position:last=好好", "position:first=好"],
    "so " * 20_000 + "x": ["position:last=so", "position:first=so"],
    "so" + "!" * 50_000 + "x": ["ngram:so very", "position:last=so", "position:first=so"],
}


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:5])
def test_long_rows_of_cues_take_linear_time(text):
    one, begun = pattern(LONG[text]), time.process_time()
    assert remove_matches([text], one) == [as_tokenizers(text, one)]
    assert time.process_time() - begun < 5


# Text to match, or to leave, beside or between two of the same character.
BESIDE = {
    "word:lima": "{0}lima{0}",
    "ngram:so very": "so{0}very",
    "ngram:好 看": "好{0}看",
    "format:uppercase": "{0}LIMA{0}",
    "format:mention": "{0}@a{0}",
    "format:hashtag": "{0}#a{0}",
    "format:url": "www.{0}.",
    "format:digit": "{0}",
    "format:emoji": "{0}",
}


@pytest.mark.parametrize("cue", BESIDE)
def test_tokenizers_agree_with_python_beside_every_character(cue):
    text, one = "\n".join(map(BESIDE[cue].format, KNOWN)), pattern([cue])
    assert as_tokenizers(text, one) == remove_matches([text], one)[0] != text


def test_a_word_beside_a_mark_is_removed():
    one = pattern(["word:lima", "emoji:❤\ufe0f"])
    assert as_tokenizers("❤\ufe0flima, lima²", one) == "  , lima²"


FLAGS = ["🇫🇷", "🇷🇩", "🇩🇪", "🇫"]


@pytest.mark.parametrize("cue", [*FLAGS, "👩", "👩\u200d💻", "❤", "❤\ufe0f", "1\ufe0f\u20e3"])
def test_only_whole_emoji_are_removed(cue):
    one = pattern([f"emoji:{cue}", "word:1"])
    inner = one.removeprefix(AHEAD).removesuffix(" *")
    flags = ["🇫🇷🇩🇪", "🇫🇷🇩🇪🇫", "a🇩🇪"]
    for text in (*flags, "👩 👩\u200d💻 👩🏽 1", "❤❤\ufe0f", "11\ufe0f\u20e3 1\ufe0f\u20e3"):
        spans = find("emoji", cue, text) + find("word", "1", text)
        assert [m.span() for m in re.finditer(inner, text)] == sorted(spans)
        assert as_tokenizers(text, one) == remove_matches([text], one)[0]


def test_the_longer_of_two_cues_with_one_beginning_is_removed():
    assert remove_matches(["so very good, so good"], pattern(["word:so", "ngram:so very"])) == [
        " good, good"
    ]


def test_a_word_at_an_end_is_removed_only_there():
    one = pattern(["position:first=so", "position:last=very"])
    texts = ["«So, it is so it is", "it is so very!\n", "a so", "very so", "so very"]
    assert remove_matches(texts, one) == [" , it is so it is", "it is so ", "a so", "very so", "  "]


def test_so_is_a_word_that_comes_to_stand_at_an_end():
    one = pattern(["position:first=so", "position:first=and", "position:last=very"])
    texts = ["«So, and so it is so", "very is very, very!", " ".join(["so"] * 12)]
    assert remove_matches(texts, one) == [" it is so", "very is ", " so so so"]
    for text in texts:
        assert as_tokenizers(text, one) == remove_matches([text], one)[0]


def test_a_phrase_that_begins_at_an_end_is_removed_whole():
    one = pattern(
        ["position:first=lima", "ngram:lima i saw", "position:last=oslo", "ngram:in oslo"]
    )
    texts = ["«Lima I saw, then", "Lima Lima I saw", "Lima saw", "once in Oslo, Oslo."]
    assert remove_matches(texts, one) == [" , then", " ", " saw", "once , "]
    for text in texts:
        assert as_tokenizers(text, one) == remove_matches([text], one)[0]


# Each ends as the next begins, by words, by characters, or by both.
CHAINS = {
    "a b c d e f": ["ngram:a b", "ngram:b c", "ngram:c d", "ngram:d e", "ngram:e f"],
    "a b c d": ["ngram:a b", "ngram:a b c d", "ngram:b c"],
    "a b c d e": ["ngram:a b c", "ngram:b c", "ngram:c d e", "word:b", "ngram:b c d"],
    "a b a b a c": ["ngram:a b", "ngram:b a", "ngram:a c"],
    "海港口岸": ["word:海港", "word:港口", "word:口岸"],
    "海 港口!!": ["ngram:海 港", "char:港口", "punct:口!", "punct:!!"],
    "and/or/but": ["ngram:and/or", "ngram:or/but"],
}


@pytest.mark.parametrize("text", CHAINS)
def test_a_chain_of_overlapping_cues_is_one_match(text):
    one = pattern(CHAINS[text])
    assert remove_matches([f"x, {text}, x"], one) == ["x, , x"]
    assert as_tokenizers(f"x, {text}, x", one) == "x, , x"


WORDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4).map(" ".join)
HAN = st.text(st.sampled_from("海港口"), min_size=1, max_size=3)
PHRASES = st.lists(WORDS | HAN, min_size=1, max_size=6, unique=True)


@settings(max_examples=500, deadline=None)
@given(phrases=PHRASES, text=st.lists(st.sampled_from(["a", "b", "c", "x", "海", "港口"])))
def test_what_is_left_holds_no_cue_and_every_other_word(phrases, text):
    for between in (" ", "", "-"):
        whole, one = between.join(text), pattern([f"ngram:{phrase}" for phrase in phrases])
        inside = {i for p in phrases for i in occurrences(p, whole)}
        # What is removed is a blank here, so that no parts of the text are joined or bared.
        left = re.sub(one, lambda m: re.sub(r"\w", "_", m[0]), whole)
        assert not any(find("ngram", p, left) for p in phrases)
        (found,) = remove_matches([whole], one)
        kept = [c for i, c in enumerate(whole) if i not in inside]
        assert Counter(found.replace(" ", "")) >= Counter("".join(kept).replace(" ", ""))
        assert as_tokenizers(whole, one) == found


def occurrences(phrase, text):
    """The places of all characters that some occurrence of a phrase covers."""
    starts = (m.start() for m in re.finditer(r"\S", text))
    spans = [(s, find("ngram", phrase, text[s:])) for s in starts if bounded(text, s)]
    return {s + i for s, found in spans for span in found for i in range(*span)}


def bounded(text, start):
    """Whether a text cut at a place has no word cut in two there."""
    return start == 0 or not re.match(r"[a-z]{2}", text[start - 1 : start + 1])


@pytest.mark.parametrize("cue", ["b/word:no", "char:a", "style:long words", "meta:a=b"])
def test_some_cues_have_no_expression(cue):
    assert pattern([cue]) is None
    assert pattern(["word:lima", cue]) is None
    assert pattern([]) is None


# Texts whose lower case is, or is not, the cue.
CASED = {
    "word:straße": "STRAẞE",
    "word:kyoto": f"{KELVIN}YOTO",
    "word:å": "\u212b",
    "word:ǆ": "ǅ",
    "word:limı": "LIMI",
    "word:ſo": "SO",
    "word:οδος": "ΟΔΟΣ'Α",
    "format:latin": f"{KELVIN}k",
    "format:html": f"<mar{KELVIN}>",
    "format:elongation": f"{KELVIN}Kk",
}


@pytest.mark.parametrize("cue", CASED)
def test_unusual_cases_match_like_lower_case(cue):
    one, text = pattern([cue]), f"a {CASED[cue]} b"
    assert caseless(one)
    assert remove_matches([text.lower()], one) == [remove_matches([text], one)[0].lower()]


@pytest.mark.parametrize("cue", ["format:uppercase", "format:url"])
def test_a_format_of_capitals_is_not_caseless(cue):
    assert not caseless(pattern([cue, "word:lima"]))


@pytest.mark.parametrize("empty", ["word:", "ngram:", "field:", "char:", "position:first="])
def test_an_empty_cue_adds_nothing(empty):
    assert pattern([empty]) is None
    assert pattern([empty, "word:lima"]) == pattern(["word:lima"])
    assert find(*parse(empty)[1:], "lima") == []


PAIRS = [
    ("ngram:so very", "ngram:very good"),
    ("ngram:it so very", "ngram:so very good"),
    ("ngram:海 a", "ngram:a 港"),
]
ROWS = st.lists(
    st.sampled_from([
        *"海港a.", "so", "it", "very", "good", " ", "  ",
        "so very, good", "It so Very good", "海 a 港",
    ])
)  # fmt: skip


@pytest.mark.parametrize("cues", PAIRS)
@settings(max_examples=200, deadline=None)
@given(text=ROWS.map("".join) | ROWS.map(" ".join))
def test_two_phrases_that_share_words_are_both_removed(cues, text):
    one = pattern(cues)
    removed = {i for cue in cues for span in find(*parse(cue)[1:], text) for i in range(*span)}
    (found,) = remove_matches([text], one)
    kept = "".join(c for i, c in enumerate(text) if i not in removed)
    assert found.replace(" ", "") == kept.replace(" ", "")
    assert as_tokenizers(text, one) == found


def test_overlapping_phrases_are_removed_whole():
    assert remove_matches(["It is so very good."], pattern(PAIRS[0])) == ["It is ."]


def test_a_word_anywhere_includes_the_word_at_the_ends():
    ends = ["position:first=lima", "position:last=lima"]
    assert pattern(["word:lima", *ends]) == pattern(["word:lima"])
    assert TEXT_ENDS[0] in pattern(["word:rome", *ends])
    assert TEXT_ENDS[0] in pattern(["ngram:to lima", *ends])
