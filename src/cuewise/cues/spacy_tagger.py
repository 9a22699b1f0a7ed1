"""Word classes and entities by a spaCy pipeline that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from cuewise.cues.tags import Tagged, tagged
from cuewise.errors import InputError

_SPACE = "SPACE"


@dataclass(frozen=True, slots=True)
class Spacy:
    """A loaded pipeline as a tagger: universal word classes and the pipeline's entity labels."""

    pipeline: Any

    def __call__(self, texts: Sequence[str], learned: object = None) -> Tagged:
        """Word classes of `texts` and the labels of their entities."""
        clean = (t.encode("utf-8", "replace").decode("utf-8") for t in texts)
        rows, entities = [], []
        for document in self.pipeline.pipe(clean):
            rows.append([_class(token) for token in document])
            entities.append([entity.label_ for entity in document.ents])
        return tagged(rows, entities)


def load_spacy(name: str) -> Spacy:
    """The pipeline `name`: an installed package or a local folder; nothing is downloaded.

    Raises
    ------
    InputError
        spaCy or the pipeline is not installed.
    """
    allowed = "an installed spaCy pipeline or a folder that holds one"
    if find_spec("spacy") is None:
        raise InputError(
            f"the tagger 'spacy:{name}' needs spaCy, which is not installed",
            allowed,
            f"pip install spacy, and the pipeline: python -m spacy download {name}",
        )
    import spacy

    try:
        return Spacy(spacy.load(name))
    except (OSError, ValueError, ImportError) as error:
        raise InputError(
            f"spaCy cannot load the pipeline {name!r}: {error}",
            allowed,
            f"python -m spacy download {name}",
        ) from error


def _class(token: Any) -> str:
    """Space breaks patterns like punctuation; without a tagger the class is empty."""
    tag = str(token.pos_)
    return "PUNCT" if tag == _SPACE else tag or "X"
