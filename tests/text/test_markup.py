"""HTML is what the HTML standard defines; other text between angle brackets is text."""

from __future__ import annotations

import time

import pytest

from cuewise.text.markup import html_pattern, markup, markup_pattern, without_markup


@pytest.mark.parametrize(
    "text",
    [
        "profit <USD 5m but loss >USD 2m rose",
        "if a <b and c> d",
        "if a <b openly> d",
        "Ben&Jerry;s",
        "<unk> and <mask>",
        "vector<int>",
        "see <http://example.com/a>",
        "<bread>",
        "AT&T; R&D;",
        "a < b > c",
        "<3 &#; &#x;",
    ],
)
def test_what_html_does_not_define_is_text(text):
    assert without_markup(text) == text
    assert markup(text) == []


LINK = f'<a href="http://example.com/{"x" * 1900}">'


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<BR/><br / ></p>", ["<br>", "<br>", "<p>"]),
        ("<p hidden class=\"a b\"\nid='x'>", ["<p>"]),
        ("<input disabled/>", ["<input>"]),
        ("<a href=http://x.com/?a=1&b=2 target=_blank>", ["<a>"]),
        ('<b title="x > y">', ["<b>"]),
        (LINK, ["<a>"]),
        ("<font color = red></center>", ["<font>", "<center>"]),
        ("<!-- so --><!DOCTYPE html>", []),
        ("&frac12;&AMP;&CounterClockwiseContourIntegral;", None),
        ("&#123;&#x1F;&#XA0;&#9;", []),
    ],
)
def test_html_is_found_whole(text, names):
    assert without_markup(text).strip(" ") == ""
    assert names is None or markup(text) == names


def test_references_are_named_in_lower_case():
    assert markup("&AMP; &frac12;") == ["&amp;", "&frac12;"]


HOSTILE = [
    "<a " * 30_000,
    '<a href="' * 20_000,
    "<a b='\" " * 20_000,
    "<a" + " " * 100_000,
    "<a" + " " * 50_000 + "/" + " " * 50_000,
    "<a b" + " " * 100_000 + "c",
    "<a" + " b=c" * 25_000,
    "<a" + " open" * 20_000,
    "<a " + "b" * 100_000,
    '<a b="' + "c" * 100_000,
    "<!--" * 25_000,
    "<!doctype " * 10_000,
    "&CounterClockwiseContourIntegra" * 3_000,
    "<" * 100_000,
    "&" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_takes_linear_time(text):
    html_pattern()
    begun = time.process_time()
    assert without_markup(text) == text
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "name",
    [
        *("<(?:a+)+b>", "<(>", "<b", "b>", "<>", "<", "&", "", "<B>", "<b|i>", "<b>\n"),
        *("&(a+)+;", "&lt", "&;", "&#38;", "&lt;|b", "<unk>", "&jerry;", "<<b>>"),
    ],
)
def test_only_names_of_html_have_an_expression(name):
    assert markup_pattern(name) is None
