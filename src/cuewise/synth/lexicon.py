"""The words and sentence patterns that documents are made of, read from `data/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args

from cuewise.errors import InputError
from cuewise.text.scripts import HAN
from cuewise.text.tokens import WORD

SynthLanguage = Literal["en", "zh"]
LANGUAGES: tuple[str, ...] = get_args(SynthLanguage)
_SLOT = re.compile(r"\{\w+\}")
_WORD = re.compile(WORD)
# Chinese is measured in characters.
_CHARACTER = re.compile(f"[{HAN}]|[A-Za-z0-9]+")


class Pair(NamedTuple):
    """Two expressions of like strength that can take each other's place."""

    positive: str
    negative: str
    grade: str


class Size(NamedTuple):
    """Tokens (in Chinese: characters) a document has: at least, at most, and where it is long."""

    least: int
    most: int
    long: int


SIZES: Mapping[str, Size] = {"en": Size(12, 60, 72), "zh": Size(24, 92, 118)}


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject area and what can be said about it."""

    group: str
    measure: str
    items: tuple[str, ...]
    aspects: tuple[str, ...]
    staff: tuple[str, ...]
    openings: tuple[str, ...]
    facts: tuple[str, ...]
    clauses: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words that can take each other's place in `carriers`, by group of topics."""

    values: tuple[str, ...]
    carriers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the grammar of one language draws on."""

    language: str
    topics: Mapping[str, Topic]
    classes: Mapping[str, WordClass]
    pairs: Mapping[str, tuple[Pair, ...]]
    verdicts: Mapping[str, tuple[Pair, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    openings: Mapping[str, tuple[str, ...]]
    neutral: tuple[str, ...]
    frames: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]]
    fillers: Mapping[str, tuple[str, ...]]
    metadata: Mapping[str, tuple[str, ...]]
    be: Mapping[str, str]

    def class_of(self, word: str) -> str:
        """The class that holds the word; `name`, whose carriers suit any word, if none does."""
        for name, entry in self.classes.items():
            if word.lower() in (v.lower() for v in entry.values):
                return name
        return "name"

    def written(self, word: str) -> str:
        """The word as it stands in a text: `tuesday` as Tuesday."""
        known = (v for c in self.classes.values() for v in c.values)
        return next((v for v in known if v.lower() == word.lower()), word)

    def pool_of(self, word: str) -> tuple[str, Pair] | None:
        """The pool of sentiment words that holds the word, and its pair."""
        for pool, pairs in self.pairs.items():
            for pair in pairs:
                if word.lower() in (pair.positive, pair.negative):
                    return pool, pair
        return None

    def size(self, text: str) -> int:
        """Tokens of a text; in Chinese, characters."""
        return len((_CHARACTER if self.language == "zh" else _WORD).findall(text))

    def topic_words(self, name: str) -> tuple[str, ...]:
        """What the documents of this topic speak of and those of no other topic do."""
        elsewhere = " ".join(_said_elsewhere(self, name)).lower()
        terms = dict.fromkeys((*self.topics[name].items, *self.topics[name].aspects))
        if self.language == "zh":
            return tuple(t for t in terms if t not in elsewhere)
        known = set(_WORD.findall(elsewhere))
        words = dict.fromkeys(w for t in terms for w in _WORD.findall(t.lower()))
        return tuple(w for w in words if w not in known)

    def neutral_words(self) -> frozenset[str]:
        """Distinct words and terms that say nothing of the label."""
        return frozenset(_neutral(self))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language.

    Raises
    ------
    InputError
        There is none for this language.

    Examples
    --------
    >>> lexicon("en").class_of("tuesday"), lexicon("zh").class_of("周二")
    ('weekday', 'weekday')
    """
    if language not in LANGUAGES:
        raise InputError(
            f"no lexicon for the language {language!r}",
            allowed=", ".join(LANGUAGES),
            fix="pass language='en' or language='zh'",
        )
    words, said = _read(language, "lexicon"), _read(language, "sentences")
    feelings = _read(language, "sentiment")
    verdict = feelings.pop("verdict")
    return Lexicon(
        language=language,
        topics={name: _topic(entry) for name, entry in _read(language, "topics").items()},
        classes={
            name: WordClass(tuple(entry["values"]), _tuples(entry["carriers"]))
            for name, entry in words["classes"].items()
        },
        pairs={pool: _interleaved(graded) for pool, graded in feelings.items()},
        verdicts={
            g: tuple(Pair(p[0], p[1], "strong") for p in pairs) for g, pairs in verdict.items()
        },
        patterns={k: tuple(v) for k, v in said.items() if isinstance(v, list)},
        openings=_tuples(said["openings"]),
        neutral=tuple(said["neutral"]["any"]),
        frames=_tuples({k: [v] if isinstance(v, str) else v for k, v in said["frames"].items()}),
        slots=_tuples(words["slots"]),
        fillers={k: tuple(v) for k, v in words.items() if isinstance(v, list)},
        metadata=_tuples(words["metadata"]),
        be=words["be"],
    )


def _read(language: str, name: str) -> dict[str, Any]:
    path = files("cuewise.synth").joinpath("data", language, f"{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))


def _tuples(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in table.items()}


def _interleaved(graded: Mapping[str, list[list[str]]]) -> tuple[Pair, ...]:
    """Pairs of all grades, the first of each grade first: those are drawn most often."""
    ranked = sorted((rank, grade) for grade, pairs in graded.items() for rank in range(len(pairs)))
    return tuple(Pair(graded[g][r][0], graded[g][r][1], g) for r, g in ranked)


def _topic(entry: Mapping[str, Any]) -> Topic:
    lists = ("items", "aspects", "staff", "openings", "facts")
    return Topic(
        group=entry["group"],
        measure=entry.get("measure", ""),
        clauses=tuple(Pair(pair[0], pair[1], "strong") for pair in entry["clauses"]),
        **{name: tuple(entry[name]) for name in lists},
    )


def _flat(topic: Topic) -> str:
    clauses = [side for pair in topic.clauses for side in pair[:2]]
    parts = (*topic.items, *topic.aspects, *topic.staff, *topic.openings, *topic.facts, *clauses)
    return _SLOT.sub(" ", " ".join(parts))


def _said_elsewhere(lex: Lexicon, name: str) -> Iterator[str]:
    """Everything that a document of another topic may say."""
    yield from (_flat(topic) for other, topic in lex.topics.items() if other != name)
    yield from lex.neutral
    for tables in (lex.openings, lex.frames, lex.slots, lex.fillers, lex.patterns):
        for values in tables.values():
            yield from values
    for pairs in (*lex.pairs.values(), *lex.verdicts.values()):
        yield from (side for pair in pairs for side in pair[:2])
    for entry in lex.classes.values():
        yield from entry.values
        for carriers in entry.carriers.values():
            yield from carriers


def _neutral(lex: Lexicon) -> Iterator[str]:
    for entry in lex.classes.values():
        yield from entry.values
    for topic in lex.topics.values():
        yield from (*topic.items, *topic.aspects, *topic.staff)
    for name, values in lex.slots.items():
        yield from values if name != "plain" else ()
    for name in ("openers", "closers", "phrases"):
        yield from lex.fillers[name]
