"""The report on the terminal: the headline, the first cues, and where the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuewise.report.records import Cue, Summary
from cuewise.report.summarise import summary
from cuewise.report.words import Lang, Words, words
from cuewise.types import Audit

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

SHOWN = 15
_STYLES = {
    "spurious": "red",
    "unstable": "yellow",
    "undetermined": "dim",
    "necessary-not-sufficient": "blue",
    "genuine": "green",
    "severe": "bold red",
    "material": "bold",
    "weak": "",
    "none": "dim",
}
_TONES = {"bad": "bold red", "warn": "bold yellow", "good": "bold green", "plain": "bold"}


def terminal(audit: Audit, lang: Lang = "en") -> RenderableType:
    """What `rich` prints: a sentence, a table of the first cues, and where the rest is.

    Examples
    --------
    >>> from rich.console import Console
    >>> from cuewise.types import Audit, CorpusInfo, Headline, Provenance
    >>> corpus = CorpusInfo(fingerprint="f", documents=2, labels={"a": 1, "b": 1})
    >>> run = Provenance(version="1", seed=0, config={}, corpus=corpus, models=[], started="",
    ...                  seconds=0)
    >>> head = Headline(sdr=None, material=0, severe=0)
    >>> Console(width=60).print(terminal(Audit(provenance=run, headline=head, findings=[],
    ...                                        outcomes={})))
    Nothing can be said: no check ran.
    """
    from rich.console import Group
    from rich.text import Text

    s, t = summary(audit, lang), words(lang)
    parts: list[RenderableType] = [Text(s.headline, style=_TONES[s.tone])]
    parts += [Text(notice, style="yellow") for notice in s.notices]
    if s.cues:
        parts += [Text(), _table(s, t), _rest(s, t)]
    return Group(*parts)


def _rest(s: Summary, t: Words) -> Text:
    from rich.text import Text

    more = t("terminal.more", n=len(s.cues) - SHOWN) + " " if len(s.cues) > SHOWN else ""
    return Text(more + t("terminal.all"), style="dim")


def _table(s: Summary, t: Words) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column(t("cues.rank"), justify="right", style="dim", no_wrap=True)
    table.add_column(t("cues.cue"), ratio=None, overflow="fold")
    table.add_column(t("cues.label"), overflow="fold")
    table.add_column(t("cues.n"), justify="right", no_wrap=True)
    table.add_column(t("cues.association"))
    table.add_column(t("cues.verdict"))
    table.add_column(t("cues.reliance"))
    table.add_column(t("cues.severity"), no_wrap=True)
    for cue in s.cues[:SHOWN]:
        table.add_row(*_cells(cue))
    return table


def _cells(c: Cue) -> list[Text]:
    from rich.text import Text

    kind = f"{c.subject.kind}, {c.subject.field}" if c.subject.field else c.subject.kind
    return [
        Text(str(c.rank)),
        Text.assemble((c.subject.short, "bold"), "\n", (kind, "dim")),
        Text(c.label),
        Text(c.n),
        Text.assemble(c.association.text, "\n", (c.association.interval or c.association.reason, "dim")),
        Text(c.verdict_name, style=_STYLES[c.verdict]),
        _reliance(c),
        Text(c.severity_name, style=_STYLES[c.severity]),
    ]


def _reliance(c: Cue) -> Text:
    from rich.text import Text

    if not c.reliance:
        return Text(f"– {c.unprobed}", style="dim")
    lines = [
        Text.assemble((f"{r.model} ", "dim"), r.delta.text, "\n", (r.delta.interval or r.delta.reason, "dim"))
        for r in c.reliance
    ]
    return Text("\n").join(lines)
