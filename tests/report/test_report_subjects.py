"""Cues in words, in both languages."""

from __future__ import annotations

import pytest

from cuewise import report

PHRASES = [
    ("word:spielberg", "the word “spielberg”", "词“spielberg”"),
    ("ngram:at the end", "the phrase “at the end”", "短语“at the end”"),
    ("ngram:不错 的 app 很 好", "the phrase “不错的 app 很好”", "短语“不错的 app 很好”"),
    ("char:[泪]", "the emoticon “[泪]”", "表情符号“[泪]”"),
    ("char:真的", "the characters “真的”", "字符片段“真的”"),
    ("emoji:😂", "the emoji 😂", "emoji 😂"),
    ("position:first=how", "“how” as the first word", "以“how”开头"),
    ("position:last=?", "“?” as the last word", "以“?”结尾"),
    ("position:first", "the position “first”", "位置“first”"),
    ("length:long", "long text", "文本偏长"),
    ("length:short", "short text", "文本偏短"),
    ("punct:!", "the punctuation “!”", "标点“!”"),
    ("format:url", "a web address", "含有网址"),
    ("format:digit", "a digit", "含有数字"),
    ("format:uppercase", "a word in capitals", "含有全大写单词"),
    ("format:elongation", "a stretched word (such as “soooo”)", "字母拉长（如“soooo”）"),
    ("format:latin", "Latin letters in Chinese text", "中文里夹用拉丁字母"),
    ("format:emoji", "any emoji", "含有任意 emoji"),
    ("format:markdown-list", "the format “markdown-list”", "格式“markdown-list”"),
    ("overlap:high", "high word overlap of the two texts", "两段文本的词语重叠度高"),
    ("overlap:low", "low word overlap of the two texts", "两段文本的词语重叠度低"),
    (
        "overlap:subsequence",
        "a second text that is a passage of the first",
        "第二段文本是第一段的连续片段",
    ),
    ("overlap:negation", "a negation in only one of the two texts", "只有一段文本含否定词"),
    ("meta:platform=twitter", "metadata platform = “twitter”", "元数据 platform = “twitter”"),
    ("meta:time=12:30/a=b", "metadata time = “12:30/a=b”", "元数据 time = “12:30/a=b”"),
    ("pos:NNP NNP", "the part-of-speech pattern “NNP NNP”", "词性序列“NNP NNP”"),
    ("pos:ADJ NOUN", "the part-of-speech pattern “adjective noun”", "词性序列“形容词 名词”"),
    ("pos:INTJ", "the part of speech “interjection”", "词性“叹词”"),
    ("pos:first=VERB", "“verb” as the first word’s part of speech", "首词词性为“动词”"),
    ("pos:", "“pos:”", "“pos:”"),
    ("entity:NAME", "a proper name", "专名"),
    ("entity:PERSON", "the name of a person", "人名"),
    ("entity:PLACE", "the name of a place", "地名"),
    ("entity:ORG", "the name of an organisation", "机构名"),
    ("entity:GPE", "a named entity of type GPE", "GPE 类型的命名实体"),
    ("b/entity:PERSON", "the name of a person in the second text", "第二段文本中的人名"),
    ("cluster:12", "topic cluster 12", "主题簇 12"),
    (
        "field:paris|london|rome|oslo|lima",
        "any word of the topic word set “paris, london, rome … (5 words)”",
        "主题词集“paris、london、rome …（5 个词）”中的任一词",
    ),
    (
        "b/field:" + "petersburg|jakarta|" * 100 + "a\u202eb",
        "any word of the topic word set “petersburg … (201 words)” in the second text",
        "第二段文本中的主题词集“petersburg …（201 个词）”中的任一词",
    ),
    ("field:", "“field:”", "“field:”"),
    ("a/word:x", "the word “x” in the first text", "第一段文本中的词“x”"),
    ("b/word:nobody", "the word “nobody” in the second text", "第二段文本中的词“nobody”"),
    ("chosen/length:long", "long text (chosen answer)", "胜出回答：文本偏长"),
    ("word:and/or", "the word “and/or”", "词“and/or”"),
    ("ngram:a:b = c/d", "the phrase “a:b = c/d”", "短语“a:b = c/d”"),
    ("style:1", "style cluster 1", "文风簇 1"),
    ("mystery:x=1:2", "“mystery:x=1:2”", "“mystery:x=1:2”"),
    ("in-field:x", "“in-field:x”", "“in-field:x”"),
    ("pos-one:x", "“pos-one:x”", "“pos-one:x”"),
    ("no colon at all", "“no colon at all”", "“no colon at all”"),
    ("", "“”", "“”"),
    ("word:", "“word:”", "“word:”"),
    ("word:{value} {0}", "the word “{value} {0}”", "词“{value} {0}”"),
    ("word:a\u202eb\n", "the word “a⟨U+202E⟩b↵ ”", "词“a⟨U+202E⟩b↵ ”"),
]


@pytest.mark.parametrize(("subject", "english", "chinese"), PHRASES)
def test_a_cue_has_a_phrase_in_both_languages(subject: str, english: str, chinese: str) -> None:
    assert report.describe(subject) == english
    assert report.describe(subject, "zh") == chinese


def test_an_emoji_of_several_parts_stays_whole() -> None:
    family = "👨\u200d👩\u200d👧"
    assert report.describe(f"emoji:{family}") == f"the emoji {family}"
