"""Cues in and around HTML: only a cue of markup is inside a tag."""

from __future__ import annotations

import pytest

from cuewise.cues.spans import find


@pytest.mark.parametrize(
    ("kind", "value", "text", "found"),
    [
        ("format", "digit", "<h1>Great</h1> at 7", ["7"]),
        ("format", "url", 'see <a href="http://x.com">the page</a>', []),
        ("format", "mention", "<b>@joe", ["@joe"]),
        ("format", "han", "so 好", ["好"]),
        ("format", "<h1>", "<h1>Great</h1> at 7", ["<h1>", "</h1>"]),
        ("word", "br", "<br>the br is", ["br"]),
    ],
)
def test_only_a_cue_of_markup_is_found_inside_a_tag(kind, value, text, found):
    assert [text[a:b] for a, b in find(kind, value, text)] == found
