"""The command line. A command parses, calls the library and prints; it computes nothing.

Exit codes: 0 fine; 1 the gate found something; 2 bad usage or bad input; 3 a plug-in failed;
130 interrupted; 143 terminated.
"""

from __future__ import annotations

import importlib
import signal
import sys
import warnings

import click

from cuewise.cli.messages import plain, tell
from cuewise.errors import CuewiseError

COMMANDS = ("demo", "audit", "fix", "compare", "report", "list", "bench")
BAD_INPUT, INTERRUPTED, TERMINATED = 2, 130, 143


class Commands(click.Group):
    """Commands that are imported when they are asked for, and errors told as messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `cmd_name` of the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"cuewise.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; one that is not there is told with those that are."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message} There are: {', '.join(COMMANDS)}.") from error

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what the user can act on becomes a message and an exit code."""
        # As after Ctrl-C, what was half-written is taken away.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
        try:
            with warnings.catch_warnings():
                warnings.showwarning = tell
                # A file that another package left open is nothing a user can act on.
                warnings.simplefilter("ignore", ResourceWarning)
                result: object = super().invoke(ctx)
        except CuewiseError as error:
            click.echo(f"cuewise: {plain(str(error))}", err=True)
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            click.echo("cuewise: interrupted", err=True)
            ctx.exit(INTERRUPTED)
        return result


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from cuewise._version import __version__

        click.echo(f"cuewise {__version__}")
        ctx.exit()


@click.command(cls=Commands)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version and exit.",
)
def cli() -> None:
    """Find the spurious correlations in labelled text, and prove which of them a model relies on.

    Exit codes: 0 fine; 1 the gate (--fail-on) found something; 2 bad usage or bad input;
    3 a plug-in failed.
    """


def main() -> None:
    """The entry point `cuewise`."""
    cli(prog_name="cuewise")
