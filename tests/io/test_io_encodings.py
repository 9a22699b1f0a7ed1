"""Text files in other encodings, and in none."""

from __future__ import annotations

import codecs
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from cuewise.errors import InputError
from cuewise.io.decode import decode_text

CHINESE = "text,label\n这家酒店的服务很好，下次还会来,好\n房间太小了，而且很吵,坏\n"
WESTERN = "text,label\nschön über café,gut\nça va très bien,schlecht\n"


def _quiet(go: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return go()


def test_utf8_with_and_without_mark_is_read_without_a_warning(load_bytes) -> None:
    for mark in (b"", codecs.BOM_UTF8):
        corpus = _quiet(lambda mark=mark: load_bytes(mark + CHINESE.encode()))
        assert corpus.label_names == ("坏", "好")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CHINESE.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16-be"),
        (CHINESE.encode("utf-16-le"), "utf-16-le"),
        (CHINESE.encode("utf-16-be"), "utf-16-be"),
        (CHINESE.encode("utf-32"), "utf-32-le"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (CHINESE.encode("gbk"), "gb18030"),
        (WESTERN.encode("cp1252"), "cp1252"),
        ("text,label\n“don’t” – 5 €,a\nb,b\n".encode("cp1252"), "cp1252"),
        ("text,label\nschön,a\nfür,b\n".encode("latin-1"), "cp1252"),
    ],
)
def test_other_encodings_are_read_and_named(load_bytes, data: bytes, encoding: str) -> None:
    with pytest.warns(UserWarning, match=f"data.csv is not UTF-8; it was read as {encoding}"):
        corpus = load_bytes(data)
    assert len(corpus.texts) == 2
    assert "\ufffd" not in "".join(corpus.texts)
    bom = "".join(codecs.BOM_UTF8.decode())
    assert data.decode(encoding).lstrip(bom).split("\n")[1].startswith(corpus.texts[0])


def test_json_lines_in_gb18030_are_read(load_bytes) -> None:
    lines = '{"text": "这家酒店很好", "label": "好"}\n{"text": "太吵", "label": "坏"}\n'
    with pytest.warns(UserWarning, match="gb18030"):
        corpus = load_bytes(lines.encode("gb18030"), "a.jsonl")
    assert corpus.texts == ["这家酒店很好", "太吵"]


@pytest.mark.parametrize("word", ["über", "schön", "für", "Größe", "naïf", "señor", "Åland"])
def test_a_lone_western_word_is_not_taken_for_chinese(word: str) -> None:
    assert decode_text(f"text,label\n{word}, a\n".encode("cp1252"), "a.csv")[0].count(word) == 1


def test_rare_characters_of_gb18030_survive() -> None:
    text = "㐀𠀀这是一个非常普通的句子，没有什么特别的内容"
    assert decode_text(text.encode("gb18030"), "a.csv") == (text, "gb18030")


def test_a_damaged_byte_in_utf8_names_offset_and_line(load_bytes) -> None:
    data = "text,label\n很好,a\n很坏,b\n".encode() + b"broken \xff here,a\n"
    offset = data.index(b"\xff")
    with pytest.raises(InputError, match=rf"data\.csv .*at byte {offset}, line 4: ff 20 68 65"):
        load_bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"text,label\nok,1\n\xff\xfe bad,0\n",
        b"text,label\nok,1\n\x81\x8d,0\n",
        b"text,label\nok,1\nbin\x00\x01\x02 \xe9,0\n",
    ],
)
def test_bytes_of_no_encoding_are_refused(load_bytes, data: bytes) -> None:
    with pytest.raises(InputError, match=r"at byte \d+, line 3"):
        load_bytes(data)


def test_cut_utf16_names_file_and_line(load_bytes) -> None:
    data = CHINESE.encode("utf-16")[:-1]
    with pytest.raises(InputError, match=r"data\.csv .*utf-16-le .*line 3"):
        load_bytes(data)


@pytest.mark.parametrize(
    ("magic", "kind"), [(b"PK\x03\x04", "Excel"), (b"\x1f\x8b", "gzip"), (b"PAR1", "parquet")]
)
def test_a_binary_file_with_a_text_ending_is_recognised(load_bytes, magic: bytes, kind) -> None:
    with pytest.raises(InputError, match=kind):
        load_bytes(magic + bytes(range(256)))
