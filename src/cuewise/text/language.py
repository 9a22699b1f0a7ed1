"""Identify the language of a corpus: English, Chinese, both, or another one with its name.

The script decides first: Han characters mean Chinese, kana Japanese, Hangul Korean. py3langid
distinguishes the languages that share a script (Lui and Baldwin 2012, *langid.py: An Off-the-shelf
Language Identification Tool*).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cuewise.records import Corpus, Language
from cuewise.text.scripts import HAN, HANGUL, KANA, LATIN

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The library knows 140 languages. Rare ones attract made-up words and divide the votes of their
# neighbours, so it chooses among these only.
NAMES: Mapping[str, str] = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian",
    "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "gl": "Galician",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean",
    "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam",
    "mn": "Mongolian", "mr": "Marathi", "my": "Burmese", "ne": "Nepali", "nl": "Dutch",
    "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
# Corpora that English resources (encoder, word vectors, lexicon, tagger) cover.
READ_AS_ENGLISH: frozenset[Language] = frozenset({"en", "mixed"})

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(f"[{LATIN}]+")
_LATIN = re.compile(f"[{LATIN}]")
_KANA = re.compile(f"[{KANA}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_LETTER = re.compile(r"[^\W\d_]")
# The distinct documents with the lowest keys are the sample whose scripts are counted, ...
_SAMPLE, _HEAD = 2_000, 2_000
# ... and these the ones that the library reads, which takes it up to a millisecond each.
_ASKED, _ASKED_HEAD = 300, 500
# A Han character carries about as much as a Latin word, so characters are weighed against words.
# Chinese that names a few foreign products is still Chinese.
_CHINESE = 1 / 3
# A document is in another language from this probability on. English documents and made-up words
# rarely reach it.
_SURE = 0.5
# One other language must hold at least this share of the documents.
_SHARE = 0.25

Hashes = NDArray[np.uint64]


class Vote(NamedTuple):
    """The evidence of one distinct text.

    Its key, the number of documents that hold it, its script (1 Chinese, 0 other words, -1 none)
    and the code of its language, "" if unknown.
    """

    key: int
    times: int
    script: int
    code: str


def called(corpus: Corpus) -> str:
    """Return the name of the language of a corpus, for messages.

    Examples
    --------
    >>> german = Corpus((), (), np.zeros(0, np.int32), (), "", "other", language_name="German")
    >>> called(german)
    'German'
    """
    names = {"en": "English", "zh": "Chinese", "mixed": "English and Chinese"}
    return corpus.language_name or names.get(corpus.language, "another language")


def identify(
    texts: Sequence[str], texts_b: Sequence[str] | None, keys: Hashes
) -> tuple[Language, str | None]:
    """Identify the language of a corpus.

    Parameters
    ----------
    texts, texts_b:
        The texts [n], and the second texts of pairs.
    keys:
        Hashes [n] of the texts; they choose the sample.

    Returns
    -------
    tuple
        `en`, `zh`, `mixed` (10% to 90% of the documents are Chinese) or `other`, and the name of
        the other language if it is known.

    Examples
    --------
    >>> keys = np.arange(2, dtype=np.uint64)
    >>> identify(["a fine film", "not bad"], None, keys)
    ('en', None)
    >>> identify(["ein schöner Film", "gar nicht schlecht"], None, keys)
    ('other', 'German')
    """
    return overall(votes(texts, texts_b, keys))


def votes(texts: Sequence[str], texts_b: Sequence[str] | None, keys: Hashes) -> list[Vote]:
    """Return the votes of the distinct texts with the lowest keys.

    The votes of the parts of a corpus, taken together, give the language of the whole.
    """
    found = []
    columns = (a[:_SAMPLE].tolist() for a in np.unique(keys, return_index=True, return_counts=True))
    for rank, (key, row, times) in enumerate(zip(*columns, strict=True)):
        fields = [texts[row]] if texts_b is None else [texts[row], texts_b[row]]
        script = _script(" ".join(field[:_HEAD] for field in fields))
        asked = " ".join(field[:_ASKED_HEAD] for field in fields) if rank < _ASKED else ""
        found.append(Vote(key, times, script, _code(asked, script)))
    return found


def overall(found: Iterable[Vote]) -> tuple[Language, str | None]:
    """Return the language of a corpus from the votes of all its parts; see `identify`."""
    merged: dict[int, Vote] = {}
    for vote in found:
        same = merged.get(vote.key, Vote(vote.key, 0, -1, ""))
        merged[vote.key] = Vote(
            vote.key, same.times + vote.times, vote.script, max(same.code, vote.code)
        )
    sample = [merged[key] for key in sorted(merged)[:_SAMPLE]]
    name = _other(sample[:_ASKED])
    if name is not None:
        return "other", NAMES.get(name)
    scripts = [(vote.times, vote.script) for vote in sample if vote.script >= 0]
    share = sum(n for n, script in scripts if script) / max(sum(n for n, _ in scripts), 1)
    if share > 0.9:
        return "zh", None
    return ("mixed" if share >= 0.1 else "en"), None


def _other(sample: Sequence[Vote]) -> str | None:
    """Return the code of the most frequent other language if other languages prevail."""
    with_letters = sum(v.times for v in sample if v.script >= 0 or v.code)
    documents: Counter[str] = Counter()
    for vote in sample:
        documents[vote.code] += vote.times
    home = documents.pop("en", 0) + documents.pop("zh", 0)
    documents.pop("", None)
    if documents.total() <= home:
        return None
    # Ties are broken by the code, not by the order of the votes.
    first = max(sorted(documents), key=documents.__getitem__)
    return first if documents[first] >= _SHARE * with_letters else None


def _script(head: str) -> int:
    han, words = len(_HAN.findall(head)), len(_WORD.findall(head))
    return int(han >= _CHINESE * (han + words)) if han + words else -1


def _code(head: str, script: int) -> str:
    han, latin = len(_HAN.findall(head)), len(_LATIN.findall(head))
    foreign = len(_LETTER.findall(head)) - han - latin
    if foreign > max(latin / 2, han / 3):
        return _foreign(head, foreign)
    if script != 0 or not head:
        return "zh" if script == 1 and head else ""
    code, probability = _library().classify(head)
    return str(code) if code == "en" or probability >= _SURE else ""


def _foreign(head: str, letters: int) -> str:
    for code, script in (("ja", _KANA), ("ko", _HANGUL)):
        if len(script.findall(head)) * 2 > letters:
            return code
    code, _ = _library().classify(head)
    return "und" if code in {"en", "zh"} else str(code)


@cache
def _library() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages(NAMES)
    return library
