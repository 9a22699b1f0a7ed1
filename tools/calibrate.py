"""Make src/cuewise/evidence/calibration.toml: lines from raw signals to log likelihood ratios.

    python tools/calibrate.py

Each signal scores words and phrases that we sorted by hand (tools/calibration), and corpora with
planted cues. A logistic line with balanced weights separates genuine from spurious. Words about
which people disagree lie between the two kinds, as most words of a corpus do: without them the
lines would be too steep. No other data are used, and no benchmark uses these data.
"""

from __future__ import annotations

from pathlib import Path

from calibration import effects, meaning
from calibration.words import Task, chinese, phrases, tasks
from cuewise.embed import default_encoder
from cuewise.embed.static import token_table
from cuewise.evidence.case import LIMIT
from cuewise.evidence.irrelevance import SENTENCES, WORD_ALONE
from cuewise.evidence.label_meaning import meaning as meaning_of
from cuewise.records import Language

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src" / "cuewise" / "evidence" / "calibration.toml"
# Set by hand: use a quarter of the slope on generated documents, which match better than real ones.
PLANTED = 0.25
HEAD = [
    "# Made by tools/calibrate.py from tools/calibration and generated corpora. Do not edit.",
    "# log LR(spurious) = intercept - slope x score; n: genuine, spurious.",
]
# Ways to describe the meaning of a label, and the tasks that each is fitted on; None: all.
MEANINGS: dict[str, tuple[meaning.LabelMeanings, str | None]] = {
    "listed": (meaning.listed_words, "listed"),
    "named": (meaning.bare_names, "named"),
    "found": (meaning.found_words, None),
}


def main() -> None:
    """Fit every signal and write the table."""
    encode, encode_static = default_encoder().encode, token_table().encode
    words, idioms = tasks(), phrases("en")
    out = [*HEAD]
    encoders = (("meaning", encode, SENTENCES), ("static", encode_static, WORD_ALONE))
    for name, encoder, templates in encoders:
        for by, (meanings, kind) in MEANINGS.items():
            chosen = [t for t in words if kind in (None, meaning_of(t.labels[0]).by)]
            for form, some in (("word", chosen), ("phrase", [idioms])):
                scored = [(t, meaning.axis(t, meanings, encoder, templates)) for t in some]
                line = meaning.line(scored)
                out += ["", f"[{name}.{form}.{by}]", f"intercept = {line[0]:.3f}"]
                out += [f"slope = {line[1]:.3f}", f"n = [{line[2]}, {line[3]}]"]
    tables = lexicons(words[0])
    for language, table in tables.items():
        out += ["", f"[lexicon.{language}]", *(f"{k} = {v:.3f}" for k, v in table.items())]
    slope, n = effects.slope()
    slope *= PLANTED
    out += ["", "[matched]", f"slope = {slope:.3f}", f"n = {n}"]
    TARGET.write_text("\n".join([*out, ""]), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}:", *out[2:], sep="\n")


def lexicons(english: Task) -> dict[Language, dict[str, float]]:
    """Log likelihood ratios of a word that a polarity list puts on the side of its label."""
    chosen: dict[Language, dict[str, Task]] = {
        "en": {"word": english, "phrase": phrases("en")},
        "zh": {"word": chinese(), "phrase": phrases("zh")},
    }
    # We wrote the words and the lists, which flatters the lists. So keep their ratios within the
    # bound of a signal.
    return {
        language: {
            form: max(-LIMIT, meaning.agreed(language, task)) for form, task in tasks.items()
        }
        for language, tasks in chosen.items()
    }


if __name__ == "__main__":
    main()
