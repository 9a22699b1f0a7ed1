"""Words and sentence patterns for documents, read from `data/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from cuewise.errors import InputError
from cuewise.text.scripts import HAN
from cuewise.text.tokens import WORD

_WORD = re.compile(WORD)
# Chinese is measured in characters.
_CHARACTER = re.compile(f"[{HAN}]|[A-Za-z0-9]+")


class SentimentPair(NamedTuple):
    """Two expressions of equal strength that can replace each other."""

    positive: str
    negative: str
    grade: str


class Size(NamedTuple):
    """Length of a document in tokens (Chinese: characters): least, most, and of a long one."""

    least: int
    most: int
    long: int


SIZES: Mapping[str, Size] = {"en": Size(12, 60, 72), "zh": Size(24, 92, 118)}


class Topic(NamedTuple):
    """A topic and what can be said about it."""

    group: str
    measure: str
    items: tuple[str, ...]
    aspects: tuple[str, ...]
    staff: tuple[str, ...]
    openings: tuple[str, ...]
    facts: tuple[str, ...]
    clauses: tuple[SentimentPair, ...]


class WordClass(NamedTuple):
    """Words that can replace each other in the sentences `carriers`, by group of topics."""

    values: tuple[str, ...]
    carriers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the grammar of one language needs."""

    language: str
    topics: Mapping[str, Topic]
    classes: Mapping[str, WordClass]
    pairs: Mapping[str, tuple[SentimentPair, ...]]
    verdicts: Mapping[str, tuple[SentimentPair, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    openings: Mapping[str, tuple[str, ...]]
    neutral: tuple[str, ...]
    frames: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]]
    fillers: Mapping[str, tuple[str, ...]]
    metadata: Mapping[str, tuple[str, ...]]
    be: Mapping[str, str]

    def class_of(self, word: str) -> str:
        """Return the class of a word; `name`, whose carriers suit any word, if it has none."""
        for name, entry in self.classes.items():
            if word.lower() in (v.lower() for v in entry.values):
                return name
        return "name"

    def spelling(self, word: str) -> str:
        """Return the word as written in a text: Tuesday for `tuesday`."""
        values = (v for c in self.classes.values() for v in c.values)
        return next((v for v in values if v.lower() == word.lower()), word)

    def pool_of(self, word: str) -> tuple[str, SentimentPair] | None:
        """Return the pool of sentiment words that contains the word, and its pair."""
        for pool, pairs in self.pairs.items():
            for pair in pairs:
                if word.lower() in (pair.positive, pair.negative):
                    return pool, pair
        return None

    def size(self, text: str) -> int:
        """Count the tokens of a text; in Chinese, the characters."""
        return len((_CHARACTER if self.language == "zh" else _WORD).findall(text))

    def topic_words(self, name: str) -> tuple[str, ...]:
        """Return the words that only documents of this topic use."""
        others = [topic for other, topic in self.topics.items() if other != name]
        sentences = (self.patterns, self.openings, self.neutral, self.frames)
        words = (self.classes, self.pairs, self.verdicts, self.slots, self.fillers)
        elsewhere = " ".join(_strings((others, sentences, words))).lower()
        terms = dict.fromkeys((*self.topics[name].items, *self.topics[name].aspects))
        if self.language == "zh":
            return tuple(t for t in terms if t not in elsewhere)
        excluded = set(_WORD.findall(elsewhere))
        tokens = dict.fromkeys(w for t in terms for w in _WORD.findall(t.lower()))
        return tuple(w for w in tokens if w not in excluded)

    def neutral_words(self) -> frozenset[str]:
        """Return the distinct words and terms that do not indicate the label."""
        classes = [entry.values for entry in self.classes.values()]
        topics = [(topic.items, topic.aspects, topic.staff) for topic in self.topics.values()]
        slots = [values for name, values in self.slots.items() if name != "plain"]
        fillers = [self.fillers[name] for name in ("openers", "closers", "phrases")]
        return frozenset(_strings((classes, topics, slots, fillers)))


@cache
def load_lexicon(language: str) -> Lexicon:
    """Load the lexicon of a language.

    Raises
    ------
    InputError
        The language has no lexicon.

    Examples
    --------
    >>> load_lexicon("en").class_of("tuesday"), load_lexicon("zh").class_of("周二")
    ('weekday', 'weekday')
    """
    if language not in SIZES:
        raise InputError(
            f"no lexicon for the language {language!r}",
            allowed=", ".join(SIZES),
            fix="pass language='en' or language='zh'",
        )
    words, sentences = _read(language, "lexicon"), _read(language, "sentences")
    feelings = _read(language, "sentiment")
    verdicts = feelings.pop("verdict")
    return Lexicon(
        language=language,
        topics={name: _topic(entry) for name, entry in _read(language, "topics").items()},
        classes={
            name: WordClass(tuple(entry["values"]), _tuples(entry["carriers"]))
            for name, entry in words["classes"].items()
        },
        pairs={pool: _interleaved(graded) for pool, graded in feelings.items()},
        verdicts={group: _strong(pairs) for group, pairs in verdicts.items()},
        patterns=_tuples(sentences),
        openings=_tuples(sentences["openings"]),
        neutral=tuple(sentences["neutral"]["any"]),
        frames=_tuples(sentences["frames"]),
        slots=_tuples(words["slots"]),
        fillers=_tuples(words),
        metadata=_tuples(words["metadata"]),
        be=words["be"],
    )


def _read(language: str, name: str) -> dict[str, Any]:
    path = files("cuewise.synth").joinpath("data", language, f"{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))


def _tuples(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the lists of a table as tuples, without its other values."""
    return {name: tuple(values) for name, values in table.items() if isinstance(values, list)}


def _strong(pairs: list[list[str]]) -> tuple[SentimentPair, ...]:
    return tuple(SentimentPair(positive, negative, "strong") for positive, negative in pairs)


def _interleaved(graded: Mapping[str, list[list[str]]]) -> tuple[SentimentPair, ...]:
    """Interleave the grades: the first pairs of each grade come first and are drawn most often."""
    ranked = sorted(
        (rank, grade, positive, negative)
        for grade, pairs in graded.items()
        for rank, (positive, negative) in enumerate(pairs)
    )
    return tuple(
        SentimentPair(positive, negative, grade) for _, grade, positive, negative in ranked
    )


def _topic(entry: Mapping[str, Any]) -> Topic:
    lists: dict[str, Any] = _tuples(entry) | {"clauses": _strong(entry["clauses"])}
    return Topic(group=entry["group"], measure=entry.get("measure", ""), **lists)


def _strings(tables: Any) -> Iterator[str]:
    """Yield every text in nested tables."""
    if isinstance(tables, str):
        yield tables
        return
    for part in tables.values() if isinstance(tables, Mapping) else tables:
        yield from _strings(part)
