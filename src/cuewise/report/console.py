"""The report on the terminal: the headline, the first cues, and where the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuewise.records import Audit
from cuewise.report.records import Cue, Estimate, Summary
from cuewise.report.summarise import summary
from cuewise.report.text import shorten
from cuewise.report.words import Lang, Words, words

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

SHOWN = 15
_VALUE, _NAME, _INTERVAL, _VERDICT = 28, 20, 14, 12
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
    >>> from cuewise.records import Audit, CorpusInfo, Headline, Provenance
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

    more = t("terminal.more", n=len(s.cues) - SHOWN) + "\n" if len(s.cues) > SHOWN else ""
    return Text(more + t("terminal.all"), style="dim")


def _table(s: Summary, t: Words) -> Table:
    from rich import box
    from rich.table import Table

    # One model is named above its column, several are named beside their numbers.
    alone = f"\n{shorten(s.models[0], _NAME)}" if len(s.models) == 1 else ""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(t("cues.rank"), justify="right", style="dim", no_wrap=True)
    table.add_column(t("cues.cue"), overflow="fold")
    table.add_column(f"{t('cues.label')}\n{t('cues.n')}", overflow="fold")
    table.add_column(f"{t('cues.association')}\n{t('cues.points')}", min_width=_INTERVAL)
    table.add_column(f"{t('cues.verdict')}\n{t('cues.severity')}", min_width=_VERDICT)
    table.add_column(f"{t('cues.reliance')}{alone}", min_width=_INTERVAL)
    for cue in s.cues[:SHOWN]:
        table.add_row(*_cells(cue, name_models=not alone))
    return table


def _cells(c: Cue, *, name_models: bool) -> list[Text]:
    """Two lines a row, so that a terminal of 80 columns has room for every number."""
    from rich.text import Text

    kind = f"{c.subject.kind}, {c.subject.field}" if c.subject.field else c.subject.kind
    severity = (c.severity_name, _STYLES[c.severity])
    return [
        Text(str(c.rank)),
        Text.assemble((shorten(c.subject.value, _VALUE), "bold"), "\n", (kind, "dim")),
        Text.assemble(shorten(c.label, _NAME), "\n", (f"n = {c.n}", "dim")),
        _number(c.association),
        Text.assemble((c.verdict_name, _STYLES[c.verdict]), "\n", severity),
        _reliance(c, name_models=name_models),
    ]


def _number(e: Estimate) -> Text:
    from rich.text import Text

    return Text.assemble(e.text, "\n", (e.interval or e.reason, "dim"))


def _reliance(c: Cue, *, name_models: bool) -> Text:
    from rich.text import Text

    if not c.reliance:
        return Text(f"–\n{c.unprobed}", style="dim")
    numbers = [
        Text("\n").join(filter(None, (_number(r.delta), Text(r.brief, style="dim"))))
        for r in c.reliance
    ]
    if name_models:
        names = (shorten(r.model, _NAME) for r in c.reliance)
        numbers = [Text.assemble((f"{m}\n", "dim"), d) for m, d in zip(names, numbers, strict=True)]
    return Text("\n").join(numbers)
