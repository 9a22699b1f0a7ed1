"""Labelled text from files, frames and the Hugging Face hub into a `Corpus`.

Nothing here imports a reader before `load` is called. What a reader cannot use it refuses with an
`InputError` that says what is wrong, what is allowed and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cuewise.io.roles import Roles, listed
from cuewise.records import Corpus, Language

__all__ = ["load"]


def load(
    source: Any,
    *,
    text: str,
    label: str,
    text_b: str | None = None,
    split: str | None = None,
    environments: Iterable[str] = (),
    meta: Iterable[str] = (),
    twin_id: str | None = None,
    where: str | None = None,
    language: Language | None = None,
    set_aside_to: Path | str | None = None,
) -> Corpus:
    """Read labelled texts (or text pairs) from nearly anything.

    Parameters
    ----------
    source:
        A path or glob of csv, tsv, jsonl, ndjson, json, parquet, arrow, feather or ipc; a pandas,
        polars, pyarrow or Hugging Face table in memory; or `hf:NAME[:CONFIG]` from the hub.
    text, text_b, label, split, twin_id:
        The columns of the text, of the second text of a pair, of the label, of the split, and of
        the value that a counterfactual pair shares.
    environments, meta:
        Metadata columns; a genuine relation should hold over each of the environments.
    where:
        A SQL condition on one row, such as `platform = 'twitter' AND score > 3`.
    language:
        The language of the texts: `en`, `zh`, `mixed` or `other`. None identifies it.
    set_aside_to:
        A JSON-lines file for the rows that cannot be used: row number, reason, original row.

    Raises
    ------
    InputError, MissingExtra
        Something cannot be used as given; `hf:` needs a package that is not installed.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"text": ["great", "dull", ""], "label": ["pos", "neg", "pos"]})
    >>> corpus = load(frame, text="text", label="label")
    >>> corpus.texts, corpus.label_names, corpus.set_aside.counts
    (['great', 'dull'], ('neg', 'pos'), {'empty text': 1})
    """
    from cuewise.io.assemble import assemble
    from cuewise.io.source import read_source

    roles = Roles(text, label, text_b, split, twin_id, listed(environments), listed(meta))
    table = read_source(source, roles.named())
    return assemble(table, roles, where=where, language=language, set_aside_to=set_aside_to)
