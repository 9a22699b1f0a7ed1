"""Chinese word classes and names, by the tagger of jieba."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cuewise.cues.tags import Tagged, tagged
from cuewise.text.simplify import one_to_one
from cuewise.text.tokens import EMOTICON

# Emoticons, addresses and mentions are cues of other kinds.
_NOT_WORDS = re.compile(rf"{EMOTICON}|https?://\S+|@[\w-]+")
_ENTITIES = {
    **dict.fromkeys(("nr", "nrfg", "nrt"), "PERSON"),
    "ns": "PLACE",
    "nt": "ORG",
}
# The first letter decides for a code that is not listed.
_CODES = {
    **dict.fromkeys((*_ENTITIES, "nz"), "PROPN"),
    **dict.fromkeys(("ad", "zg"), "ADV"),
    **dict.fromkeys(("an", "vn"), "NOUN"),
    **dict.fromkeys("nstfqg", "NOUN"),
    **dict.fromkeys("abz", "ADJ"),
    **dict.fromkeys("uyhk", "PART"),
    **dict.fromkeys("eo", "INTJ"),
    "v": "VERB",
    "d": "ADV",
    "r": "PRON",
    "m": "NUM",
    "p": "ADP",
    "c": "CCONJ",
    "x": "PUNCT",
}

# The most common family names, of nearly nine in ten Chinese.
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范石廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温"
    "牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁欧"
)
_LONGEST_NAME = 4


def tag_chinese(texts: Sequence[str], learned: object = None) -> Tagged:
    """Word classes of `texts`, and the texts that name persons, places and organisations.

    jieba takes many common words for persons (文明, 阳光). A person's name must begin with a common
    family name and, with only two characters, must not be in the dictionary. Against hand
    annotation of news, posts and CVs, precision by text is 85-90% and recall 26-70%; foreign names
    are missed.

    Examples
    --------
    >>> found = tag_chinese(["我在北京大学见到了李小明", "今天阳光很好"])
    >>> {name: texts.tolist() for name, texts in found.entities.items()}
    {'ORG': [0], 'PERSON': [0]}
    """
    import rjieba

    rows, entities = [], []
    for text in texts:
        clean = _NOT_WORDS.sub("\n", text).encode("utf-8", "replace").decode("utf-8")
        clean = one_to_one(clean)
        coded = rjieba.tag(clean)
        rows.append([_CODES.get(code) or _CODES.get(code[:1], "X") for _, code in coded])
        entities.append([_ENTITIES[c] for w, c in coded if c in _ENTITIES and _is_name(w, c)])
    return tagged(rows, entities)


def in_dictionary(text: str) -> bool:
    """Whether a Chinese text is one word of jieba's dictionary.

    Examples
    --------
    >>> in_dictionary("海港"), in_dictionary("得信")
    (True, False)
    """
    import rjieba

    return bool(rjieba.has_word(text))


def _is_name(word: str, code: str) -> bool:
    import rjieba

    if _ENTITIES[code] != "PERSON":
        return len(word) > 1
    like_name = 1 < len(word) <= _LONGEST_NAME and word[0] in _FAMILY_NAMES
    return like_name and (len(word) > 2 or not rjieba.has_word(word))
