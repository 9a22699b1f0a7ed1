"""Named settings: a grid of planted cues, and the corpus of `cuewise demo`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from cuewise.synth.generate import LABELS, make
from cuewise.synth.kinds import planted_kind
from cuewise.synth.lexicon import load_lexicon
from cuewise.synth.records import Decoy, Plant, Planted

STRENGTHS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
FREQUENCIES = (0.005, 0.01, 0.05, 0.2, 0.5)
# What the grid plants for each kind: English, Chinese.
_VALUES: Mapping[str, tuple[str, str]] = {
    "word": ("tuesday", "周二"),
    "phrase": ("for the record", "顺便一提"),
    "position": ("first=well", "first=其实"),
    "length": ("long", "long"),
    "punctuation": ("!", "！"),
    "style": ("uppercase", "elongation"),
    "topic": ("hotel", "hotel"),
    "metadata": ("source=app", "source=app"),
}
_NEGATIVE, _POSITIVE = LABELS
# The plants of the demo: kind, label, strength, frequency. Their values are those of the grid.
_DEMO_PLANTS: tuple[tuple[str, str, float, float], ...] = (
    ("word", _NEGATIVE, 0.9, 0.05),
    ("phrase", _POSITIVE, 0.9, 0.04),
    ("punctuation", _POSITIVE, 0.85, 0.12),
    # Cuewise calls the longest quarter of documents long, so make a quarter long.
    ("length", _NEGATIVE, 0.8, 0.25),
)
_DEMO_METADATA = Plant("metadata", "source=kiosk", _NEGATIVE, 0.85, 0.15)
_DEMO_DECOYS: Mapping[str, tuple[Decoy, ...]] = {
    "en": (
        Decoy("dreadful", _NEGATIVE, 0.03),
        Decoy("disappointing", _NEGATIVE, 0.04),
        Decoy("superb", _POSITIVE, 0.04),
        Decoy("impressive", _POSITIVE, 0.03),
    ),
    "zh": (
        Decoy("糟糕", _NEGATIVE, 0.04),
        Decoy("敷衍", _NEGATIVE, 0.03),
        Decoy("出色", _POSITIVE, 0.04),
        Decoy("优秀", _POSITIVE, 0.03),
    ),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One cell of the grid: a name, a language and a planted cue."""

    name: str
    language: str
    plant: Plant

    def make(self, n: int = 2000, seed: int = 0, decoys: Sequence[Decoy] = ()) -> Planted:
        """Make the corpus of this cell."""
        return make(self.language, n, plants=[self.plant], decoys=decoys, seed=seed)


def grid(
    *,
    kinds: Sequence[str] = tuple(_VALUES),
    languages: Sequence[str] = ("en", "zh"),
    strengths: Sequence[float] = STRENGTHS,
    frequencies: Sequence[float] = FREQUENCIES,
) -> Iterator[Setting]:
    """Yield settings with one planted cue each: kind × language × strength × frequency.

    At a strength of .5 a cue says nothing, because labels are balanced. A setting makes its corpus
    only when its `make` is called.

    Parameters
    ----------
    kinds, languages, strengths, frequencies:
        The values to cross; by default all.

    Raises
    ------
    InputError
        A kind or a language is unknown.

    Examples
    --------
    >>> settings = list(grid())
    >>> len(settings), settings[0].name
    (480, 'en-word-0.50-0.005')
    """
    for language in languages:
        load_lexicon(language)
    for kind in kinds:
        planted_kind(kind)
    for language, kind, strength, frequency in product(languages, kinds, strengths, frequencies):
        yield Setting(
            name=f"{language}-{kind}-{strength:.2f}-{frequency:.3f}",
            language=language,
            plant=Plant(kind, _VALUES[kind][language == "zh"], _POSITIVE, strength, frequency),
        )


def demo_corpus(language: str = "en", seed: int = 0, n: int = 4000) -> Planted:
    """Make the reviews of `cuewise demo`: five spurious cues of five kinds, four genuine words.

    Parameters
    ----------
    language:
        `en` or `zh`.
    seed:
        The same seed gives the same bytes.
    n:
        Number of documents.

    Raises
    ------
    InputError
        The language has no lexicon, or n is too small for the cues.

    Examples
    --------
    >>> [t.subject for t in demo_corpus(n=400).truth if t.spurious][:3]
    ['word:tuesday', 'ngram:for the record', 'punct:!']
    """
    load_lexicon(language)
    plants = [
        Plant(kind, _VALUES[kind][language == "zh"], label, strength, frequency)
        for kind, label, strength, frequency in _DEMO_PLANTS
    ]
    plants.append(_DEMO_METADATA)
    return make(language, n, plants=plants, decoys=_DEMO_DECOYS[language], seed=seed)
