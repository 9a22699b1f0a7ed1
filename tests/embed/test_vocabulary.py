"""Which words a tokenizer holds as a whole."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from cuewise.embed.static import token_table
from cuewise.embed.vocabulary import holds
from cuewise.errors import MissingExtra


@pytest.fixture
def word_piece():
    pieces = ["[UNK]", "film", "over", "##priced", "很", "好"]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=pieces[0]))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


@pytest.mark.parametrize(
    ("word", "known"),
    [
        *(("film", True), ("overpriced", False), ("kike", False)),
        *(("很好", True), ("很坏", False), ("", False)),
    ],
)
def test_a_word_is_held_as_one_piece_or_a_piece_a_chinese_character(word_piece, word, known):
    assert holds(word_piece, word) is known


def test_a_space_before_the_word_may_be_part_of_its_piece():
    bpe = Tokenizer(models.BPE({"Ġ": 0, "f": 1, "Ġf": 2, "u": 3, "n": 4, "Ġfu": 5, "Ġfun": 6}, [
        ("Ġ", "f"), ("Ġf", "u"), ("Ġfu", "n"),
    ]))  # fmt: skip
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    assert holds(bpe, "fun")
    assert not holds(bpe, "nuf")


def test_the_packaged_vocabulary_lacks_slurs_and_holds_plain_words():
    try:
        table = token_table()
    except MissingExtra as missing:
        pytest.skip(missing.what)
    words = ("superb", "table", "muzzies", "beaners", "电影")
    assert [w for w in words if table.knows(w)] == ["superb", "table"]


def test_a_byte_of_a_character_is_no_piece_of_a_word():
    pieces = ["<unk>", "很好", "<0xE9>", "<0xBE>", "<0x98>"]
    table = {piece: i for i, piece in enumerate(["很", "好", *pieces])}
    made = models.BPE(table, [("很", "好")], unk_token="<unk>", byte_fallback=True)  # noqa: S106
    tokenizer = Tokenizer(made)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    assert holds(tokenizer, "很好")
    # Four pieces of four characters, three of which are the bytes of the last.
    assert tokenizer.encode("很好龘").tokens == ["很好", "<0xE9>", "<0xBE>", "<0x98>"]
    assert not holds(tokenizer, "很好龘")
