"""From a table of rows to a `Corpus`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from cuewise.count.digest import digests
from cuewise.errors import NothingUsable
from cuewise.io.aside import reasons, record_rejects, rejected
from cuewise.io.clusters import cluster_ids
from cuewise.io.fingerprint import corpus_fingerprint
from cuewise.io.ids import ids
from cuewise.io.labels import encode
from cuewise.io.metadata import metadata_values
from cuewise.io.roles import Roles, check_columns
from cuewise.io.table import Reject, SourceTable
from cuewise.io.values import as_strings, canonical
from cuewise.io.where import keep_where
from cuewise.records import Corpus, Language, SetAside
from cuewise.records.aside import FILTERED, RENAMED
from cuewise.text.language import identify


def assemble(
    table: SourceTable,
    roles: Roles,
    *,
    where: str | None = None,
    language: Language | None = None,
    set_aside_to: Path | str | None = None,
) -> Corpus:
    """Check, filter and encode the rows of a table.

    Parameters
    ----------
    table:
        What a reader returned.
    roles:
        Which column is what.
    where, language, set_aside_to:
        As for `load`.

    Examples
    --------
    >>> from cuewise.io.table import whole_table
    >>> table = whole_table(pl.DataFrame({"t": ["a", "b"], "y": [0, 1]}), "the frame")
    >>> assemble(table, Roles("t", "y")).label_names
    ('0', '1')
    """
    table, rejects, counts = usable(table, roles, where)
    names, counts[RENAMED] = ids(table, (roles.text, roles.text_b, roles.label))
    # Write the rejects before the last checks, so that the file exists when those fail.
    aside = record_rejects((*table.rejects, *rejects), table.parts, counts, set_aside_to)
    if not names:
        raise _nothing_left(table.name, aside)
    return _corpus(table, roles, names, aside, language)


def usable(
    table: SourceTable, roles: Roles, where: str | None
) -> tuple[SourceTable, list[Reject], dict[str, int]]:
    """The usable rows, the others, and how many the condition left out."""
    check_columns(roles.named(), table.frame.columns, table.name)
    before = table.frame.height
    if where is not None:
        table = table.keep(keep_where(table.frame, where, table.name))
    counts = {FILTERED: before - table.frame.height}
    frame, name = table.frame, table.name
    text_b = None if roles.text_b is None else as_strings(frame[roles.text_b], name)
    why = reasons(as_strings(frame[roles.text], name), text_b, as_strings(frame[roles.label], name))
    good = why.is_null().to_numpy().astype(np.bool_)
    if good.all():
        return table, [], counts
    return table.keep(good), rejected(table, ~good, why), counts


def _nothing_left(name: str, aside: SetAside) -> NothingUsable:
    listed = ", ".join(f"{reason}: {times}" for reason, times in aside.counts.items())
    return NothingUsable(
        f"{name} has no usable row" + (f" ({listed})" if listed else ""),
        allowed="rows with a text and a label",
        fix="check the columns named and the condition; "
        + (f"see {aside.path}" if aside.path else "set_aside_to=FILE writes the unused rows"),
    )


def _corpus(
    table: SourceTable, roles: Roles, names: list[str], aside: SetAside, language: Language | None
) -> Corpus:
    frame, origin = table.frame, table.name
    text = as_strings(frame[roles.text], origin)
    text_b = None if roles.text_b is None else as_strings(frame[roles.text_b], origin)
    labels, label_names = encode(as_strings(frame[roles.label], origin), origin)
    texts, texts_b = text.to_list(), None if text_b is None else text_b.to_list()
    keys = digests(*(field.to_arrow() for field in (text, text_b) if field is not None))
    identity = (language, None) if language else identify(texts, texts_b, keys)
    pair_id = _short(frame, roles.twin_id, origin)
    return Corpus(
        ids=names,
        texts=texts,
        texts_b=texts_b,
        labels=labels,
        label_names=label_names,
        fingerprint=corpus_fingerprint(texts, labels, label_names, texts_b),
        language=identity[0],
        language_name=identity[1],
        split=_short(frame, roles.split or table.split_column, origin),
        meta={name: metadata_values(frame[name], origin) for name in roles.columns_of_meta()},
        environments=roles.environments,
        pair_id=pair_id,
        cluster=cluster_ids(text, text_b, pair_id),
        keys=keys,
        set_aside=aside,
    )


def _short(frame: pl.DataFrame, column: str | None, origin: str) -> list[str | None] | None:
    return None if column is None else canonical(as_strings(frame[column], origin)).to_list()
