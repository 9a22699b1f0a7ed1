"""Files that the user named to judge by: a knowledge base, word vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cuewise.config import AuditConfig
from cuewise.embed.static import WordVectors, read_vectors
from cuewise.files import existing
from cuewise.io.triples import Triples, read_triples


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read; None where nothing was named."""

    triples: Triples | None = None
    vectors: WordVectors | None = None


def read_sources(options: AuditConfig) -> Sources:
    """Read what the options `knowledge` and `word_vectors` name.

    Raises
    ------
    InputError
        A file is not there or cannot be read.
    """
    return Sources(
        read_triples(existing(Path(options.knowledge))) if options.knowledge else None,
        read_vectors(existing(Path(options.word_vectors))) if options.word_vectors else None,
    )
