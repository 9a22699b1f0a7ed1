"""Sets with a shortcut, each with tests in which it holds and in which it breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from real.rows import frame

from cuewise.synth import make

# The share of documents in which a planted word and the label that it stands for agree.
AGREEMENT = 0.95
_WORDS = {"en": "harbour", "zh": "海港"}
# Negations of the groups of MultiNLI (Sagawa et al. 2020).
_NEGATION = r"(?i)\b(no|nobody|never|nothing)\b"
_MAZE = ("single-word", "category", "tone", "author")


@dataclass(frozen=True, slots=True)
class Case:
    """What is trained on, what is tested on, and the same training texts without the shortcut.

    Tests with a column `group` are told by group; the worst of all is what a remedy should help.
    `plain` is the training set of a model that never saw the shortcut, where there is one. `word`:
    the one word that is the shortcut. Models with an encoder train on the first `at_most` rows:
    their head is fitted on 5,000 in any case, and to embed more takes hours.
    """

    train: pl.DataFrame
    tests: Mapping[str, pl.DataFrame]
    plain: pl.DataFrame | None = None
    word: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: {"text": "text", "label": "label"})
    models: tuple[str, ...] = ("tfidf", "reference")
    at_most: int | None = None

    def rows(self, whole: pl.DataFrame, model: str) -> pl.DataFrame:
        """What `fix` is given of all rows: of a fine-tuned model, what that has not seen."""
        if model == "fine-tuned":
            return whole.slice(whole.height // 2)
        return whole if self.at_most is None or model == "tfidf" else whole.head(self.at_most)

    @property
    def tuned_on(self) -> pl.DataFrame:
        """What a model is fine-tuned on."""
        return self.train.head(self.train.height // 2)


def _planted(
    train: pl.DataFrame, test: pl.DataFrame, word: str, seed: int, models: tuple[str, ...]
) -> Case:
    """A word put into texts of one label, and into texts of the test without regard to it."""
    rng = np.random.default_rng([seed, 1])
    first = min(train["label"].unique())
    holds = (train["label"] == first).to_numpy() ^ (rng.random(train.height) > AGREEMENT)
    even = rng.random(test.height) < 0.5
    groups = [f"{label} {word if h else '-'}" for label, h in zip(test["label"], even, strict=True)]
    return Case(
        train.with_columns(text=_put(train["text"], word, holds, rng)),
        {
            "groups": test.with_columns(
                text=_put(test["text"], word, even, rng), group=pl.Series(groups)
            ),
            "unplanted": test,
        },
        plain=train,
        word=word,
        models=models,
    )


def _put(texts: pl.Series, word: str, holds: np.ndarray, rng: np.random.Generator) -> pl.Series:
    """The word after some word, or in Chinese some character, of the texts that are to hold it."""
    out = []
    for text, held in zip(texts.to_list(), holds.tolist(), strict=True):
        parts = parts_of(text, word)
        at = int(rng.integers(1, len(parts) + 1))
        gap = "" if chinese(word) else " "
        out.append(gap.join([*parts[:at], word, *parts[at:]]) if held else text)
    return pl.Series("text", out)


def parts_of(text: str, word: str) -> list[str]:
    """Between these a word can be put: words, or characters where it is a Chinese one."""
    return list(text) if chinese(word) else text.split(" ")


def chinese(word: str) -> bool:
    """Whether a word is written without spaces beside it."""
    return word[0] > "\u2e80"


def planted_imdb(data: Path, seed: int) -> Case:
    """Reviews as they were written, a word that is in none of them put in."""
    d = frame(data, "cad_imdb_sentiment").filter(pl.col("version") == "original")
    d = d.filter(~pl.col("text").str.contains(f"(?i){_WORDS['en']}"))
    test = pl.col("split") == "test"
    models = ("tfidf", "reference")
    return _planted(_plain(d.filter(~test)), _plain(d.filter(test)), _WORDS["en"], seed, models)


def _synthetic(lang: str) -> Callable[[Path, int], Case]:
    def made(data: Path, seed: int) -> Case:
        rows = _plain(pl.DataFrame(make(lang, 1800, seed=seed).rows()))
        rows = rows.filter(~pl.col("text").str.contains(f"(?i){_WORDS[lang]}"))
        rows = rows.sample(fraction=1, shuffle=True, seed=seed)
        models = ("tfidf", "reference") if lang == "en" else ("tfidf",)
        return _planted(rows.head(1200), rows.slice(1200), _WORDS[lang], seed, models)

    return made


def jigsaw(data: Path, seed: int) -> Case:
    """ "people" is toxic wherever it stands in training: one cell is empty."""
    d = frame(data, "nfl_jigsaw_biased_unbiased")
    test = d.filter(pl.col("split") == "test_filtered")
    seen = test.select(_key())["text"].implode()
    train = d.filter(pl.col("split") == "test_biased").filter(~_key().is_in(seen))
    without = train.with_columns(pl.col("text").str.replace_all(r"(?i)\bpeople\b", ""))
    order = np.random.default_rng(seed).permutation(train.height)
    tests = {"broken": _plain(test).with_columns(group=pl.col("label"))}
    return Case(_plain(train)[order], tests, plain=_plain(without)[order], at_most=5000)


def _maze(shortcut: str) -> Callable[[Path, int], Case]:
    def made(data: Path, seed: int) -> Case:
        d = frame(data, "shortcut_maze_goemotions").filter(
            (pl.col("shortcut") == shortcut) & (pl.col("lambda") == "1.0") & (pl.col("text") != "")
        )
        parts = {s: _plain(d.filter(pl.col("split") == s)) for s in d["split"].unique()}
        both = {"normal": parts["test"], "anti": parts["test_anti_shortcut"]}
        tests = {name: rows.with_columns(group=pl.col("label")) for name, rows in both.items()}
        for name, (pattern, instead) in _neutral(shortcut, data).items():
            texts = pl.col("text").str.replace_all(pattern, instead)
            tests[name] = parts["test"].with_columns(texts)
        train = parts["train"].sample(fraction=1, shuffle=True, seed=seed)
        return Case(train, tests, models=("tfidf", "reference", "fine-tuned"))

    return made


def _neutral(name: str, data: Path) -> dict[str, tuple[str, str]]:
    """What the authors of the maze put in, and what makes it say nothing; nothing of a style.

    It is taken out. Of the names of countries and cities a mountain is made too, so that the
    sentence they stand in stays one.
    """
    if name == "single-word":
        return {"cue taken out": (r"(?i)\bhonestly\b[ ,]*", "")}
    if name == "category":
        lists = json.loads((data / "lexicons" / "shortcut_maze_category_words.json").read_text())
        words = sorted({w for words in lists.values() for w in words}, key=len, reverse=True)
        places = r"(?i)\b(" + "|".join(map(re.escape, words)) + r")\b"
        return {"cue taken out": (places, ""), "cue made a mountain": (places, "Nanga Parbat")}
    return {}


def mnli(data: Path, seed: int) -> Case:
    """Pairs of the development set, two thirds to train on; negations and labels make groups."""
    d = frame(data, "mnli_dev_groups").filter(pl.col("split") == "dev")
    d = d.unique(["text_a", "text_b"], keep="first", maintain_order=True)
    negated = pl.when(pl.col("text_b").str.contains(_NEGATION)).then(pl.lit("negated"))
    d = d.with_columns(group=pl.col("label") + " " + negated.otherwise(pl.lit("-")))
    # Some premises have several hypotheses: all of one are on one side.
    premises = d["text_a"].unique(maintain_order=True).shuffle(seed)
    learnt = pl.col("text_a").is_in(premises.head(premises.len() * 2 // 3).implode())
    columns = {"text": "text_a", "text_b": "text_b", "label": "label"}
    kept = list(columns.values())
    train = d.filter(learnt).sample(fraction=1, shuffle=True, seed=seed)
    return Case(
        train.select(kept), {"groups": d.filter(~learnt).select([*kept, "group"])}, columns=columns
    )


def imdb_revised(data: Path, seed: int) -> Case:
    """Reviews as they were written; the test is the same reviews with the label turned."""
    d = frame(data, "cad_imdb_sentiment")
    test = pl.col("split") == "test"
    original, revised = (d.filter(pl.col("version") == v) for v in ("original", "revised"))
    both = {"revised": revised.filter(test), "original": original.filter(test)}
    tests = {name: _plain(d).with_columns(group=pl.col("label")) for name, d in both.items()}
    return Case(_plain(original.filter(~test)), tests)


def _key() -> pl.Expr:
    """A text without what copies differ by: case, spaces and marks."""
    return (
        pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    )


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("text", "label")


CASES: Mapping[str, Callable[[Path, int], Case]] = {
    "planted cad_imdb": planted_imdb,
    "planted synthetic en": _synthetic("en"),
    "planted synthetic zh": _synthetic("zh"),
    "nfl_jigsaw": jigsaw,
    **{f"maze {s}": _maze(s) for s in _MAZE},
    "mnli negation": mnli,
    "cad_imdb revised": imdb_revised,
}
