"""The command line. A command parses, calls the library and prints; it computes nothing.

Exit codes: 0 fine; 1 the gate found something; 2 bad usage or bad input; 3 a plug-in failed;
130 interrupted; 143 terminated.
"""

from __future__ import annotations

import importlib
import signal
import warnings

import click

from cuewise.cli.messages import printable, show_warning
from cuewise.errors import CuewiseError

COMMANDS = ("demo", "audit", "fix", "compare", "report", "list", "bench")
BAD_INPUT, INTERRUPTED, TERMINATED = 2, 130, 143


class _Terminated(KeyboardInterrupt):
    """The program got SIGTERM. SystemExit would read as the exit of a model or plug-in."""


def _terminate(*_: object) -> None:
    raise _Terminated


class Commands(click.Group):
    """Import commands when they are called, and print errors as messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command from the module of the same name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"cuewise.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; the error for an unknown one lists the commands."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message} Commands: {', '.join(COMMANDS)}.") from error

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; errors that a user can act on become a message and an exit code."""
        # Exit as after Ctrl-C, so that half-written files are removed.
        signal.signal(signal.SIGTERM, _terminate)
        try:
            with warnings.catch_warnings():
                warnings.showwarning = show_warning
                # Users cannot act on files that another package left open.
                warnings.simplefilter("ignore", ResourceWarning)
                result: object = super().invoke(ctx)
        except CuewiseError as error:
            click.echo(f"cuewise: {printable(str(error))}", err=True)
            ctx.exit(BAD_INPUT)
        except _Terminated:
            ctx.exit(TERMINATED)
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
    """Find spurious correlations in labelled text, and measure which of them a model relies on.

    Start with `cuewise demo`. Exit codes: 0 fine; 1 the gate (--fail-on) found something; 2 bad
    usage or bad input; 3 a plug-in failed.
    """


def main() -> None:
    """The entry point `cuewise`."""
    cli(prog_name="cuewise")
