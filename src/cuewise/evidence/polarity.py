"""Words of praise and blame.

The lists were not made from any corpus that is audited. English: the sentiment lexicon of TextBlob
(De Smedt and Daelemans 2012, *Pattern for Python*), 1,500 words, mostly adjectives. Chinese: our
own list, `polarity_zh.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

from cuewise.errors import MissingExtra
from cuewise.evidence.closed_class import is_grammatical
from cuewise.records import Language
from cuewise.text.simplify import simplified
from cuewise.text.tokens import words


def polarity_of(text: str, table: Mapping[str, float]) -> float:
    """The strongest polarity of the text or one of its words; 0 where none is listed.

    Function words, negations and the like have none.
    """
    text = simplified(text)
    content = [w for w in words(text) if not is_grammatical(w)]
    whole = (text, text.replace(" ", "")) if content else ()
    listed = [table[w] for w in (*whole, *content) if w in table]
    return max(listed, key=abs, default=0.0)


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
    return _chinese() if language == "zh" else _english()


@cache
def _chinese() -> Mapping[str, float]:
    table = tomllib.loads(files("cuewise.evidence").joinpath("polarity_zh.toml").read_text("utf-8"))
    poles = {"positive": 1.0, "negative": -1.0}
    return {word: pole for name, pole in poles.items() for word in table[name].split()}


@cache
def _english() -> Mapping[str, float]:
    if find_spec("textblob") is None:
        raise MissingExtra("the English sentiment lexicon comes with TextBlob", "linguistic")
    from textblob.en import sentiment

    sentiment.load()
    # None is the entry for any part of speech: (polarity, subjectivity, intensity).
    return {word: float(senses[None][0]) for word, senses in sentiment.items() if None in senses}
