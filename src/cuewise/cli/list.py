"""`cuewise list`: the plug-ins and models."""

from __future__ import annotations

import click

_KINDS = ("detectors", "probes", "cleaners", "remedies", "models")


@click.command("list", short_help="List detectors, probes, remedies and models.")
@click.argument("kind", type=click.Choice(_KINDS), required=False)
def command(kind: str | None) -> None:
    """List the available plug-ins and models: all, or those of one kind."""
    for name in _KINDS if kind is None else (kind,):
        if kind is None:
            click.secho(name, bold=True)
        rows = _rows(name)
        width = max((len(code) for code, _ in rows), default=0)
        for code, summary in rows:
            click.echo(f"  {code:<{width}}  {summary}")
        if not rows:
            click.echo("  none in this version")


def _rows(kind: str) -> list[tuple[str, str]]:
    if kind == "models":
        from cuewise.models import SPECS

        return [(spec.code, spec.summary) for spec in SPECS]
    from cuewise.plugins.registry import entries

    return [(entry.code, entry.summary) for entry in entries(kind)]
