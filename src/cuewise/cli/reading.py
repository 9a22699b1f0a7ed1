"""The options that say how to read a corpus, and the reading itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import click

from cuewise.cli.messages import printable
from cuewise.records import Corpus, Language

Command = Callable[..., Any]


def _every(*options: Command) -> Command:
    """A decorator that adds the options in this order."""
    return lambda command: functools.reduce(lambda made, add: add(made), reversed(options), command)


# The columns of the file.
corpus_options = _every(
    click.option("--text", metavar="COL", required=True, help="Column of the text."),
    click.option("--text-b", metavar="COL", help="Column of the second text, for text pairs."),
    click.option("--label", metavar="COL", required=True, help="Column of the label."),
    click.option("--split", metavar="COL", help="Column of the split, such as train or test."),
    click.option(
        "--environment",
        "environments",
        metavar="COL",
        multiple=True,
        help="Column over which a genuine relation should hold, such as source, annotator or "
        "time. Repeatable.",
    ),
    click.option(
        "--twin-id", metavar="COL", help="Column with the id that a counterfactual pair shares."
    ),
    click.option(
        "--meta",
        metavar="COL",
        multiple=True,
        help="Further column whose values are cues. Repeatable.",
    ),
    click.option(
        "--where",
        metavar="SQL",
        help='Use only rows that meet this SQL condition, such as "stars > 3".',
    ),
)
# Language, settings and seed.
run_options = _every(
    click.option(
        "--lang",
        type=click.Choice(["auto", "en", "zh", "other"]),
        default="auto",
        show_default=True,
        help="Language of the report. auto: that of the corpus. other: treat the corpus as neither "
        "English nor Chinese.",
    ),
    click.option(
        "--config",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="TOML or YAML file with options of the audit and its plug-ins.",
    ),
    click.option(
        "--set",
        "overrides",
        metavar="NAME.OPTION=VALUE",
        multiple=True,
        help="Set an option of a plug-in (see `cuewise list`), or OPTION=VALUE of the audit. "
        "Repeatable. Overrides --config.",
    ),
    click.option(
        "--seed",
        metavar="N",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        help="Random seed. The same seed and input give the same findings.",
    ),
)

_judging = _every(
    click.option(
        "--describe",
        metavar="LABEL=TEXT",
        multiple=True,
        help="What a label means, in one sentence. Its words help to judge cues. Repeatable.",
    ),
    click.option(
        "--decisions",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="TOML or CSV file of verdicts that override the computed ones; `cuewise report "
        "--format csv` writes one.",
    ),
    click.option(
        "--meaning",
        metavar="SPEC",
        help="Further source of meaning: openai:MODEL, a chat model at OPENAI_BASE_URL, which gets "
        "cues and short excerpts (key from OPENAI_API_KEY; with a key and no OPENAI_BASE_URL it is "
        "https://api.openai.com/v1); causal_lm:NAME_OR_DIR, a language model on this machine; or "
        "lexicon:FILE, lines of word and label separated by a tab.",
    ),
    click.option(
        "--encoder",
        metavar="NAME_OR_DIR",
        help="Text encoder or causal language model that transformers loads, used for any "
        "language. Default: all-MiniLM-L6-v2, which reads English only.",
    ),
)


def judging_options(command: Command) -> Command:
    """Add the options by which cues are judged; `command` gets those given as `judging`."""

    @functools.wraps(command)
    def bundled(
        *,
        describe: tuple[str, ...],
        decisions: Path | None,
        meaning: str | None,
        encoder: str | None,
        **others: Any,
    ) -> Any:
        given = {
            "describe": _by_label(describe),
            "decisions": decisions and str(decisions),
            "meaning": meaning,
            "encoder": encoder,
        }
        return command(judging={name: v for name, v in given.items() if v}, **others)

    return cast(Command, _judging(bundled))


def _by_label(descriptions: Sequence[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for given in descriptions:
        label, _, sentence = (part.strip() for part in given.partition("="))
        if not label or not sentence:
            raise click.BadParameter(
                f"{given!r} does not have the form LABEL=TEXT; describe a label with “=” in the "
                "file of --config",
                param_hint="--describe",
            )
        if label in out:
            raise click.BadParameter(
                f"the label {label!r} is described twice",
                param_hint="--describe",
            )
        out[label] = sentence
    return out


def load_corpus(data: str, columns: Mapping[str, Any], aside: Path, place: str) -> Corpus:
    """The corpus; rows that cannot be used go to the file `aside`, which `place` describes."""
    import cuewise

    corpus = cuewise.load(data, set_aside_to=aside, **columns)
    report_set_aside(corpus.set_aside.counts, place)
    return corpus


def language_named(lang: str) -> Language | None:
    """The language of the corpus, if `--lang` names it."""
    return "other" if lang == "other" else None


def settings(
    path: Path | None, overrides: Sequence[str] = (), judging: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The options of a file, overridden by those of `--set` and by `judging`, flags by name."""
    from cuewise.config import read_config

    options = _overridden({} if path is None else read_config(path), overrides)
    for name, value in (judging or {}).items():
        known = options.get(name, {})
        if not isinstance(value, dict):
            options[name] = value
        # What is no table is refused where the options are checked.
        elif isinstance(known, dict):
            options[name] = {**known, **value}
    if meaning := options.get("meaning"):
        from cuewise.evidence.annotator.named import check_source

        # Before the data are read, which may take long.
        check_source(str(meaning))
    return options


def report_set_aside(rows: Mapping[str, int], place: str) -> None:
    """Print how many rows were not used as they are, and where they are."""
    from cuewise.records.aside import FILTERED, RENAMED

    counts = dict(rows)
    expected = {"rows left out by --where": FILTERED, "rows with a duplicate id, renamed": RENAMED}
    lines = [f"{name}: {counts.pop(key)}" for name, key in expected.items() if key in counts]
    if counts:
        reasons = ", ".join(f"{reason}: {n}" for reason, n in sorted(counts.items()))
        lines.insert(0, f"rows set aside ({reasons}), {place}")
    for line in lines:
        click.echo(printable(line), err=True)


def _overridden(options: dict[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    from cuewise.plugins.registry import plugin_kind_of

    for text in overrides:
        target, equals, value = text.partition("=")
        code, dot, option = target.rpartition(".")
        if not equals or not option:
            raise click.BadParameter(
                f"{text!r} does not have the form NAME.OPTION=VALUE or OPTION=VALUE",
                param_hint="--set",
            )
        if not dot:
            options = {**options, option: value}
            continue
        kind = plugin_kind_of(code)
        chosen = {**options.get(kind, {})}
        chosen[code] = {**chosen.get(code, {}), option: value}
        options = {**options, kind: chosen}
    return options
