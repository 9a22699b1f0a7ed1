"""Files that the user named as evidence: a knowledge base and word vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cuewise.config import AuditConfig
from cuewise.embed.static import WordVectors, read_vectors
from cuewise.files import existing
from cuewise.io.triples import Triples, read_triples


@dataclass(frozen=True, slots=True)
class Sources:
    """The files read; None for a file that was not named."""

    triples: Triples | None = None
    vectors: WordVectors | None = None


def read_sources(options: AuditConfig) -> Sources:
    """Read the files of the options `knowledge` and `word_vectors`.

    Raises
    ------
    InputError
        A file does not exist or cannot be read.
    """
    return Sources(
        read_triples(existing(Path(options.knowledge))) if options.knowledge else None,
        read_vectors(existing(Path(options.word_vectors))) if options.word_vectors else None,
    )
