"""English word classes and names, by the lexicon of TextBlob's pattern tagger (Penn tags).

The tagger ignores context, so each distinct word is tagged once, whatever the size of the corpus.
It takes every capitalised word for a name. The corpus corrects it: a word that occurs in lower case
at least as often is no name (truecasing, Lita et al. 2003).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.chunks import chunks
from cuewise.count.tokens import Tokens
from cuewise.count.unique import sorted_unique
from cuewise.cues.tags import BREAK, NUMBER, Tagged
from cuewise.records import Bools, Ints

NAME = "NAME"
_TOKEN = re.compile(
    r"https?://\S+|[@#]\w+|\w+(?=n['’]t\b)|n['’]t\b|['’](?:s|m|d|re|ve|ll)\b|[^\W_]+|\n|[^\w\s]|_",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"n?['’]\w", re.IGNORECASE)
# After these marks a word does not begin a sentence.
_INSIDE = frozenset(",-&/('’`")
_PENN = {
    **dict.fromkeys(("NN", "NNS"), "NOUN"),
    **dict.fromkeys(("NNP", "NNPS"), "PROPN"),
    **dict.fromkeys(("PRP", "PRP$", "WP", "WP$", "EX"), "PRON"),
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VERB"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "ADJ"),
    **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), "ADV"),
    **dict.fromkeys(("DT", "PDT", "WDT"), "DET"),
    **dict.fromkeys(("TO", "RP", "POS"), "PART"),
    "MD": "AUX",
    "IN": "ADP",
    "CC": "CCONJ",
    "CD": "NUM",
    "UH": "INTJ",
}
# A text of this many words, most of them capitalised, is a title or shouting: no names.
_WORDS, _MOST = 6, 0.5


def tag_english(texts: Sequence[str], learned: object = None) -> Tagged:
    """Word classes of `texts`, and NAME where one holds a proper noun inside a sentence.

    `learned`: the `_LearnedWords` of other texts.

    Examples
    --------
    >>> from cuewise.cues.tags import TAGS
    >>> found = tag_english(["A quick answer.", "Great, we met Obama there."])
    >>> [TAGS[i] for i in found.tags[:4]], found.entities["NAME"].tolist()
    (['DET', 'ADJ', 'NOUN', 'PUNCT'], [1])
    """
    # No token spans white space, so each distinct piece is split once.
    tokens = Tokens(*chunks(texts).tokens(_TOKEN.findall))
    vocabulary = np.array([_is_word(w) for w in tokens.vocabulary], dtype=bool)
    word = vocabulary[tokens.ids]
    starts = _starts(tokens)
    corpus_words = (
        learned if isinstance(learned, _LearnedWords) else _LearnedWords(_names(tokens, starts), {})
    )
    names = (w[:1].isupper() and w.lower() in corpus_words.names for w in tokens.vocabulary)
    name = np.array(list(names), dtype=bool)[tokens.ids]
    plain, capital = _tags(tokens.vocabulary, corpus_words.tags)
    tags = np.where(name, capital[tokens.ids], plain[tokens.ids])
    held = name & ~starts & (tags == NUMBER["PROPN"])
    document = tokens.documents()
    holders = sorted_unique(document[held])
    entities = holders[~_titles(tokens, document, word & ~starts)[holders]]
    both = zip(plain.tolist(), capital.tolist(), strict=True)
    taught = _LearnedWords(corpus_words.names, dict(zip(tokens.vocabulary, both, strict=True)))
    return Tagged(tags, tokens.offsets, {NAME: entities}, taught)


@dataclass(frozen=True, slots=True)
class _LearnedWords:
    """The names found in some texts, in lower case, and the tags of their words.

    tags[w]: the tag numbers of w as a common word and as written.
    """

    names: frozenset[str]
    tags: Mapping[str, tuple[int, int]]


def _is_word(token: str) -> bool:
    return token[:1].isalnum() and not token.startswith("http")


def _starts(tokens: Tokens) -> Bools:
    """Whether each token [t] begins a text or follows the end of a sentence, a quote or a line."""
    ends = np.array([not w[:1].isalnum() and w[:1] not in _INSIDE for w in tokens.vocabulary])
    starts = np.zeros(tokens.ids.size, dtype=bool)
    if tokens.ids.size:
        starts[1:] = ends[tokens.ids[:-1]]
        starts[tokens.offsets[:-1][np.diff(tokens.offsets) > 0]] = True
    return starts


def _names(tokens: Tokens, starts: Bools) -> frozenset[str]:
    """The words, in lower case, that occur more often with a capital than without."""
    number: dict[str, int] = {}
    lower = np.array(
        [number.setdefault(w.lower(), len(number)) for w in tokens.vocabulary], np.int32
    )
    upper = np.array([w[:1].isupper() for w in tokens.vocabulary], dtype=bool)
    word, capital = lower[tokens.ids], upper[tokens.ids]
    size = max(len(number), 1)
    inside = np.bincount(word[capital & ~starts], minlength=size)
    small = np.bincount(word[~capital], minlength=size)
    words = list(number)
    return frozenset(words[i] for i in np.flatnonzero(inside > small).tolist())


def _titles(tokens: Tokens, document: Ints, inner: Bools) -> Bools:
    """Whether each text [n] capitalises most words inside its sentences, `inner`[t]."""
    upper = np.array([w[:1].isupper() for w in tokens.vocabulary], dtype=bool)[tokens.ids]
    n = tokens.offsets.size - 1
    words = np.bincount(document[inner], minlength=n)
    capitals = np.bincount(document[inner & upper], minlength=n)
    return np.asarray((words >= _WORDS) & (capitals > _MOST * words), dtype=np.bool_)


def _tags(
    vocabulary: Sequence[str], known: Mapping[str, tuple[int, int]]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Tag numbers of every word as a common word, and as written."""
    tags = np.array([known.get(w, (0, 0)) for w in vocabulary], np.int8).reshape(-1, 2)
    small, written = tags[:, 0].copy(), tags[:, 1].copy()
    new = [i for i, w in enumerate(vocabulary) if w not in known]
    words = [vocabulary[i] for i in new]
    common = [_common(w) for w in words]
    written[new] = small[new] = _penn(words)
    other = [at for at, w in enumerate(words) if common[at] != w]
    small[[new[at] for at in other]] = _penn([common[at] for at in other])
    return small, written


def _common(word: str) -> str:
    """The form to look up: lower case, if the lexicon has it; `I` and known names stay."""
    lowered = word.lower()
    return lowered if lowered in _lexicon() and word != "I" else word


@functools.cache
def _lexicon() -> dict[str, str]:
    """TextBlob's lexicon as a plain dict, which is faster: its own checks every access."""
    from textblob.en import lexicon

    return dict(lexicon.items())


def _penn(words: Sequence[str]) -> NDArray[np.int8]:
    from textblob.en import parser

    shown = [w.replace("’", "'").encode("utf-8", "replace").decode() for w in words]
    wordy = [i for i, w in enumerate(words) if _is_word(w) or _CONTRACTED.match(w)]
    out = np.array([BREAK if len(w) == 1 else NUMBER["X"] for w in words], dtype=np.int8)
    # The tagger treats the first word of a sentence specially, so put one before.
    penn_tags = parser.find_tags(["the", *(shown[i] for i in wordy)], lexicon=_lexicon())[1:]
    for i, (_, penn) in zip(wordy, penn_tags, strict=True):
        out[i] = NUMBER[_PENN.get(penn, "X")]
    return out
