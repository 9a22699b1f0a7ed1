"""What became of each metadata column: read as cues, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from cuewise.errors import NotApplicable
from cuewise.evidence.stability import unfit_environments
from cuewise.io.metadata import is_identifier, stray_text
from cuewise.plugins.outcomes import Steps, reason_of
from cuewise.records import Corpus, Reason
from cuewise.report.text import SHORT, shorten

CODE = "cues.metadata"


def report_columns(sample: Corpus, cues: Collection[str], least: int, steps: Steps) -> None:
    """Record why metadata columns yield no cue, or tell nothing as environments.

    Parameters
    ----------
    sample:
        The documents on which evidence is gathered.
    cues:
        The names of all cues counted.
    least:
        Documents that must hold a cue.
    steps:
        Receives one outcome; none where the corpus has no metadata.
    """
    if not sample.meta:
        return
    with steps.run(CODE) as reasons:
        named = [name for name in cues if name.startswith("meta:")]
        reasons.append(Reason.of("cues-counted", n=len(named)))
        for column in sample.meta:
            tested = any(name.startswith(f"meta:{column}=") for name in named)
            reasons.extend(_no_cue(sample, column, least, tested=tested))
        reasons.extend(_environments(sample))


def _no_cue(sample: Corpus, column: str, least: int, *, tested: bool) -> Iterator[Reason]:
    """Why a column yields no cue that can be tested; nothing if it does."""
    times = Counter(value for value in sample.meta[column] if value is not None)
    values, documents = len(times), times.total()
    # A missing value is a value too.
    if values + (documents < len(sample.ids)) < 2:
        yield Reason.of("column-constant", column=column, values=values)
    elif tested:
        return
    elif (stray := stray_text(times)) is not None:
        yield Reason.of("column-mixed", column=column, text=shorten(stray, SHORT))
    elif is_identifier(times):
        yield Reason.of("column-identifies", column=column, values=values, documents=documents)
    else:
        most = max(times.values())
        yield Reason.of("column-rare", column=column, values=values, most=most, least=least)


def _environments(sample: Corpus) -> Iterator[Reason]:
    for column in sample.environments:
        unfit: NotApplicable | None = unfit_environments(sample, column)
        if unfit is not None:
            yield reason_of(unfit)
