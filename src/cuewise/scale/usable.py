"""The usable rows of one portion, as series and as a corpus."""

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
from cuewise.scale.portions import Portion


@dataclass(frozen=True, slots=True)
class RowSpec:
    """Which columns to read in which roles, the condition on rows, and the language if given."""

    roles: Roles
    where: str | None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What the scans of all portions establish together.

    The labels in order, the bins of every metadata column (None: not binned), the language and its
    name.
    """

    label_names: tuple[str, ...]
    bins: Mapping[str, Mapping[str, str] | None]
    language: Language
    language_name: str | None = None


@dataclass(frozen=True, slots=True)
class UsableRows:
    """The usable rows of a portion, its rejects, and the number of rows excluded by reason."""

    table: SourceTable
    roles: Roles
    rejects: tuple[Reject, ...]
    counts: Mapping[str, int]

    @classmethod
    def read(cls, portion: Portion, spec: RowSpec) -> UsableRows:
        """Read a portion.

        Raises
        ------
        InputError
            The file cannot be read, or lacks a column.
        """
        named = spec.roles.named()
        # A condition may name any column, so read all.
        columns = [*named, "id"] if spec.where is None else None
        table = portion.read(columns, named)
        kept, rejects, counts = usable(table, spec.roles, spec.where)
        return cls(kept, spec.roles, (*table.rejects, *rejects), counts)

    def column(self, name: str) -> pl.Series:
        """Return a column as strings."""
        return as_strings(self.table.frame[name], self.table.name)

    def texts(self) -> list[pl.Series]:
        """Return the one or two columns of texts."""
        roles = self.roles
        return [self.column(name) for name in (roles.text, roles.text_b) if name is not None]

    def short(self, name: str) -> pl.Series:
        """Return a label or metadata column in canonical form."""
        return canonical(self.column(name))

    def keys(self) -> NDArray[np.uint64]:
        """Hash every row's text or texts [n]."""
        return digests(*(text.to_arrow() for text in self.texts()))

    def corpus(self, facts: CorpusFacts, rows_before: int) -> Corpus:
        """Build a corpus; `rows_before` rows of the source precede the file."""
        roles, (text, *second) = self.roles, self.texts()
        numbered = SourceTable(self.table.frame, self.table.rows + rows_before, self.table.parts)
        names, _ = ids(numbered, (roles.text, roles.text_b, roles.label))
        labels = self.short(roles.label).replace_strict(
            list(facts.label_names), range(len(facts.label_names)), return_dtype=pl.Int32
        )
        return Corpus(
            ids=names,
            texts=text.to_list(),
            texts_b=second[0].to_list() if second else None,
            labels=labels.to_numpy().astype(np.int32),
            label_names=facts.label_names,
            fingerprint="",
            language=facts.language,
            language_name=facts.language_name,
            split=self.short(roles.split).to_list() if roles.split else None,
            meta={name: self._meta(name, facts) for name in roles.columns_of_meta()},
            environments=roles.environments,
            keys=self.keys(),
        )

    def _meta(self, name: str, facts: CorpusFacts) -> Sequence[str | None]:
        bins = facts.bins[name]
        values = self.short(name)
        return values.to_list() if bins is None else binned(values, bins)
