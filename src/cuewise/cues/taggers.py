"""The choice of a tagger for a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

import numpy as np

from cuewise.cues.chinese import tag_chinese
from cuewise.cues.english import tag_english
from cuewise.cues.spacy_tagger import load_spacy
from cuewise.cues.tags import Tagged, Tagger
from cuewise.errors import InputError, NotApplicable
from cuewise.records import Language
from cuewise.text.scripts import has_han

_ALLOWED = "default, none, spacy:NAME_OR_DIR"


def tagger(spec: str, language: Language, name: str = "this language") -> Tagger:
    """The tagger `spec` for a corpus of `language`, which messages call `name`.

    Raises
    ------
    InputError
        An unknown form, or a pipeline that cannot be loaded.
    NotApplicable
        No tagger reads the language, it is not installed, or it is switched off.

    Examples
    --------
    >>> tagger("default", "zh") is tag_chinese
    True
    >>> tagger("stanza", "en")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: unknown tagger 'stanza'
      allowed: default, none, spacy:NAME_OR_DIR
      to fix:  change the option 'tagger'
    """
    match spec.partition(":"):
        case ("default", "", ""):
            return _default(language, name)
        case ("none", "", ""):
            raise NotApplicable("tagger-off")
        case ("spacy", ":", pipeline) if pipeline:
            return load_spacy(pipeline)
    raise InputError(f"unknown tagger {spec!r}", _ALLOWED, "change the option 'tagger'")


def _default(language: Language, name: str) -> Tagger:
    if language == "other":
        raise NotApplicable("no-tagger-language", language=name)
    if language != "zh" and find_spec("textblob") is None:
        raise NotApplicable("no-tagger", package="textblob", extra="linguistic")
    return _BY_LANGUAGE[language]


def tag_mixed(texts: Sequence[str], learned: object = None) -> Tagged:
    """Tag each text by its script: Chinese if it has a Han character, else English.

    Examples
    --------
    >>> tag_mixed(["a film", "我在北京"]).entities["PLACE"].tolist()
    [1]
    """
    han = np.array([has_han(t) for t in texts], dtype=bool)
    parts = [
        (np.flatnonzero(mask), tag([t for t, m in zip(texts, mask, strict=True) if m], learned))
        for mask, tag in ((han, tag_chinese), (~han, tag_english))
    ]
    lengths = np.zeros(len(texts), np.int64)
    for rows, part in parts:
        lengths[rows] = np.diff(part.offsets)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    tags = np.empty(int(offsets[-1]), np.int8)
    for rows, part in parts:
        shift = offsets[rows] - part.offsets[:-1]
        tags[np.arange(part.tags.size) + np.repeat(shift, np.diff(part.offsets))] = part.tags
    entities = {name: rows[held] for rows, part in parts for name, held in part.entities.items()}
    return Tagged(tags, offsets, entities, parts[-1][1].learned)


_BY_LANGUAGE: Mapping[Language, Tagger] = {
    "en": tag_english,
    "zh": tag_chinese,
    "mixed": tag_mixed,
}
