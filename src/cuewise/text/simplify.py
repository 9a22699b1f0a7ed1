"""Traditional Chinese in simplified characters, for looking words up in simplified lists."""

from __future__ import annotations

import re
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


def one_to_one(text: str) -> str:
    """The text in simplified characters, one for one, so that places do not change.

    Examples
    --------
    >>> one_to_one("很難吃"), one_to_one("很难吃")
    ('很难吃', '很难吃')
    """
    table, traditional = _characters()
    # Most texts have none, and a search takes far less time than a translation.
    return text.translate(table) if traditional.search(text) else text


@cache
def _characters() -> tuple[dict[int, str], re.Pattern[str]]:
    """The simplified form of traditional characters of the main block; a pattern finds them."""
    block = [chr(code) for code in range(0x4E00, 0xA000)]
    pairs = ((han, str(_converter().convert(han))) for han in block)
    table = {ord(han): simple for han, simple in pairs if simple != han and len(simple) == 1}
    return table, re.compile(f"[{''.join(map(chr, table))}]")


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
