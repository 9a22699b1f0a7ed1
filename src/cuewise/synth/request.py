"""Check the arguments of `make` before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cuewise.errors import InputError
from cuewise.synth.drafts import one_word
from cuewise.synth.kinds import planted_kind
from cuewise.synth.lexicon import Lexicon, load_lexicon
from cuewise.synth.records import Decoy, Plant

_MIN_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class CorpusRequest:
    """The arguments of `make`, checked."""

    language: str
    n: int
    labels: tuple[str, ...]
    plants: tuple[Plant, ...]
    decoys: tuple[Decoy, ...]
    seed: int
    balance: float
    noise: float

    def __post_init__(self) -> None:
        _check(self)

    @property
    def lex(self) -> Lexicon:
        """The lexicon of the language."""
        return load_lexicon(self.language)

    def number(self, label: str) -> int:
        """Return the number of a label."""
        return self.labels.index(label)

    def banned(self) -> frozenset[str]:
        """Return the words that only documents with the cue may contain."""
        planted = {p.value.lower() for p in self.plants if planted_kind(p.kind).reserved}
        return frozenset(planted | {d.word.lower() for d in self.decoys})


def _check(request: CorpusRequest) -> None:
    """Raise InputError for the first invalid argument."""
    lex, labels, n = request.lex, request.labels, request.n
    if n < _MIN_DOCUMENTS:
        least = f"{_MIN_DOCUMENTS} or more"
        raise InputError(f"n = {n} documents are too few", least, f"pass n={least}")
    if len(set(labels)) != 2 or len(labels) != 2:
        raise InputError(
            f"labels {labels!r} are not two different names",
            allowed="two names, the negative one first",
            fix="pass labels=('negative', 'positive')",
        )
    if request.seed < 0:
        raise InputError(f"seed {request.seed} is negative", "0 or more", "pass seed=0")
    if not 0 < request.balance < 1:
        raise _range("balance", request.balance, "between 0 and 1", "0.5")
    if not 0 <= request.noise < 0.5:
        raise _range("noise", request.noise, "at least 0 and under 0.5", "0.05")
    for plant in request.plants:
        _plant(plant, labels, lex)
    for decoy in request.decoys:
        _decoy(decoy, labels, lex)
    cues: tuple[Plant | Decoy, ...] = (*request.plants, *request.decoys)
    for name, times in Counter(cue.name.lower() for cue in cues).items():
        if times > 1:
            raise InputError(
                f"{name} is planted {times} times",
                allowed="each cue once",
                fix="give it one strength and one frequency",
            )


def _range(name: str, value: float, allowed: str, example: str) -> InputError:
    fix = f"give a share, such as {example}"
    return InputError(f"{name} {value!r} is out of range", allowed, fix)


def _cue(cue: Plant | Decoy, labels: tuple[str, ...]) -> None:
    for name, value in {"strength": cue.strength, "frequency": cue.frequency}.items():
        if not 0 < value <= 1:
            raise _range(f"{name} of {cue.name}:", value, "above 0 and at most 1", "0.9 for 90%")
    if cue.label not in labels:
        raise InputError(
            f"label {cue.label!r} of {cue.name} is not a label of the corpus",
            allowed=", ".join(labels),
            fix="plant the cue with one of these, or pass labels=(..., ...)",
        )


def _plant(plant: Plant, labels: tuple[str, ...], lex: Lexicon) -> None:
    if allowed := planted_kind(plant.kind).allowed(plant.value, lex):
        raise InputError(
            f"value {plant.value!r} cannot be planted as {plant.kind} in {lex.language}",
            allowed=allowed,
            fix="change the value",
        )
    _cue(plant, labels)


def _decoy(decoy: Decoy, labels: tuple[str, ...], lex: Lexicon) -> None:
    if allowed := one_word(decoy.word):
        raise InputError(f"{decoy.name} is not a word", allowed=allowed, fix="change the word")
    _cue(decoy, labels)
    pool = lex.pool_of(decoy.word)
    means = labels[decoy.word.lower() == pool[1].positive] if pool else decoy.label
    if means != decoy.label:
        raise InputError(
            f"{decoy.name} means {means!r}, not {decoy.label!r}",
            allowed=f"label {means!r}",
            fix="use the label that the word means; a decoy must agree with its meaning",
        )
