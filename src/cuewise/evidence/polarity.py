"""Which words praise and which blame, in lists that were not made from the corpus.

English: the sentiment lexicon that comes with TextBlob (De Smedt and Daelemans 2012, *Pattern for
Python*), 1,500 words, mostly adjectives. Chinese: a list of ours, `polarity_zh.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

from cuewise.errors import MissingExtra
from cuewise.records import Language


def polarities(language: Language) -> Mapping[str, float]:
    """Polarity of every listed word, -1 (blame) to 1 (praise).

    Raises
    ------
    MissingExtra
        The list of this language comes with a package that is not installed.

    Examples
    --------
    >>> polarities("zh")["糟糕"]
    -1.0
    """
    return _SOURCES[language]()


@cache
def _chinese() -> Mapping[str, float]:
    table = tomllib.loads(files("cuewise.evidence").joinpath("polarity_zh.toml").read_text("utf-8"))
    return {
        word: pole
        for name, pole in (("positive", 1.0), ("negative", -1.0))
        for word in table[name].split()
    }


@cache
def _english() -> Mapping[str, float]:
    if find_spec("textblob") is None:
        raise MissingExtra("the English sentiment lexicon comes with TextBlob", "linguistic")
    from textblob.en import sentiment

    sentiment.load()
    # None stands for the word whatever its part of speech: (polarity, subjectivity, intensity).
    return {word: float(senses[None][0]) for word, senses in sentiment.items() if None in senses}


_SOURCES = {"en": _english, "zh": _chinese, "mixed": _english}
