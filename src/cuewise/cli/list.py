"""`cuewise list`: what is there."""

from __future__ import annotations

from typing import Protocol

import click

KINDS = ("detectors", "probes", "cleaners", "remedies", "models")


class Entry(Protocol):
    """What the list shows of a plug-in or model."""

    @property
    def code(self) -> str:
        """Its name in findings, config files and `outcomes`."""
        ...

    @property
    def summary(self) -> str:
        """One line for people."""
        ...


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS), required=False)
def command(kind: str | None) -> None:
    """List the plug-ins and models there are, all or of one kind."""
    for name in KINDS if kind is None else (kind,):
        entries = _entries(name)
        if kind is None:
            click.secho(name, bold=True)
        width = max((len(entry.code) for entry in entries), default=0)
        for entry in entries:
            click.echo(f"  {entry.code:<{width}}  {entry.summary}")
        if not entries:
            click.echo("  none")


def _entries(kind: str) -> list[Entry]:
    if kind == "models":
        from cuewise import models

        return list(getattr(models, "SPECS", ()))
    from cuewise import registry

    return list(registry.entries(kind))
