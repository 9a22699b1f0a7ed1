"""Cues as one expression: the same places, in Python and in tokenizers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.cues.pattern import pattern, taken_out
from cuewise.cues.spans import find, parse

CUES = [
    "word:lima",
    "word:émile",
    "ngram:so very",
    "field:oslo|kyoto",
    "word:海港",
    "ngram:and/or",
    "punct:!",
    "punct:-",
    "char:港",
    "emoji:😀",
    "word:it's",
    "punct:]",
    "punct:^",
    "format:uppercase",
    "format:quote",
    "format:digit",
    "format:url",
    "format:mention",
    "format:html",
    "format:emoji",
    "format:no-final-punctuation",
    "format:elongation",
    "position:first=so",
    "position:last=very",
]
# These take more with them, or letters of both cases.
WIDER = ["format:elongation", "position:first=so", "position:last=very"]
PIECES = [
    "Lima", "LIMA", "limas", "Émile", "so", "Very", "very", "OSLO", "kyoto", "海港", "港", "好",
    "!", "-", "😀", "it's", "IT'S", "and/or", "and", "/", "or", "]", "^", "_", " ", "  ", "\n", "k",
    "ſ", "<br/>", "www.a.bc", " @me", "“", "12", "LIMA",
]  # fmt: skip
# What is a letter to Python alone, such as ², or to a tokenizer alone, such as a mark, is left out.
ODD = st.text(
    st.characters(categories=["L", "Nd", "P", "S", "Z"], max_codepoint=0xFFFF), max_size=3
)
TEXTS = st.lists(st.sampled_from(PIECES) | ODD, max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(cue=st.sampled_from([c for c in CUES if c not in WIDER]), text=TEXTS)
def test_it_finds_a_cue_where_the_cue_is_found(cue, text):
    inner = (pattern([cue]) or "(?!)").removeprefix(" *(?:").removesuffix(") *")
    found = [m.span() for m in re.finditer(inner, text)]
    # Python holds some odd letters, such as the long s, for another case of an ordinary one.
    odd = any(len(c.upper()) > 1 or c.upper().lower() != c.lower() for c in text)
    assert odd or found == find(*parse(cue)[1:], text)


@settings(max_examples=300, deadline=None)
@given(cues=st.lists(st.sampled_from(CUES), min_size=1, unique=True), text=TEXTS)
def test_tokenizers_put_spaces_where_python_does(cues, text):
    tokenizers = pytest.importorskip("tokenizers")
    one = pattern([*cues, "word:lima"])
    step = tokenizers.normalizers.Replace(tokenizers.Regex(one), " ")
    assert step.normalize_str(text) == taken_out([text], one)[0]


def test_the_longer_of_two_that_begin_alike_is_taken_out():
    assert taken_out(["so very good, so good"], pattern(["word:so", "ngram:so very"])) == [
        " good, good"
    ]


def test_a_word_at_an_end_is_taken_out_there_alone():
    one = pattern(["position:first=so", "position:last=very"])
    texts = ["«So, so it is", "it is so very!\n", "a so", "very so", "so very"]
    assert taken_out(texts, one) == [" , so it is", "it is so ", "a so", "very so", "  "]


@pytest.mark.parametrize("cue", ["b/word:no", "char:a", "style:long words", "meta:a=b"])
def test_what_no_expression_says_has_none(cue):
    assert pattern([cue]) is None
    assert pattern(["word:lima", cue]) is None
    assert pattern([]) is None
