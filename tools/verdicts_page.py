"""Make docs/reference/verdicts.md from the results of the benchmarks."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
READ = ROOT / "benchmarks" / "judged" / "read.toml"
Json = Mapping[str, Any]

_HEAD = """\
<!-- Made by `make docs` from benchmarks/results. Changes here are lost. -->

# Verdicts against people

`{command}` · {n} words and phrases of fourteen sets in English and Chinese, each judged *genuine*
or *spurious* by two annotators who saw no verdict. A cue on which they differ does not count. The
weights that judge a set were fitted without it. The data are not shipped.

- *AUC*: how well p(spurious) orders the cues of a set; undecided cues count as they are ordered.
- *wronged*: genuine cues that are judged spurious.
- *found*, *precision*: of the spurious cues, of the cues judged spurious.
- *decided*: cues judged spurious or genuine.
- *ECE*: calibration error of p(spurious) in five bins.
"""
_ABOUT = {
    "as they are": "Without any knowledge of the task but the names of the labels.",
    "labels described": "With one sentence about each label (`--describe`), written by us without "
    "looking at the cues.",
    "annotator replayed": "With one annotator's answers, given by a chat endpoint (`--meaning "
    "openai:MODEL`), and scored against the other annotator. It shows what a model as good as a "
    "person gives: {calls} calls for {cues} cues.",
}
_NAMES = {
    "auc_by_set": "AUC, mean of the sets",
    "worst_set": "AUC, worst set",
    "auc": "AUC, all cues",
    "wronged": "wronged",
    "precision": "precision",
    "found": "found",
    "decided": "decided",
    "ece": "ECE",
}
_COLUMNS = ("n", "auc", "wronged", "found", "precision", "decided", "ece")
_TRUST = """\
## Where to trust a verdict

- **Trust most**: reviews and opinions in English (films, products, tweets). *Spurious* is right in
  all but a few cases nearly everywhere.
- **Describe the labels first**: finance, star ratings, wherever "positive" does not mean praise.
- **Expect open verdicts**: hate speech, where slurs are in no list, and Chinese topics without an
  encoder or a model. Open cues that are strong come right after the spurious ones: judge them
  yourself, or name a source of meaning.
- **Check**: Chinese shopping reviews, where one genuine word in ten is judged spurious.
- **Other languages**: no verdict of meaning without descriptions, an encoder or a model.
"""
_PLANTED = """\
## Planted cues and genuine decoys

`{command}` · {corpora} made-up corpora with one planted cue of strength .7 to .95, or with genuine
words as strong.

"""

_MODEL = """\
## A small language model as the only source of meaning

`{command}` · Gemma 3 270M (base), on two cores: {minutes:.0f} minutes and {gb:.1f} GB for all
cues, twice. Mean AUC of the sets with labels described: {en:.3f} in English (target .78), {zh:.3f}
in Chinese (target .72). Without descriptions it knows little about intents and products. A larger
model takes the memory of its weights, some 2 GB for each billion parameters.

"""
_STABLE = """\
## Another sample

`{command}` · two disjoint samples of 5,000 rows of eight sets. Of {cues} cues reported in both,
{flips} change between *spurious* and *genuine* (target 0), and {share:.1%} [{low:.1%}, {high:.1%}]
between a verdict and *undetermined* (target at most 10%).
"""
_FIRST = """\
## The first thirty findings

`{command}` · what a reader of the report meets first. A verdict is shared if both annotators judge
the cue as it does, or our own reading where they did not see it. Target: {target}.

"""
_READ = """\
## Three audits read verdict by verdict

The decided verdicts that we do not share, of the same audits. The words that the encoder knows in
another sense ("gas", "cut"), that matter to an investor ("contract to") or that say what was wrong
with a product without praise or blame (酸, 关机) are the kinds of mistake to expect.
"""


def page() -> str:
    """The text of the page."""
    verdicts, planted = _read("verdicts.json"), _read("planted_verdicts.json")
    whole = verdicts["as they are"]["sets"]["all"]
    parts = [_HEAD.format(command=verdicts["command"], n=whole["n"])]
    for name, about in _ABOUT.items():
        parts.append(f"## {name.capitalize()}\n\n{about.format(**verdicts['calls'])}\n")
        parts.append(_targets(verdicts[name]["targets"]))
        parts.append(_table(verdicts[name]["sets"]))
    parts += [_TRUST, _first(_read("first_findings.json")), _read_by_us()]
    parts += [_PLANTED.format(**planted) + _planted(planted["rows"])]
    parts += [_model(_read("meaning_lm.json")), _stable(_read("stability.json"))]
    return "\n".join(parts)


def _first(record: Json) -> str:
    rows = [
        f"| {name} | {r['documents']:,} | {r['shared']} | {_codes(r['not shared'])} |"
        for name, r in record["sets"].items()
    ]
    head = ["| set | documents | shared | not shared |", "| --- " * 4 + "|"]
    return _FIRST.format(**record) + "\n".join([*head, *rows, ""])


def _read_by_us() -> str:
    sets = tomllib.loads(READ.read_text("utf-8"))
    lines = [
        f"- **{name[:1].upper()}{name[1:]}**: {own['read']} verdicts on words and phrases. Not "
        f"spurious, or open: {', '.join(own['spurious'])}. Not genuine, or open: "
        f"{', '.join(own['genuine'])}."
        for name, own in sets.items()
    ]
    wrapped = (fill(line, 118, subsequent_indent="  ", break_long_words=False) for line in lines)
    return "\n".join([_READ, *wrapped, ""])


def _codes(findings: Sequence[str]) -> str:
    parted = (finding.partition(" (") for finding in findings)
    return "; ".join(f"`{subject}` ({rest}" for subject, _, rest in parted)


def _model(record: Json) -> str:
    rows = [
        f"| {name} | {r['n']} | {r['names only']:.2f} | {r['described']:.2f} |"
        for name, r in record["sets"].items()
    ]
    means = record["AUC by set, labels described"]
    head = ["| set | n | AUC, names of the labels | AUC, labels described |", "| --- " * 4 + "|"]
    about = _MODEL.format(
        **record, en=means["English"], zh=means["Chinese"], gb=record["peak MB"] / 1000
    )
    return about + "\n".join([*head, *rows, ""])


def _stable(record: Json) -> str:
    whole, between = record["rows"]["all"], record["between decided and undetermined"]
    return _STABLE.format(**record, **whole, **between)


def _targets(targets: Sequence[Json]) -> str:
    rows = [
        f"| {_NAMES[t['name']]} | {t['figure']:.3f} | {t['wanted']} | {_mark(t['met'])} |"
        for t in targets
    ]
    return "\n".join(["| figure | measured | target | |", "| --- | --- | --- | --- |", *rows, ""])


def _mark(met: str) -> str:
    return met if met == "met" else f"**{met}**"


def _table(sets: Mapping[str, Json]) -> str:
    head = [f"| set | {' | '.join(_COLUMNS)} |", "| --- " * (len(_COLUMNS) + 1) + "|"]
    rows = [
        f"| {name} | {' | '.join(_cell(row, c) for c in _COLUMNS)} |" for name, row in sets.items()
    ]
    return "\n".join([*head, *rows, ""])


def _cell(row: Json, column: str) -> str:
    if column not in row:
        return "–"
    if column == "n":
        return str(row["n"])
    text = f"{row[column]:.2f}"
    if f"{column}_low" in row:
        text += f" [{row[f'{column}_low']:.2f}, {row[f'{column}_high']:.2f}]"
    return text


def _planted(rows: Mapping[str, Json]) -> str:
    head = ["| corpora | cues reported | judged spurious | judged genuine |", "| --- " * 4 + "|"]
    body = [
        f"| {name} | {r['n']} | {r['spurious']:.3f} [{r['low']:.3f}, {r['high']:.3f}] | "
        f"{r['genuine']:.3f} |"
        for name, r in rows.items()
    ]
    return "\n".join([*head, *body, ""])


def _read(name: str) -> Json:
    found: Json = json.loads((RESULTS / name).read_text("utf-8"))
    return found
