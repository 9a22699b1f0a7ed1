"""The options by which a command reads a corpus, and the reading itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cuewise.cli.messages import plain
from cuewise.records import Corpus, Language

Command = Callable[..., Any]

_COLUMNS = (
    click.option("--text", metavar="COL", required=True, help="Column of the text."),
    click.option("--text-b", metavar="COL", help="Column of the second text, for text pairs."),
    click.option("--label", metavar="COL", required=True, help="Column of the label."),
    click.option("--split", metavar="COL", help="Column that names the split of a row."),
    click.option(
        "--environment",
        "environments",
        metavar="COL",
        multiple=True,
        help="Column over which a genuine relation should hold (source, annotator, time). "
        "Repeatable.",
    ),
    click.option("--twin-id", metavar="COL", help="Column whose value counterfactual twins share."),
    click.option(
        "--meta",
        metavar="COL",
        multiple=True,
        help="Further column whose values are examined as cues. Repeatable.",
    ),
    click.option(
        "--where", metavar="SQL", help='Keep rows that meet this SQL condition, as "stars > 3".'
    ),
)
LANG = click.option(
    "--lang",
    type=click.Choice(["auto", "en", "zh", "other"]),
    default="auto",
    show_default=True,
    help="Language of the report; auto: that of the corpus. other: the corpus is neither English "
    "nor Chinese, whatever its texts look like.",
)
CONFIG = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Options of the audit and of its plug-ins, as TOML or YAML.",
)
SET = click.option(
    "--set",
    "overrides",
    metavar="NAME.OPTION=VALUE",
    multiple=True,
    help="Option of a plug-in (see cuewise list), or OPTION=VALUE of the audit. Repeatable; "
    "comes before --config.",
)
SEED = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed: same seed and input, same audit.",
)


def reading(command: Command) -> Command:
    """Give a command the options that say what the columns of its file are."""
    for option in reversed(_COLUMNS):
        command = option(command)
    return command


def load(data: str, columns: Mapping[str, Any], aside: Path, place: str) -> Corpus:
    """The corpus; rows that cannot be used go into `aside`, which `place` names to people."""
    import cuewise

    corpus = cuewise.load(data, set_aside_to=aside, **columns)
    tell_set_aside(corpus.set_aside.counts, place)
    return corpus


def named(lang: str) -> Language | None:
    """The language of the corpus if `--lang` names it."""
    return "other" if lang == "other" else None


def settings(path: Path | None, overrides: Sequence[str] = ()) -> dict[str, Any] | None:
    """The options in a file, if one was named, and those of `--set` over them."""
    if path is None:
        return _overridden({}, overrides) if overrides else None
    from cuewise.config import read_config

    return _overridden(read_config(path), overrides)


def tell_set_aside(found: Mapping[str, int], place: str) -> None:
    """Say how many rows were not used as they are, and the `place` where they are."""
    from cuewise.records.aside import FILTERED, RENAMED

    counts = dict(found)
    apart = {"rows left out by --where": FILTERED, "rows with a duplicate id, renamed": RENAMED}
    lines = [f"{name}: {counts.pop(key)}" for name, key in apart.items() if key in counts]
    if counts:
        reasons = ", ".join(f"{reason}: {n}" for reason, n in sorted(counts.items()))
        lines.insert(0, f"rows set aside ({reasons}), {place}")
    for line in lines:
        click.echo(plain(line), err=True)


def _overridden(options: dict[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    from cuewise.plugins.registry import plugin_kind_of

    for text in overrides:
        target, equals, value = text.partition("=")
        code, dot, option = target.rpartition(".")
        if not equals or not option:
            raise click.BadParameter(
                f"{text!r} is not of the form NAME.OPTION=VALUE", param_hint="--set"
            )
        if not dot:
            options = {**options, option: value}
            continue
        kind = plugin_kind_of(code)
        chosen = {**options.get(kind, {})}
        chosen[code] = {**chosen.get(code, {}), option: value}
        options = {**options, kind: chosen}
    return options
