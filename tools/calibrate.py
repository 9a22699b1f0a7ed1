"""Make src/cuewise/evidence/calibration.toml: from raw signals to log likelihood ratios.

    python tools/calibrate.py

Words that we sorted by hand (tools/calibration/words.toml) and corpora with planted cues are scored
by each signal, and the two kinds are told apart with balanced weights. Words that divide people
stand between the kinds, as most words of a corpus do: without them the lines would be too steep.
Nothing else is used, and nothing here is used to judge.
"""

from __future__ import annotations

import math
from pathlib import Path

from calibration import effects, meaning
from calibration.words import chinese, tasks
from cuewise.embed import default_encoder
from cuewise.embed.static import token_table
from cuewise.evidence.anchors import meaning as meaning_of
from cuewise.evidence.parts import LIMIT
from cuewise.evidence.static_irrelevance import TEMPLATES as ALONE

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
    "# Made by tools/calibrate.py from tools/calibration/words.toml and made-up corpora; not to be",
    "# edited. log LR(spurious) = intercept - slope x score; n: genuine, spurious words.",
]


def main() -> None:
    """Fit every signal and write the table."""
    encode, alone = default_encoder().encode, token_table().encode
    every = tasks()
    whole = [(task, meaning.axis(task, encode)) for task in every]
    static = [(task, meaning.axis(task, alone, ALONE)) for task in every]
    out = [*HEAD, "", "[prior]", f"log_odds = {PRIOR:.3f}", f"disagree = {DISAGREE:.3f}"]
    lines = {}
    for prefix, judged in (("", whole), ("static.", static)):
        for by in ("listed", "named"):
            chosen = [j for j in judged if meaning_of(j[0].labels[0]).by == by]
            lines[prefix + by] = found = meaning.line(chosen)
            out += ["", f"[{prefix}{by}]", f"intercept = {found[0]:.3f}"]
            out += [f"slope = {found[1]:.3f}", f"n = [{found[2]}, {found[3]}]"]
    tables = {"en": meaning.listed("en", every[0]), "zh": meaning.listed("zh", chinese())}
    # The Chinese words and the Chinese list come from one hand, which flatters the list: what it
    # says is held at the bound of a signal, and its silence says no more than that of the English
    # list, which is not ours.
    tables["zh"] = {k: max(-LIMIT, v) for k, v in tables["zh"].items()}
    tables["zh"]["unlisted"] = min(tables["zh"]["unlisted"], tables["en"]["unlisted"])
    for language, table in tables.items():
        out += ["", f"[lexicon.{language}]", *(f"{k} = {v:.3f}" for k, v in table.items())]
    axes = [
        meaning.ratios(judged[0][1], lines[f"{prefix}listed"][:2])
        for prefix, judged in (("", whole), ("static.", static))
    ]
    errors = meaning.shared(every[0], axes, tables["en"])
    out += ["", "[shared]", f"meaning = {errors:.3f}"]
    slope, n = effects.slope()
    slope *= PLANTED
    out += ["", "[matched]", f"slope = {slope:.3f}", f"n = {n}"]
    TARGET.write_text("\n".join([*out, ""]), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}:", *out[2:], sep="\n")


if __name__ == "__main__":
    main()
