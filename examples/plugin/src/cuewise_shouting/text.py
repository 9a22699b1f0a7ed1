"""What shouting is."""

from __future__ import annotations


def shouts(text: str, share: float) -> bool:
    """Whether at least `share` of the letters are capitals.

    Examples
    --------
    >>> shouts("GREAT film", 0.5), shouts("great film", 0.5), shouts("!!!", 0.5)
    (True, False, False)
    """
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= share * len(letters)
