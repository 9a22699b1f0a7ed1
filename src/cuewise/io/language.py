"""English, Chinese or both: from the script of a sample of documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cuewise.count.digest import digests
from cuewise.records import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# As many different documents tell the language, those that come first in the order of their hashes.
_SAMPLE = 2_000
_HEAD = 2_000
# A Han character carries about what a Latin word does, so characters are weighed against words;
# Chinese that names a few foreign products is still Chinese.
_CHINESE = 1 / 3


Hashes = NDArray[np.uint64]
# The key of a text, how many documents have it, and its script: 1 Chinese, 0 other words, -1 none.
Script = tuple[int, int, int]


def language(texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Language:
    """The language of a corpus; `mixed` when 10% to 90% of its documents are Chinese.

    Examples
    --------
    >>> language(["a fine film", "not bad"]), language(["很好看", "iPhone 15 Pro 手机不错"])
    ('en', 'zh')
    """
    return overall(scripts(texts, texts_b))


def scripts(
    texts: Sequence[str], texts_b: Sequence[str] | None = None, keys: Hashes | None = None
) -> list[Script]:
    """The scripts of the different documents of the least keys.

    Those of the parts of a corpus together are those of the whole.
    """
    if keys is None:
        keys = digests(texts, *([] if texts_b is None else [texts_b]))
    found = []
    columns = (a[:_SAMPLE].tolist() for a in np.unique(keys, return_index=True, return_counts=True))
    for key, row, times in zip(*columns, strict=True):
        head = texts[row][:_HEAD] + " " + (texts_b[row][:_HEAD] if texts_b is not None else "")
        han, words = len(_HAN.findall(head)), len(_WORD.findall(head))
        script = int(han >= _CHINESE * (han + words)) if han + words else -1
        found.append((key, times, script))
    return found


def overall(found: Iterable[Script]) -> Language:
    """The language by the scripts of all parts of a corpus."""
    times: dict[tuple[int, int], int] = {}
    for key, own, script in found:
        times[key, script] = times.get((key, script), 0) + own
    told = [(n, script) for (_, script), n in sorted(times.items())[:_SAMPLE] if script >= 0]
    share = sum(n for n, script in told if script) / max(sum(n for n, _ in told), 1)
    if share > 0.9:
        return "zh"
    return "mixed" if share >= 0.1 else "en"
