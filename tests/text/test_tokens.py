"""The one tokenizer: exact tables, and what holds of any text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cuewise.text.emoji import EMOJI, EXTENDERS, emoji
from cuewise.text.scripts import HAN
from cuewise.text.spans import word_spans
from cuewise.text.tokens import BY_CHARACTER, BY_WORD, is_word, marks, unsegmented, words

FAMILY, KEY, FLAG = "👨\u200d👩\u200d👧", "1\ufe0f\u20e3", "🇫🇷"

# A text; its tokens to an English model; its words to the counts; its marks.
TABLE = [
    ("don't", ["don't"], ["don't"], ["'"]),
    ("it’s", ["it’s"], ["it’s"], ["’"]),
    ("'tis dogs'", ["'", "tis", "dogs", "'"], ["tis", "dogs"], ["'", "'"]),
    ("U.S.", ["u", ".", "s", "."], ["u", "s"], [".", "."]),
    ("3.5%", ["3", ".", "5", "%"], ["3", "5"], [".", "%"]),
    ("C++", ["c", "+", "+"], ["c"], ["+", "+"]),
    ("e-mail", ["e", "-", "mail"], ["e", "mail"], ["-"]),
    ("Wow!!! So...", ["wow", "!", "!", "!", "so", ".", ".", "."], ["wow", "so"], ["!!!", "..."]),
    (FAMILY, [FAMILY], [], []),
    (f"{FLAG}🇩🇪", [FLAG, "🇩🇪"], [], []),
    (f"a1{KEY}b", ["a1", KEY, "b"], ["a1", "b"], []),
    (f"it'{KEY}", ["it", "'", KEY], ["it"], ["'"]),
    ("❤\ufe0f©™\ufe0f", ["❤\ufe0f", "©", "™\ufe0f"], [], ["©"]),
    ("👍🏽 a\ufe0f\u200d!\ufe0f", ["👍🏽", "a", "!"], ["a"], ["!"]),
    ("[泪][笑cry]", ["[泪]", "[笑cry]"], ["[泪]", "[笑cry]"], ["[", "]", "[", "]"]),
    ("[it] [1]", ["[", "it", "]", "[", "1", "]"], ["it", "1"], ["[", "]", "[", "]"]),
    ("[URL][sic]", ["[", "url", "]", "[", "sic", "]"], ["url", "sic"], ["[", "]", "[", "]"]),
    ("[泪 好]", ["[", "泪", "好", "]"], ["泪", "好"], ["[", "]"]),
    ("[一二三四五六七八九]", ["[", "一二三四五六七八九", "]"], None, ["[", "]"]),
    ("你好,world", ["你好", ",", "world"], ["你好", "world"], [","]),
    ("𠮷", ["𠮷"], ["𠮷"], []),
    ("", [], [], []),
]


@pytest.mark.parametrize(("text", "tokens", "counted", "punctuation"), TABLE)
def test_a_table_of_tokens(text, tokens, counted, punctuation):
    assert BY_WORD.pattern.findall(text.lower()) == tokens
    assert counted is None or words(text) == counted
    assert marks(text) == punctuation


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("你好,don't", ["你", "好", ",", "don't"]),
        ("iphone手机ポケ", ["iphone", "手", "机", "ポ", "ケ"]),
        ("a'好 [泪][it]", ["a", "'", "好", "[泪]", "[", "it", "]"]),
        ("𠮷𪚥〇々", ["𠮷", "𪚥", "〇", "々"]),
        (f"好{FLAG}{KEY}", ["好", FLAG, KEY]),
    ],
)
def test_a_table_of_tokens_for_chinese_models(text, tokens):
    assert BY_CHARACTER.pattern.findall(text) == tokens


def test_chinese_is_segmented_and_rare_characters_belong_to_it():
    assert words("我在北京大学") == ["我", "在", "北京大学"]
    assert words("iPhone手机") == ["iphone", "手机"]
    assert "".join(words("𠮷野家")) == "𠮷野家"
    assert unsegmented("𠮷野家 [泪]") == ["𠮷野家", "[泪]"]


def test_one_word():
    assert is_word("don't")
    assert not any(map(is_word, ["", "e-mail", "a b", "'", KEY]))


# Pieces that touch, so that emoji, apostrophes, brackets and scripts meet in every order.
PIECES = st.sampled_from(
    ["a", "B", "1", "_", "'", "’", "[", "]", " ", "\n", "\x00", ".", "!", "?", "#", "*",
     "©", "é", "\u0301", "\ufe0f", "\ufe0e", "\u200d", "\u20e3", "🏽", "👩", "💻", "❤", "🇫", "🇷",
     "\U000e0067", "\ud800", "好", "泪", "𠮷", "〇", "ポ", "한", "Σ", "İ", "…", "！", "❶", "\u200b"]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.characters(), max_size=25).map("".join)
TOKENIZERS = pytest.mark.parametrize("tokenizer", [BY_WORD, BY_CHARACTER])


@TOKENIZERS
@given(text=HOSTILE)
def test_tokens_cover_a_text_but_for_spaces_and_extenders(tokenizer, text):
    rest = tokenizer.pattern.sub("", text)
    assert re.fullmatch(rf"[\s{EXTENDERS}]*", rest)


@TOKENIZERS
@given(text=HOSTILE)
@example(text="a1\ufe0f\u20e3 [好a1] [a 好]")
def test_a_stop_that_matches_nothing_changes_no_token(tokenizer, text):
    assert re.findall(tokenizer.source(stop="(?!)"), text) == tokenizer.pattern.findall(text)


@TOKENIZERS
@given(text=HOSTILE, stop=st.sampled_from("a1'泪]"))
def test_no_word_runs_over_a_stop(tokenizer, text, stop):
    for token in re.findall(tokenizer.source(stop=re.escape(stop)), text):
        assert stop not in token[1:] or re.fullmatch(EMOJI, token)


@given(HOSTILE)
def test_models_see_the_words_that_are_counted(text):
    text = text.lower().replace("\x00", " ")
    seen = [t for t in BY_WORD.pattern.findall(text) if is_word(t) or t[0] == "[" != t]
    assert seen == unsegmented(text)


@given(HOSTILE)
def test_the_emoji_of_a_text_are_the_emoji_among_its_tokens(text):
    text = text.replace("[", "(")
    assert emoji(text) == [t for t in BY_WORD.pattern.findall(text) if re.fullmatch(EMOJI, t)]
    assert not any(re.fullmatch(f"[{EXTENDERS}]+", mark) for mark in marks(text))


@given(HOSTILE)
def test_marks_are_the_characters_outside_words_emoji_and_spaces(text):
    shown = "".join(marks(text))
    rest = re.sub(rf"{EMOJI}|[\w\s{EXTENDERS}]", "", text)
    assert shown == rest


@given(HOSTILE)
def test_spans_slice_back_to_their_words_and_never_overlap(text):
    at = 0
    for word, start, end in word_spans(text):
        assert start >= at
        at = end
        assert (
            word == "".join(c.lower()[0] for c in text[start:end])
            or word == text[start:end].lower()
        )
    if not set("İΣ") & set(text):
        assert [w for w, _, _ in word_spans(text)] == [w for w in words(text) if w[0] != "["]


def test_every_character_is_one_token_at_most_and_extenders_are_none():
    for code in range(0x110000):
        found = BY_WORD.pattern.findall(chr(code))
        alone = not re.fullmatch(rf"[\s{EXTENDERS}]", chr(code))
        assert found == [chr(code)] * alone, hex(code)


def test_a_long_hostile_text_takes_no_long_time():
    for text in (
        "a'" * 50_000,
        "[" * 50_000,
        "[泪" * 50_000,
        "👩\u200d" * 50_000,
        "1\ufe0f" * 50_000,
    ):
        assert len(BY_WORD.pattern.findall(text)) <= len(text)
        assert len(words(text)) <= len(text)
        assert len(marks(text)) <= len(text)


def test_han_in_brackets_is_what_makes_an_emoticon():
    assert [t for t in ("[a]", "[a好]", "[好]", "[]", "[ 好]") if unsegmented(t) == [t]] == [
        "[a好]",
        "[好]",
    ]
    assert re.fullmatch(f"[{HAN}]", "𠮷")
