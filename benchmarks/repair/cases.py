"""Data sets with a shortcut, each with tests in which the shortcut holds and breaks."""

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

# The share of documents in which a planted word agrees with its label.
AGREEMENT = 0.95
_WORDS = {"en": "harbour", "zh": "海港"}
# The negations that define the groups of MultiNLI (Sagawa et al. 2020).
_NEGATION = r"(?i)\b(no|nobody|never|nothing)\b"
# Of ShortcutMaze (Zhou et al. 2024); `tone` and `author` are its style shortcuts: register, author.
_MAZE_SHORTCUTS = ("single-word", "category", "tone", "author")


@dataclass(frozen=True, slots=True)
class RepairCase:
    """Training texts, tests, and the training texts without the shortcut.

    Tests with a column `group` are scored by group too; a remedy should help the worst group of
    all. `plain` trains a model that never saw the shortcut, where one is possible. `word` is the
    shortcut if it is a single word. Models with an encoder train on the first `at_most` rows: their
    head is fitted on 5,000 rows in any case, and embedding more takes hours.
    """

    train: pl.DataFrame
    tests: Mapping[str, pl.DataFrame]
    plain: pl.DataFrame | None = None
    word: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: {"text": "text", "label": "label"})
    models: tuple[str, ...] = ("tfidf", "reference")
    at_most: int | None = None

    def rows(self, whole: pl.DataFrame, model: str) -> pl.DataFrame:
        """The rows for `fix`; for a fine-tuned model, those that it has not seen."""
        if model == "fine-tuned":
            return whole.slice(whole.height // 2)
        return whole if self.at_most is None or model == "tfidf" else whole.head(self.at_most)

    @property
    def tuned_on(self) -> pl.DataFrame:
        """The rows that a model is fine-tuned on."""
        return self.train.head(self.train.height // 2)


def _planted(
    train: pl.DataFrame, test: pl.DataFrame, word: str, seed: int, models: tuple[str, ...]
) -> RepairCase:
    """Insert a word into training texts of one label, and into test texts at random."""
    rng = np.random.default_rng([seed, 1])
    first = min(train["label"].unique())
    in_train = (train["label"] == first).to_numpy() ^ (rng.random(train.height) > AGREEMENT)
    in_test = rng.random(test.height) < 0.5
    groups = [f"{y} {word if has else '-'}" for y, has in zip(test["label"], in_test, strict=True)]
    return RepairCase(
        train.with_columns(text=_insert(train["text"], word, in_train, rng)),
        {
            "groups": test.with_columns(
                text=_insert(test["text"], word, in_test, rng), group=pl.Series(groups)
            ),
            "unplanted": test,
        },
        plain=train,
        word=word,
        models=models,
    )


def _insert(texts: pl.Series, word: str, chosen: np.ndarray, rng: np.random.Generator) -> pl.Series:
    """Insert the word at a random place into the chosen texts."""
    out = []
    for text, insert in zip(texts.to_list(), chosen.tolist(), strict=True):
        # Draw for every text, so that one choice does not change the places in later texts.
        place = int(rng.integers(1, len(tokens_for(text, word)) + 1))
        out.append(inserted(text, word, place) if insert else text)
    return pl.Series("text", out)


def tokens_for(text: str, word: str) -> list[str]:
    """The tokens between which to insert a word: characters if it is Chinese, else words."""
    return list(text) if is_chinese(word) else text.split(" ")


def inserted(text: str, word: str, place: int) -> str:
    """The text with a word inserted before the token at `place`."""
    tokens = tokens_for(text, word)
    return ("" if is_chinese(word) else " ").join([*tokens[:place], word, *tokens[place:]])


def is_chinese(word: str) -> bool:
    """Whether a word is written without spaces."""
    return word[0] > "\u2e80"


def planted_imdb(data: Path, seed: int) -> RepairCase:
    """Original reviews with an inserted word that none of them contains."""
    d = frame(data, "cad_imdb_sentiment").filter(pl.col("version") == "original")
    d = d.filter(~pl.col("text").str.contains(f"(?i){_WORDS['en']}"))
    test = pl.col("split") == "test"
    models = ("tfidf", "reference")
    return _planted(_plain(d.filter(~test)), _plain(d.filter(test)), _WORDS["en"], seed, models)


def _synthetic(lang: str) -> Callable[[Path, int], RepairCase]:
    def made(data: Path, seed: int) -> RepairCase:
        rows = _plain(pl.DataFrame(make(lang, 1800, seed=seed).rows()))
        rows = rows.filter(~pl.col("text").str.contains(f"(?i){_WORDS[lang]}"))
        rows = rows.sample(fraction=1, shuffle=True, seed=seed)
        models = ("tfidf", "reference") if lang == "en" else ("tfidf",)
        return _planted(rows.head(1200), rows.slice(1200), _WORDS[lang], seed, models)

    return made


def jigsaw(data: Path, seed: int) -> RepairCase:
    """Every training text with "people" is toxic: one group is empty."""
    d = frame(data, "nfl_jigsaw_biased_unbiased")
    test = d.filter(pl.col("split") == "test_filtered")
    in_test = test.select(_key())["text"].implode()
    train = d.filter(pl.col("split") == "test_biased").filter(~_key().is_in(in_test))
    without = train.with_columns(pl.col("text").str.replace_all(r"(?i)\bpeople\b", ""))
    order = np.random.default_rng(seed).permutation(train.height)
    tests = {"broken": _plain(test).with_columns(group=pl.col("label"))}
    return RepairCase(_plain(train)[order], tests, plain=_plain(without)[order], at_most=5000)


def _maze(shortcut: str) -> Callable[[Path, int], RepairCase]:
    def made(data: Path, seed: int) -> RepairCase:
        d = frame(data, "shortcut_maze_goemotions").filter(
            (pl.col("shortcut") == shortcut) & (pl.col("lambda") == "1.0") & (pl.col("text") != "")
        )
        parts = {s: _plain(d.filter(pl.col("split") == s)) for s in d["split"].unique()}
        both = {"normal": parts["test"], "anti": parts["test_anti_shortcut"]}
        tests = {name: rows.with_columns(group=pl.col("label")) for name, rows in both.items()}
        for name, (pattern, replacement) in _ablations(shortcut, data).items():
            texts = pl.col("text").str.replace_all(pattern, replacement)
            tests[name] = parts["test"].with_columns(texts)
        train = parts["train"].sample(fraction=1, shuffle=True, seed=seed)
        return RepairCase(train, tests, models=("tfidf", "reference", "fine-tuned"))

    return made


def _ablations(name: str, data: Path) -> dict[str, tuple[str, str]]:
    """Per test, the pattern of an inserted shortcut and its replacement; none for a style.

    One test removes the cue. Another replaces names of countries and cities by a mountain, a value
    that training never shows, so that the sentence stays whole.
    """
    if name == "single-word":
        return {"cue taken out": (r"(?i)\bhonestly\b[ ,]*", "")}
    if name == "category":
        lists = json.loads((data / "lexicons" / "shortcut_maze_category_words.json").read_text())
        words = sorted({w for words in lists.values() for w in words}, key=len, reverse=True)
        places = r"(?i)\b(" + "|".join(map(re.escape, words)) + r")\b"
        return {"cue taken out": (places, ""), "cue made a mountain": (places, "Nanga Parbat")}
    return {}


def mnli(data: Path, seed: int) -> RepairCase:
    """Pairs of the development set, two thirds for training; groups by negation and label."""
    d = frame(data, "mnli_dev_groups").filter(pl.col("split") == "dev")
    d = d.unique(["text_a", "text_b"], keep="first", maintain_order=True)
    negated = pl.when(pl.col("text_b").str.contains(_NEGATION)).then(pl.lit("negated"))
    d = d.with_columns(group=pl.col("label") + " " + negated.otherwise(pl.lit("-")))
    # Some premises have several hypotheses: keep those of one premise together.
    premises = d["text_a"].unique(maintain_order=True).shuffle(seed)
    in_train = pl.col("text_a").is_in(premises.head(premises.len() * 2 // 3).implode())
    columns = {"text": "text_a", "text_b": "text_b", "label": "label"}
    names = list(columns.values())
    train = d.filter(in_train).sample(fraction=1, shuffle=True, seed=seed)
    return RepairCase(
        train.select(names),
        {"groups": d.filter(~in_train).select([*names, "group"])},
        columns=columns,
    )


def imdb_revised(data: Path, seed: int) -> RepairCase:
    """Original reviews; the test is their revisions with the opposite label."""
    d = frame(data, "cad_imdb_sentiment")
    test = pl.col("split") == "test"
    original, revised = (d.filter(pl.col("version") == v) for v in ("original", "revised"))
    both = {"revised": revised.filter(test), "original": original.filter(test)}
    tests = {name: _plain(d).with_columns(group=pl.col("label")) for name, d in both.items()}
    return RepairCase(_plain(original.filter(~test)), tests)


def _key() -> pl.Expr:
    """A text without what differs between copies: case, spaces and punctuation."""
    return (
        pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    )


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("text", "label")


CASES: Mapping[str, Callable[[Path, int], RepairCase]] = {
    "planted cad_imdb": planted_imdb,
    "planted synthetic en": _synthetic("en"),
    "planted synthetic zh": _synthetic("zh"),
    "nfl_jigsaw": jigsaw,
    **{f"maze {s}": _maze(s) for s in _MAZE_SHORTCUTS},
    "mnli negation": mnli,
    "cad_imdb revised": imdb_revised,
}
