"""The rows of one unit that can be used, as series and as a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cuewise.count.digest import digests
from cuewise.io.assemble import usable
from cuewise.io.ids import ids
from cuewise.io.metadata import binned
from cuewise.io.roles import Roles
from cuewise.io.table import Reject, SourceTable
from cuewise.io.values import as_strings, canonical
from cuewise.records import Corpus, Language
from cuewise.scale.units import Unit


@dataclass(frozen=True, slots=True)
class Asked:
    """Which columns play which part, the condition on rows, and the language if it is named."""

    roles: Roles
    where: str | None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What all shards together tell.

    The labels in order, the bins of metadata columns that have any, the language and its name.
    """

    label_names: tuple[str, ...]
    bins: Mapping[str, Mapping[str, str] | None]
    language: Language
    language_name: str | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """The usable rows of a unit, its rejects, and how many rows the condition left out."""

    table: SourceTable
    roles: Roles
    rejects: tuple[Reject, ...]
    counts: Mapping[str, int]

    @classmethod
    def read(cls, unit: Unit, asked: Asked) -> Portion:
        """Read a unit.

        Raises
        ------
        InputError
            It cannot be read, or lacks a column.
        """
        named = asked.roles.named()
        # The condition may be on any column.
        columns = [*named, "id"] if asked.where is None else None
        table = unit.read(columns, named)
        kept, rejects, counts = usable(table, asked.roles, asked.where)
        return cls(kept, asked.roles, (*table.rejects, *rejects), counts)

    def column(self, name: str) -> pl.Series:
        """One column as strings."""
        return as_strings(self.table.frame[name], self.table.name)

    def texts(self) -> list[pl.Series]:
        """The text, or both texts."""
        roles = self.roles
        return [self.column(name) for name in (roles.text, roles.text_b) if name is not None]

    def short(self, name: str) -> pl.Series:
        """A label or metadata column, written one way."""
        return canonical(self.column(name))

    def keys(self) -> NDArray[np.uint64]:
        """The hash of every row's text or texts."""
        return digests(*(text.to_arrow() for text in self.texts()))

    def corpus(self, known: Known, first: int) -> Corpus:
        """The rows as a corpus; so many rows of the source come before the file."""
        roles, (text, *second) = self.roles, self.texts()
        numbered = SourceTable(self.table.frame, self.table.rows + first, self.table.parts)
        names, _ = ids(numbered, (roles.text, roles.text_b, roles.label))
        labels = self.short(roles.label).replace_strict(
            list(known.label_names), range(len(known.label_names)), return_dtype=pl.Int32
        )
        return Corpus(
            ids=names,
            texts=text.to_list(),
            texts_b=second[0].to_list() if second else None,
            labels=labels.to_numpy().astype(np.int32),
            label_names=known.label_names,
            fingerprint="",
            language=known.language,
            language_name=known.language_name,
            split=self.short(roles.split).to_list() if roles.split else None,
            meta={name: self._meta(name, known) for name in roles.columns_of_meta()},
            environments=roles.environments,
            keys=self.keys(),
        )

    def _meta(self, name: str, known: Known) -> Sequence[str | None]:
        bins = known.bins[name]
        values = self.short(name)
        return values.to_list() if bins is None else binned(values, bins)
