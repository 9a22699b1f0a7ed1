"""The language of a corpus: English and Chinese stay so, any other is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cuewise.count.digest import digests
from cuewise.text.language import NAMES, identify, overall, votes

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
OTHERS = {
    "German": ["sehr gut", "gefällt mir nicht", "der Akku hält nicht lange", "kam zu spät an"],
    "French": ["un très bon film", "je n'aime pas du tout ce produit", "arrivé en retard"],
    "Spanish": ["no me gusta nada", "llegó tarde y roto", "la batería dura muy poco"],
    "Hebrew": ["המוצר גרוע", "המוצר מצוין (SKU-1)", "המשלוח הגיע מאוחר"],
    "Arabic": ["طردك في الطريق", "المنتج سيئ جدا", "وصل متأخرا"],
    "Russian": ["Фильм был ужасный", "Обед был хороший", "мне не понравился iPhone"],
    "Japanese": ["この映画はとても良かった", "サービスが悪い", "iPhoneの電池が持たない"],
    "Korean": ["영화가 정말 좋았어요", "배송이 늦었습니다", "배터리가 빨리 닳아요"],
    "Thai": ["สินค้าดีมาก", "ส่งช้ามาก"],
    "Hindi": ["उत्पाद बहुत अच्छा है", "मुझे यह पसंद नहीं आया"],
    "Vietnamese": ["sản phẩm rất tốt", "giao hàng quá chậm"],
    "Turkish": ["çok güzel bir ürün", "hiç beğenmedim"],
}


def keyed(texts):
    """Equal texts have equal keys."""
    numbers = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return np.array([numbers[text] for text in texts], dtype=np.uint64)


def language(texts, texts_b=None):
    return identify(texts, texts_b, keyed(texts))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["good film", "bad film"], "en"),
        (["很好看", "不好看"], "zh"),
        (["iPhone 15 Pro Max 手机真的不错", "Windows 系统太卡"], "zh"),
        (["he said 你好 to all of the people there", "a plain line"], "en"),
        (["good film", "很好看"], "mixed"),
        (["good film"] * 95 + ["很好看"] * 5, "en"),
        (["good film"] * 80 + ["很好看"] * 20, "mixed"),
        (["good film"] * 5 + ["很好看"] * 95, "zh"),
        (["123", "!!"], "en"),
        ([], "en"),
        (["很好看"] * 3000 + ["good film"] * 3000, "mixed"),
        (["我覺得這本書精彩", "飯店的晚餐糟糕"], "zh"),
        (["今天の心情很好", "哈哈哈哈(≧▽≦)ツ"], "zh"),
    ],
)
def test_the_script_distinguishes_english_and_chinese(texts, expected) -> None:
    assert language(texts) == (expected, None)


@pytest.mark.parametrize("name", OTHERS)
def test_another_language_is_named(name) -> None:
    assert language(OTHERS[name]) == ("other", name)


@pytest.mark.parametrize("name", OTHERS)
def test_a_pair_is_identified_by_both_texts(name) -> None:
    texts = OTHERS[name]
    assert identify(["1"] * len(texts), texts, keyed(texts)) == ("other", name)


@pytest.mark.parametrize(
    "texts",
    [
        ["omg lol u r soooo cute", "wtf dis be lit af no cap", "gonna b gr8 fam"],
        ["u dumb piece of trash", "send them all back home!!"],
        ["battery dies quick", "works gr8 5 stars", "meh", "ok", "refund pls"],
        ["I love this película so much", "that chica was super rude to us lah"],
        [f"w{a} w{a + 3} w{a + 7}" for a in range(50)],
        [f"{a}an {b}en {a}un" for a in "bdfgklm" for b in "nprst"],
        ["aa bb", "cc dd", "ee ff"],
        ["@bob #win http://t.co/x1", "RT @alice: :) :("],
    ],
)
def test_slang_code_mixing_and_made_up_words_stay_english(texts) -> None:
    assert language(texts) == ("en", None)


def test_another_language_needs_more_documents_than_english_and_chinese() -> None:
    german, english = (
        [f"das war wirklich nicht gut {a}" for a in range(50)],
        ["this was a really fine film"],
    )
    assert language(german + english * 49) == ("other", "German")
    assert language(german + english * 50) == ("en", None)


def test_an_unknown_script_is_another_language_without_a_name() -> None:
    assert language(["ᎣᏏᏲ ᏙᎯᏧ", "ᏩᏙ ᎤᎵᎮᎵᏍᏗ"])[0] == "other"


def test_the_votes_of_the_parts_give_the_language_of_the_whole() -> None:
    texts = [f"{text} {at}" for at in range(400) for text in (*OTHERS["French"], "a fine film")]
    keys = keyed(texts)
    parts = [votes(texts[a::3], None, keys[a::3]) for a in range(3)]
    sent = json.loads(json.dumps(parts))
    together = overall(type(parts[0][0])(*vote) for part in sent for vote in part)
    assert together == identify(texts, None, keys) == ("other", "French")


def test_every_name_has_its_chinese() -> None:
    from cuewise.report.wording import wording

    chinese = {wording("zh")(f"language-name.{name}") for name in NAMES.values()}
    assert len(chinese) == len(NAMES)
    assert not chinese & set(NAMES.values())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sets for evaluation are not shipped")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("conll2003_ner", "en"),
        ("hatemoji_build_check", "en"),
        ("sentiment_short_sst_mr_cr_mpqa", "en"),
        ("toxicity_identity_madlibs", "mixed"),
        ("tweeteval_sentiment", "en"),
        ("weibo_senti_sample", "zh"),
    ],
)
def test_a_real_set_of_short_texts_keeps_its_language(name, expected) -> None:
    frame = pl.read_parquet(SHARED / "data" / name / f"{name}.parquet", columns=["text"])
    texts = frame["text"].drop_nulls().to_list()
    # Hashes choose a random sample, as they do when a file is loaded.
    assert identify(texts, None, digests(texts)) == (expected, None)
