"""How common a word is in its language, from the lists of wordfreq (Speer 2022)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from cuewise.text.scripts import has_han

# The list holds shares of all words; the Zipf scale (van Heuven et al. 2014) counts per billion.
_BILLION = 9


def zipf(word: str) -> float | None:
    """Zipf frequency of a lower-case English or Chinese word; None where the list lacks it.

    Nearly 8 for "the", 5 for "movie", 3 for a word in a million. The list ends there.

    Examples
    --------
    >>> round(zipf("the")), zipf("muzzies")
    (8, None)
    """
    share = _list("zh" if has_han(word) else "en").get(word)
    return math.log10(share) + _BILLION if share else None


@cache
def _list(language: str) -> Mapping[str, float]:
    # Reading the package takes a tenth of a second.
    from wordfreq import get_frequency_dict

    return get_frequency_dict(language, "small")
