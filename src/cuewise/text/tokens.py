r"""The one tokenizer: words, bracket emoticons, emoji and punctuation marks.

A word is a run of `\w` with its inner apostrophes ("don't"). Two consumers cut it further: words of
Han characters are segmented by jieba for counting (`words`), and are single characters to models of
Chinese (`BY_CHARACTER`). The compiled counting kernels split bytes by the same rules; a property
test compares the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from cuewise.text.emoji import EMOJI, EXTENDERS, KEYCAP
from cuewise.text.scripts import HAN, KANA, has_han
from cuewise.text.simplify import one_to_one

APOSTROPHES: Final = "'’"
# Platforms write their emoticons in Chinese: [泪]. On Weibo 98% of bracketed text is. Nothing tells
# the few others, such as [ok], from [sic], [it] or [URL], so those are words in brackets.
_INSIDE: Final = r"[^\[\]\s\0]"
_MOST_INSIDE: Final = 8
# An ASCII mark that begins no longer token; it only saves time.
_PLAIN_MARK: Final = r"[^\w\s\[#*\u0080-\U0010ffff]"
_MARK: Final = rf"[^\w\s{EXTENDERS}]"
# People see a run of such marks as one.
_MARK_RUN: Final = r"\.{3,}|…+|!{2,}|\?{2,}|！{2,}|？{2,}|[!?！？]{2,}"


def _word(letter: str, free: str = "") -> str:
    """A run of letters with inner apostrophes; a digit on a keycap is no part of it."""
    run = f"(?:{free}{letter})+"
    # The first branch is the quick way for a word that nothing special follows.
    return (
        rf"{run}(?:(?![\w{APOSTROPHES}\ufe0f\u20e3])"
        rf"|(?:{free}[{APOSTROPHES}]{run})*(?!(?<=[0-9]){KEYCAP}))"
    )


def _emoticon(free: str = "") -> str:
    named = rf"(?={_INSIDE}{{0,{_MOST_INSIDE - 1}}}[{HAN}])"
    return rf"\[{named}(?:{free}{_INSIDE}){{1,{_MOST_INSIDE}}}{free}\]"


WORD: Final = _word(r"\w")
EMOTICON: Final = _emoticon()


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Splits lower-cased texts for models, by one regular expression.

    Parameters
    ----------
    alone:
        Ranges of characters that are tokens by themselves; all others form words.

    Examples
    --------
    >>> BY_WORD.pattern.findall("don't [泪] 好的 👩‍💻!")
    ["don't", '[泪]', '好的', '👩‍💻', '!']
    >>> BY_CHARACTER.pattern.findall("don't好的")
    ["don't", '好', '的']
    """

    alone: str = ""

    def source(self, stop: str | None = None) -> str:
        """The regular expression; where `stop` matches, a word or emoticon ends before it."""
        free = "" if stop is None else f"(?!{stop})"
        word = _word(rf"[^\W{self.alone}]" if self.alone else r"\w", free)
        single = [f"[{self.alone}]"] if self.alone else []
        tokens = [*single, word, _PLAIN_MARK, _emoticon(free), EMOJI, _MARK]
        # Most failures are at a space, so it is asked for first.
        return rf"(?!\s)(?:{'|'.join(tokens)})"

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression; its matches are the tokens."""
        return _compiled(self)


@lru_cache(maxsize=8)
def _compiled(tokenizer: Tokenizer) -> re.Pattern[str]:
    return re.compile(tokenizer.source())


BY_WORD: Final = Tokenizer()
BY_CHARACTER: Final = Tokenizer(HAN + KANA)

_RUN = re.compile(f"{WORD}|{EMOTICON}")
_ONE_WORD = re.compile(WORD)
_HAN_RUN = re.compile(f"([{HAN}]+)")
_ASCII_MARKS = re.compile(f"({_MARK_RUN}|{_MARK})")
# Letters begin neither and are most of a text, so they are passed over first.
_MARKS = re.compile(rf"(?![^\W0-9])(?:{EMOJI}|({_MARK_RUN}|{_MARK}))")


def is_word(text: str) -> bool:
    """Whether a text is one word and nothing else.

    Examples
    --------
    >>> is_word("don't"), is_word("e-mail")
    (True, False)
    """
    return _ONE_WORD.fullmatch(text) is not None


def unsegmented(text: str) -> list[str]:
    """Lower-cased words and emoticons of a text, before Chinese is segmented.

    Examples
    --------
    >>> unsegmented("It's 好的, 1️⃣ [泪] [it]")
    ["it's", '好的', '[泪]', 'it']
    """
    return _RUN.findall(text.lower())


def words(text: str) -> list[str]:
    """Lower-cased words and emoticons of a text in reading order.

    Examples
    --------
    >>> words("It's 5 o'clock [泪]")
    ["it's", '5', "o'clock", '[泪]']
    """
    found = unsegmented(text)
    if not has_han(text):
        return found
    return [piece for run in found for piece in _segmented(run)]


def word_places(text: str) -> list[tuple[str, int, int]]:
    """Words of a text with their start and end; emoticons are no words.

    Parameters
    ----------
    text:
        A text in lower case: its words are those of `words`.

    Examples
    --------
    >>> word_places("so good [泪]")
    [('so', 0, 2), ('good', 3, 7)]
    """
    out = []
    for match in _RUN.finditer(text):
        at = match.start()
        for piece in [] if match[0][0] == "[" else _segmented(match[0]):
            out.append((piece, at, at + len(piece)))
            at += len(piece)
    return out


def marks(text: str) -> list[str]:
    """Punctuation marks of a text, repeated ones as one; no mark is a part of an emoji.

    Examples
    --------
    >>> marks("Well... so?! ❤️ don't")
    ['...', '?!', "'"]
    """
    if text.isascii():
        return _ASCII_MARKS.findall(text)
    return [m[1] for m in _MARKS.finditer(text) if m[1]]


def _segmented(run: str) -> list[str]:
    """A run of letters cut at its Chinese words; an emoticon stays whole."""
    if run[0] == "[":
        return [run]
    # Every second piece is Chinese.
    pieces = _HAN_RUN.split(run)
    if len(pieces) == 1:
        return pieces
    out: list[str] = []
    for number, piece in enumerate(pieces):
        out += _cut(piece) if number % 2 else [piece] if piece else []
    return out


def _cut(han: str) -> list[str]:
    """The words of a run of Han characters; the dictionary of jieba has simplified words."""
    import rjieba

    simple = one_to_one(han)
    found = rjieba.cut(simple)
    if simple is han:
        return list(found)
    ends = list(accumulate(map(len, found)))
    return [han[start:end] for start, end in pairwise([0, *ends])]
