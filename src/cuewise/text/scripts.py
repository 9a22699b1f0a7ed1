"""Scripts as ranges of characters, to be put between the brackets of a regular expression."""

from __future__ import annotations

import re
from typing import Final

# Ideographs with the iteration mark and zero; planes 2 and 3 are reserved for ideographs.
HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
LATIN: Final = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
    "\uff21-\uff3a\uff41-\uff5a"
)
# Radicals, the marks of Chinese and Japanese, and full-width forms: they accompany Han.
HAN_MARKS: Final = "\u2e80-\u2fdf\u3000-\u303f\uff00-\uffef"

_HAN = re.compile(f"[{HAN}]")


def has_han(text: str) -> bool:
    """Whether a Chinese character is in the text.

    Parameters
    ----------
    text:
        Any text.

    Examples
    --------
    >>> has_han("so 好"), has_han("𠮷"), has_han("so")
    (True, True, False)
    """
    return _HAN.search(text) is not None
