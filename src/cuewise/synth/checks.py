"""Requests that cannot be met, refused before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.errors import InputError
from cuewise.synth.kinds import kind_of, one_word
from cuewise.synth.lexicon import Lexicon
from cuewise.synth.records import Decoy, Plant

LEAST_DOCUMENTS = 20


def check(
    n: int,
    labels: tuple[str, str],
    plants: Sequence[Plant],
    decoys: Sequence[Decoy],
    balance: float,
    noise: float,
    lex: Lexicon,
) -> None:
    """Raise an InputError for the first thing that cannot be."""
    if n < LEAST_DOCUMENTS:
        raise InputError(
            f"n = {n} documents are too few",
            allowed=f"{LEAST_DOCUMENTS} or more",
            fix=f"pass n={LEAST_DOCUMENTS} or more",
        )
    if len(labels) != 2 or len(set(labels)) != 2:
        raise InputError(
            f"labels {labels!r} are not two different names",
            allowed="two names, the negative one first",
            fix="pass labels=('negative', 'positive')",
        )
    _share("balance", balance, above=0.0, below=1.0)
    _share("noise", noise, above=-1e-9, below=0.5)
    for plant in plants:
        _plant(plant, labels, lex)
    for decoy in decoys:
        _decoy(decoy, labels, lex)
    _twice([f"{p.kind} {p.value.lower()}" for p in plants] + [d.subject for d in decoys])


def _share(name: str, value: float, above: float, below: float) -> None:
    if not above < value < below:
        raise InputError(
            f"{name} {value!r} is out of range",
            allowed=f"at least 0 and under {below:g}" if above < 0 else f"between 0 and {below:g}",
            fix=f"pass a share, such as {name}={below / 2:g}",
        )


def _rates(what: str, strength: float, frequency: float) -> None:
    for name, value in {"strength": strength, "frequency": frequency}.items():
        if not 0 < value <= 1:
            raise InputError(
                f"{name} {value!r} of {what} is out of range",
                allowed="above 0 and at most 1",
                fix=f"give the {name} as a share, such as 0.9 for 90%",
            )


def _label(what: str, label: str, labels: tuple[str, str]) -> None:
    if label not in labels:
        raise InputError(
            f"label {label!r} of {what} is not a label of the corpus",
            allowed=", ".join(labels),
            fix="plant the cue with one of these, or pass labels=(..., ...)",
        )


def _plant(plant: Plant, labels: tuple[str, str], lex: Lexicon) -> None:
    kind = kind_of(plant.kind)
    what = f"{plant.kind} {plant.value!r}"
    if allowed := kind.allowed(plant.value, lex):
        raise InputError(
            f"value {plant.value!r} cannot be planted as {plant.kind} in {lex.language}",
            allowed=allowed,
            fix="change the value",
        )
    _rates(what, plant.strength, plant.frequency)
    _label(what, plant.label, labels)


def _decoy(decoy: Decoy, labels: tuple[str, str], lex: Lexicon) -> None:
    what = f"decoy {decoy.word!r}"
    if allowed := one_word(decoy.word, lex):
        raise InputError(f"{what} is not a word", allowed=allowed, fix="change the word")
    _rates(what, decoy.strength, decoy.frequency)
    _label(what, decoy.label, labels)
    found = lex.pool_of(decoy.word)
    if found is not None:
        means = labels[decoy.word.lower() == found[1].positive]
        if means != decoy.label:
            raise InputError(
                f"{what} means {means!r}, not {decoy.label!r}",
                allowed=f"label {means!r}",
                fix="give the label that the word means; a word against its meaning is a Plant",
            )


def _twice(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"{name} is planted {names.count(name)} times",
                allowed="each cue once",
                fix="give it one strength and one frequency",
            )
