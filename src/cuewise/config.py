"""The options of an audit that have no flag: in Python, `cuewise.toml` or YAML."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cuewise.errors import InputError


class AuditConfig(BaseModel):
    """Options of `audit`. An unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_documents: int = Field(10, ge=5, description="documents that must hold a cue to test it")
    evidence_documents: int = Field(
        200_000,
        ge=1000,
        description="documents on which evidence is gathered and models are fitted and probed; "
        "counts and tests take all",
    )
    cues_probed: int = Field(120, ge=1, description="cues probed on a fast model")
    documents_probed: int = Field(200, ge=10, description="documents in each arm, fast model")
    cues_probed_slow: int = Field(10, ge=1, description="cues probed on a transformer")
    documents_probed_slow: int = Field(50, ge=10, description="documents in each arm, transformer")
    documents_measured_slow: int = Field(
        3000, ge=100, description="documents for accuracy, groups and SDR, transformer"
    )
    tagger: str = Field("default", description="word classes: default, none, spacy:NAME_OR_DIR")
    encoder: str = Field(
        "default",
        description="encoder of texts: default (English only), or the name or folder of one that "
        "transformers loads",
    )
    describe: dict[str, str] = Field(
        default_factory=dict, description="what a label means in one sentence, by label"
    )
    meaning: str = Field(
        "",
        description="further source of meaning: openai:MODEL (a chat endpoint at OPENAI_BASE_URL, "
        "or with OPENAI_API_KEY alone https://api.openai.com/v1), causal_lm:NAME_OR_DIR, or "
        "lexicon:FILE (word and label, separated by a tab)",
    )
    knowledge: str = Field(
        "", description="knowledge base: a file of head, relation, tail, separated by tabs"
    )
    word_vectors: str = Field("", description="word vectors: a text file or an npz")
    decisions: str = Field(
        "", description="verdicts that override the computed ones: a TOML or CSV file"
    )
    cluster_documents: int = Field(
        2000, ge=0, description="different texts that are embedded for clusters alone"
    )
    detectors: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="options of detectors, by code"
    )
    probes: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="options of probes, by code"
    )
    remedies: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="options of remedies, by code"
    )
    cluster_documents_reference: int = Field(
        10_000,
        ge=0,
        description="the same with the model `reference`, which embeds most texts anyway",
    )


def read_config(path: Path | str) -> dict[str, Any]:
    """The options in a TOML or YAML file.

    Raises
    ------
    InputError
        The file cannot be read, is neither TOML nor YAML, or holds an unknown or impossible option.
    """
    path = Path(path)
    readers = {".toml": tomllib.loads, ".yaml": yaml.safe_load, ".yml": yaml.safe_load}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: not a config file", ", ".join(readers), "rename or convert it")
    try:
        options = reader(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"{path}: cannot be read: {error}", "TOML or YAML in UTF-8", "repair the file"
        ) from error
    if not isinstance(options, dict):
        raise InputError(
            f"{path}: holds a {type(options).__name__}", "options by name", "repair it"
        )
    try:
        return checked(options).model_dump()
    except InputError as error:
        raise InputError(f"{path}: {error.what}", error.allowed, error.fix) from error


# Types of pydantic and of JSON Schema, in words.
_KINDS = {
    "string": "a text",
    "string_type": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a table of names and values",
    "dict_type": "a table of names and values",
}


def checked(options: dict[str, Any] | None) -> AuditConfig:
    """Options as a record.

    Examples
    --------
    >>> checked({"min_documents": 20}).min_documents
    20
    >>> checked({"min_document": 20})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: option 'min_document' is unknown
      allowed: min_documents, evidence_documents, cues_probed, documents_probed, ...
      to fix:  did you mean 'min_documents'?
    """
    names = list(AuditConfig.model_fields)
    for name in options or {}:
        if name not in names:
            close = difflib.get_close_matches(str(name), names, 1)
            hint = f"did you mean {close[0]!r}?" if close else "leave it out"
            raise InputError(f"option {name!r} is unknown", ", ".join(names), hint)
    try:
        return AuditConfig.model_validate(options or {})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        field = AuditConfig.model_json_schema()["properties"][str(first["loc"][0])]
        kind = _KINDS[field["type"] if len(first["loc"]) == 1 else first["type"]]
        allowed = kind + (f" from {field['minimum']}" if "minimum" in field else "")
        raise InputError(
            f"option {place!r} is {first['input']!r}", allowed, "change the value"
        ) from error
