"""Coverage: how many of the corpus's strongest words the vocabulary of a resource holds.

A resource of another language or domain holds few of the words that the corpus is about. Those that
it holds are often homographs, such as the German "die". So a resource whose share is surely below
`FLOOR` may still show that a cue means something, but not that it means nothing. Surely: the upper
end of Wilson's interval is below it.

The default encoder holds .81 to .98 of the strongest words of seven English sets (reviews, tweets,
news, questions to a bank), and .50 of hate speech with its slurs. It holds .30 of the 700 most
frequent words of French, .20 of Spanish, .15 of German, .03 of Polish. The floor lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from cuewise.cues.topic_words import word_vectors
from cuewise.evidence.case import EvidenceCase, Signals
from cuewise.evidence.closed_class import is_grammatical
from cuewise.evidence.knowledge import names_of
from cuewise.evidence.polarity import polarities
from cuewise.records import Reason
from cuewise.records.kinds import kind_of
from cuewise.stats.intervals import wilson
from cuewise.text.simplify import simplified

FLOOR = 0.4
_STRONGEST = 100

_Holds = Callable[[str], bool]


def _encoder(case: EvidenceCase) -> _Holds:
    return case.knows


def _vectors(case: EvidenceCase) -> _Holds:
    return word_vectors(case.corpus, case.sources.vectors).knows


def _lexicon(case: EvidenceCase) -> _Holds:
    table = polarities(case.corpus.language)
    return lambda word: simplified(word) in table


def _knowledge(case: EvidenceCase) -> _Holds:
    base = case.sources.triples
    return lambda word: base is not None and any(name in base.words for name in names_of(word))


@dataclass(frozen=True, slots=True)
class _Resource:
    """The test whether a vocabulary holds a word, and the share that it needs to deny a meaning."""

    name: str
    holds_in: Callable[[EvidenceCase], _Holds]
    floor: float = FLOOR


# The resource behind each signal that has one. Lists of praise and blame are short, and vouch only.
_RESOURCES: Mapping[str, _Resource] = {
    "semantic_irrelevance": _Resource("encoder", _encoder),
    "static_irrelevance": _Resource("vectors", _vectors),
    "lexicon": _Resource("lexicon", _lexicon, floor=0.0),
    "knowledge": _Resource("knowledge", _knowledge),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the `n` strongest words a resource `holds`."""

    resource: str
    holds: int
    n: int
    floor: float = FLOOR

    @property
    def too_small(self) -> bool:
        """Whether the share is surely below the floor.

        Examples
        --------
        >>> Coverage("encoder", 30, 100).too_small
        True
        >>> Coverage("encoder", 0, 3).too_small
        False
        """
        return bool(wilson(self.holds, self.n)[1] < self.floor)

    def reason(self, signal: str) -> Reason:
        """The coverage as a reason about a signal."""
        reason = (
            Reason.of("low-coverage", resource=self.resource, holds=self.holds, n=self.n)
            if self.too_small
            else Reason.of("coverage", resource=self.resource, holds=self.holds, n=self.n)
        )
        return reason.model_copy(update={"about": signal})


def strongest_words(case: EvidenceCase) -> list[str]:
    """At most 100 different content words; the cues of a case come strongest first."""
    words = (
        value
        for _, name, value in case.subjects()
        if (kind := kind_of(name)).phrase and kind.unit and not is_grammatical(value)
    )
    return list(islice(dict.fromkeys(words), _STRONGEST))


def covered(
    case: EvidenceCase, signals: Mapping[str, Signals]
) -> tuple[dict[str, Signals], list[Reason]]:
    """The signals without what their resources cannot know, and the coverage of each resource.

    Parameters
    ----------
    case:
        The cues to judge, strongest first.
    signals:
        The signals that ran, by name; each with one entry a cue.

    Returns
    -------
    tuple
        The signals. One whose resource covers too little keeps only the evidence for *genuine*. And
        a reason for each resource: `coverage` or `low-coverage`, with how many of the `n` words it
        holds; none where no single word is a cue.
    """
    words = strongest_words(case)
    coverage = {
        name: Coverage(r.name, sum(map(r.holds_in(case), words)), len(words), r.floor)
        for name, r in _RESOURCES.items()
        if name in signals and words
    }
    kept = {
        name: [s if s is not None and s.log_lr < 0 else None for s in signals[name]]
        for name, c in coverage.items()
        if c.too_small or name in case.vouches_only
    }
    return {**signals, **kept}, [c.reason(name) for name, c in coverage.items()]
