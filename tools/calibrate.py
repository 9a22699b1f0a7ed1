"""Make src/cuewise/evidence/calibration.toml: from raw signals to log likelihood ratios.

    python tools/calibrate.py

Words and phrases that we sorted by hand (tools/calibration) and corpora with planted cues are
scored by each signal, and the two kinds are told apart with balanced weights. Words that divide
people stand between the kinds, as most words of a corpus do: without them the lines would be too
steep. Nothing else is used, and nothing here is used to judge.
"""

from __future__ import annotations

import math
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
# Set by hand: people call one meaningful word in ten no reason for a label.
DISAGREE = 0.1
# Documents of a template are matched better than any real ones: of the slope found there, set by
# hand, a quarter is used.
PLANTED = 0.25
# Of 2,448 words of IMDB reviews 389 were called causal by people (Wang and Culotta 2021), of those
# that go with a label some 30%: odds of 7 to 3 for spurious.
PRIOR = math.log(7 / 3)
HEAD = [
    "# Made by tools/calibrate.py from words and phrases of tools/calibration and made-up corpora;",
    "# not to be edited. log LR(spurious) = intercept - slope x score; n: genuine, spurious.",
]
# How the meaning of a label may be told, and the tasks that each is fitted on; None: all.
TELL: dict[str, tuple[meaning.Tell, str | None]] = {
    "listed": (meaning.listed_words, "listed"),
    "named": (meaning.bare_names, "named"),
    "found": (meaning.found_words, None),
}


def main() -> None:
    """Fit every signal and write the table."""
    encode, alone = default_encoder().encode, token_table().encode
    words, idioms = tasks(), phrases("en")
    out = [*HEAD, "", "[prior]", f"log_odds = {PRIOR:.3f}", f"disagree = {DISAGREE:.3f}"]
    ratios = []
    for name, own, templates in (("meaning", encode, SENTENCES), ("static", alone, WORD_ALONE)):
        for by, (tell, kind) in TELL.items():
            chosen = [t for t in words if kind in (None, meaning_of(t.labels[0]).by)]
            for form, some in (("word", chosen), ("phrase", [idioms])):
                judged = [(t, meaning.axis(t, tell, own, templates)) for t in some]
                found = meaning.line(judged)
                out += ["", f"[{name}.{form}.{by}]", f"intercept = {found[0]:.3f}"]
                out += [f"slope = {found[1]:.3f}", f"n = [{found[2]}, {found[3]}]"]
                if (by, form) == ("listed", "word"):
                    ratios.append(meaning.ratios(judged[0][1], found[:2]))
    tables = lexicons(words[0])
    for (language, form), table in tables.items():
        out += ["", f"[lexicon.{language}.{form}]", *(f"{k} = {v:.3f}" for k, v in table.items())]
    errors = meaning.shared(words[0], ratios, tables["en", "word"])
    out += ["", "[shared]", f"meaning = {errors:.3f}"]
    slope, n = effects.slope()
    slope *= PLANTED
    out += ["", "[matched]", f"slope = {slope:.3f}", f"n = {n}"]
    TARGET.write_text("\n".join([*out, ""]), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}:", *out[2:], sep="\n")


def lexicons(english: Task) -> dict[tuple[Language, str], dict[str, float]]:
    """What being listed says, by language and form."""
    tables: dict[tuple[Language, str], dict[str, float]] = {
        ("en", "word"): meaning.listed("en", english),
        ("en", "phrase"): meaning.listed("en", phrases("en")),
        ("zh", "word"): meaning.listed("zh", chinese()),
        ("zh", "phrase"): meaning.listed("zh", phrases("zh")),
    }
    # The Chinese words and the Chinese list come from one hand, which flatters the list: what it
    # says is held at the bound of a signal, and its silence says no more than that of the English
    # list, which is not ours.
    for form in ("word", "phrase"):
        table = {k: max(-LIMIT, v) for k, v in tables["zh", form].items()}
        table["unlisted"] = min(table["unlisted"], tables["en", form]["unlisted"])
        tables["zh", form] = table
    return tables


if __name__ == "__main__":
    main()
