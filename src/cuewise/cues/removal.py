"""The one way to remove cues from texts: for fitting, measuring and answering, and in files.

Files have only the expression, which knows no HTML; `expression_suffices` says where that matters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cuewise.cues.pattern import in_memory, pattern, remove_matches
from cuewise.cues.spans import names_markup, parse
from cuewise.records.kinds import kind_of
from cuewise.text.markup import without_markup
from cuewise.text.spans import Span

# White space in place of HTML. It is no space, because the spaces around a cue are removed too.
_BLANK: Final = "\x1f"


def remove_cues(texts: Sequence[str], cues: Sequence[str]) -> list[str]:
    """The texts with a space in place of every cue; only a cue of markup is removed from HTML.

    What counts as one occurrence, and what one pass leaves, is said at `cuewise.cues.pattern`.

    Parameters
    ----------
    texts:
        The texts [n].
    cues:
        Subjects without a field. Those that are not located in a text change nothing.

    Examples
    --------
    >>> remove_cues(['<p class="x">a class act</p>', "no class"], ["word:class"])
    ['<p class="x">a act</p>', 'no ']
    """
    whole = in_memory(cues)
    if whole is None:
        return list(texts)
    of_markup = [cue for cue in cues if names_markup(cue)]
    of_text = in_memory([cue for cue in cues if cue not in of_markup])
    tags = in_memory(of_markup)
    return [_edited(text, whole, of_text, tags) for text in texts]


def covers(cues: Sequence[str], subject: str) -> bool:
    """Whether removing the cues removes a cue wherever it occurs.

    It is one of them, or it is a word at an end of a text, and the word anywhere is one.

    Examples
    --------
    >>> covers(["a/word:lima"], "a/position:first=lima"), covers(["word:lima"], "ngram:in lima")
    (True, False)
    """
    if subject in cues:
        return True
    field, kind, value = parse(subject)
    word = (field, value.partition("=")[2])
    return kind_of(kind).at_end and any(
        (other, of) == word and kind_of(k).phrase for other, k, of in map(parse, cues)
    )


def expression_suffices(texts: Sequence[str], cues: Sequence[str]) -> bool:
    """Whether files can remove the cues from the texts alike, by an expression alone.

    Files have none for a letter of one case, or for one text of a pair.

    Examples
    --------
    >>> texts = ['<p class="x">a class act</p>']
    >>> expression_suffices(texts, ["word:act"]), expression_suffices(texts, ["word:class"])
    (True, False)
    """
    step = pattern(cues)
    if step is None:
        return not cues
    marked = [text for text in texts if without_markup(text) is not text]
    return remove_matches(marked, step) == remove_cues(marked, cues)


# Many models are asked about the same texts.
@lru_cache(maxsize=1 << 16)
def _edited(text: str, whole: str, of_text: str | None, tags: str | None) -> str:
    plain = without_markup(text, _BLANK)
    if plain is text:
        return re.sub(whole, " ", text)
    inner = [_trimmed(plain, span) for span in _places(of_text, plain)]
    return _spaced(text, sorted(inner + _places(tags, text)))


def _places(expression: str | None, text: str) -> list[Span]:
    return [] if expression is None else [m.span() for m in re.finditer(expression, text)]


def _trimmed(plain: str, span: Span) -> Span:
    """The span without HTML at its ends: a word that opens a text has it among its marks."""
    inner = plain[slice(*span)]
    ahead = inner[: len(inner) - len(inner.lstrip())].rfind(_BLANK) + 1
    behind = inner[len(inner.rstrip()) :].partition(_BLANK)
    return span[0] + ahead, span[1] - len(behind[1] + behind[2])


def _spaced(text: str, spans: Sequence[Span]) -> str:
    """The text with a space in place of every span; two that share more than spaces are one."""
    out, done = [], 0
    for start, end in spans:
        if text[start:done].strip(" "):
            done = max(done, end)
        else:
            out += [text[done:start], " "]
            done = end
    return "".join([*out, text[done:]])
