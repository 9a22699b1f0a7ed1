"""English, Chinese or both: from the script of a sample of documents."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cuewise.types import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_SAMPLE = 2_000
_HEAD = 2_000
# A Han character carries about what a Latin word does, so characters are weighed against words;
# Chinese that names a few foreign products is still Chinese.
_CHINESE = 1 / 3


def language(texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Language:
    """The language of a corpus; `mixed` when 10% to 90% of its documents are Chinese.

    Examples
    --------
    >>> language(["a fine film", "not bad"]), language(["很好看", "iPhone 15 Pro 手机不错"])
    ('en', 'zh')
    """
    rows = np.unique(np.linspace(0, max(len(texts) - 1, 0), _SAMPLE).astype(np.int64))
    chinese = latin = 0
    for row in rows[: len(texts)].tolist():
        head = texts[row][:_HEAD] + " " + (texts_b[row][:_HEAD] if texts_b is not None else "")
        han, words = len(_HAN.findall(head)), len(_WORD.findall(head))
        if han + words:
            is_chinese = han >= _CHINESE * (han + words)
            chinese, latin = chinese + is_chinese, latin + (not is_chinese)
    share = chinese / max(chinese + latin, 1)
    if share > 0.9:
        return "zh"
    return "mixed" if share >= 0.1 else "en"
