"""Make pages from the code (command line, schemas, statistics) and from results."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from calibration_page import page
from cuewise.cli import COMMANDS, cli
from cuewise.files import write_whole
from cuewise.records import Audit, Record
from cuewise.records.comparison import Comparison
from statistics_page import page as statistics
from verdicts_page import page as verdicts

DOCS = Path(__file__).parent.parent / "docs"
NOTE = "<!-- Made by `make docs` from the code. Changes here are lost. -->"

# click's mark of a paragraph to be left as it is, which is not for readers.
NO_REWRAP = "\b\n"


def commands() -> str:
    """Every command with every option, as Markdown."""
    context = click.Context(cli, info_name="cuewise")
    parts = [NOTE, "# The command line", _text(cli.help)]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is None:
            raise KeyError(name)
        parts += _command(command, click.Context(command, info_name=name, parent=context))
    return "\n\n".join(parts) + "\n"


def schema(record: type[Record]) -> str:
    """The JSON Schema of a record that is written."""
    body = record.model_json_schema(by_alias=True, mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(dialect | body, indent=1, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": commands,
    "reference/audit.schema.json": partial(schema, Audit),
    "reference/comparison.schema.json": partial(schema, Comparison),
    "reference/statistics.md": statistics,
    "reference/verdicts.md": verdicts,
    "explanation/calibration.md": page,
}


def _command(command: click.Command, context: click.Context) -> list[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [p for p in command.params if isinstance(p, click.Option)]
    parts = [f"## cuewise {command.name}", _text(command.help), f"```\n{usage}\n```"]
    if options:
        rows = "\n".join(_row(option) for option in options)
        parts.append(f"| option | meaning | default |\n| --- | --- | --- |\n{rows}")
    if command.epilog:
        parts.append(f"```\n{command.epilog.replace(NO_REWRAP, '').strip()}\n```")
    return parts


def _row(option: click.Option) -> str:
    name = "`, `".join(option.opts)
    if isinstance(option.type, click.Choice):
        name += " " + "|".join(option.type.choices)
    elif not option.is_flag:
        name += f" {option.metavar}"
    default = option.default if option.show_default else None
    shown = "required" if option.required else "" if default is None else f"`{default}`"
    cells = (f"`{name}`", option.help or "", shown)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _text(doc: str | None) -> str:
    return "\n".join(line.strip() for line in (doc or "").splitlines()).strip()


if __name__ == "__main__":
    for name, make in PAGES.items():
        print(write_whole(DOCS / name, make()))
