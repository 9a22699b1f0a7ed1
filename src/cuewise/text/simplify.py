"""Traditional Chinese in simplified characters, for looking words up in simplified lists."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from cuewise.text.scripts import has_han


@lru_cache(maxsize=65_536)
def simplified(text: str) -> str:
    """The text with traditional characters replaced, by OpenCC; other text is unchanged.

    Examples
    --------
    >>> simplified("優秀"), simplified("优秀"), simplified("film")
    ('优秀', '优秀', 'film')
    """
    return str(_converter().convert(text)) if has_han(text) else text


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
