"""`head:DIR`: a head on an encoder in files, which hold the layer and name the encoder.

The probabilities of a text are softmax(((u - mean) / std)·weights + bias), where u is the unit
vector that the encoder gives for it. No stock class of transformers computes this, except for some
BERTs (`cuewise.export.bert`), so cuewise loads these files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cuewise.cues.pattern import pattern
from cuewise.cues.removal import remove_cues
from cuewise.cues.spans import forms, parse
from cuewise.embed import Encoder, OnProgress, default_encoder
from cuewise.embed.choice import usable_encoder
from cuewise.embed.model_files import fault
from cuewise.errors import InputError
from cuewise.files import existing, write_whole
from cuewise.models.labels import match_labels
from cuewise.models.linear.encoder_head import EncoderHead
from cuewise.models.linear.logistic import Logistic

LAYER_FILE, SETTINGS_FILE = "head.safetensors", "head.json"
_SCHEMA = "cuewise.head/2"
_TENSORS = ("mean", "std", "weights", "bias")
_MOST_MARKS = 3  # words of a phrase that have no letter and no digit
_ALLOWED = "the folder `model` of a fix, with head.safetensors and head.json"
_AGAIN = "write it again with `cuewise fix`"


class HeadSettings(BaseModel):
    """What `head.json` says.

    `removes` has the subjects of the cues that the model removes from a text. Their regular
    expression is made anew, because one in the file could take exponential time.
    """

    model_config = ConfigDict(strict=True, frozen=True)

    form: Literal["cuewise.head/2"] = Field(alias="schema")
    labels: list[str]
    encoder: dict[str, Any]
    removes: list[str]


@dataclass(frozen=True, slots=True)
class _Removing:
    """An encoder that removes the cues from every text."""

    inner: Encoder
    cues: tuple[str, ...]

    @property
    def encoder_id(self) -> str:
        return f"{self.inner.encoder_id}/without {json.dumps(self.cues)}"

    @property
    def width(self) -> int:
        return self.inner.width

    def encode(
        self, texts: Sequence[str], *, progress: OnProgress | None = None
    ) -> NDArray[np.float32]:
        return self.inner.encode(remove_cues(texts, self.cues), progress=progress)


def save_head(model: EncoderHead, encoder: Encoder, folder: Path, cues: Sequence[str]) -> None:
    """Write a head on `encoder` into `folder`.

    `cues` are the subjects that the loaded model removes from a text first.
    """
    from safetensors.numpy import save_file

    parts = (model.mean, model.std, model.logistic.weights, model.logistic.bias)
    save_file(
        dict(zip(_TENSORS, map(np.ascontiguousarray, parts), strict=True)), folder / LAYER_FILE
    )
    settings = {
        "schema": _SCHEMA,
        "labels": list(model.label_names),
        "encoder": {"name": encoder.name, **_identity(encoder)},
        # A format without a place in a text, such as a missing full stop, cannot be removed.
        "removes": [cue for cue in cues if pattern([cue]) is not None],
    }
    write_whole(folder / SETTINGS_FILE, json.dumps(settings, ensure_ascii=False, indent=1) + "\n")


def _identity(encoder: Encoder) -> dict[str, Any]:
    """What an encoder's vectors depend on; its folder may have another name elsewhere."""
    return {
        "sha256": encoder.sha256,
        "files": encoder.name.partition("@")[2],
        "pooling": encoder.pooling,
        "max_tokens": encoder.max_tokens,
        "prompt": encoder.prompt,
    }


def load_head(folder: str, labels: Sequence[str], encoder: str) -> EncoderHead:
    """The head in `folder` on the encoder that is named, with columns in the order of `labels`.

    Parameters
    ----------
    folder:
        The folder `model` of a fix.
    labels:
        The labels of the corpus.
    encoder:
        "default", or the name or folder of the encoder that the head was fitted on.

    Raises
    ------
    InputError
        The folder is incomplete, the labels are others, or the encoder is another.

    Examples
    --------
    >>> load_head("fixed/model", ["neg", "pos"], "./encoder").model_id  # doctest: +SKIP
    'head:fixed/model'
    """
    read_settings(folder)
    return head_on(usable_encoder(encoder) or default_encoder(), folder, labels)


def head_on(encoder: Encoder, folder: str, labels: Sequence[str]) -> EncoderHead:
    """As `load_head`, on an encoder that is loaded already."""
    settings = read_settings(folder)
    if any(settings.encoder.get(key) != value for key, value in _identity(encoder).items()):
        raise InputError(
            f"the head in '{folder}' reads the encoder {settings.encoder.get('name')}, "
            f"and this is {encoder.name}",
            "the encoder that the head was fitted on, with the same files",
            "name it with --encoder NAME_OR_DIR",
        )
    mean, std, weights, bias = _layer(Path(folder).expanduser() / LAYER_FILE)
    count = len(settings.labels)
    if [part.shape for part in (mean, std, weights, bias)] != [
        *2 * ((encoder.width,),), (encoder.width, count), (count,),
    ]:  # fmt: skip
        raise InputError(f"the layer in '{folder}' does not fit its encoder", _ALLOWED, _AGAIN)
    columns, _ = match_labels(f"head:{folder}", settings.labels, labels)
    cues = tuple(settings.removes)
    reader = _Removing(encoder, cues) if cues else encoder
    logistic = Logistic(weights[:, columns], bias[columns])
    return EncoderHead(tuple(labels), reader, mean, std, logistic, 1.0, f"head:{folder}")


def read_settings(folder: str) -> HeadSettings:
    """What `head.json` of a folder says: labels, encoder, and what is removed from a text.

    Raises
    ------
    InputError
        The folder does not exist or is incomplete, or the file is of another kind.
    """
    path = existing(Path(folder).expanduser())
    existing(path / LAYER_FILE)
    file = existing(path / SETTINGS_FILE)
    try:
        settings = HeadSettings.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(
            f"{file} does not describe a head ({_SCHEMA}): {fault(error)}", _ALLOWED, _AGAIN
        ) from error
    if not all(map(_removable, settings.removes)):
        raise InputError(f"{file} removes cues that cuewise cannot remove", _ALLOWED, _AGAIN)
    return settings


def _removable(cue: str) -> bool:
    """Whether a cue has an expression that takes little time."""
    _, kind, value = parse(cue)
    # The gaps beside words without a letter match the same marks, so each adds a power to the time.
    marks = [sum(not re.search(r"\w", w) for w in f.split(" ")) for f in forms(kind, value)]
    return pattern([cue]) is not None and max(marks) <= _MOST_MARKS


def _layer(file: Path) -> list[NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(file)
        parts = [tensors[name] for name in _TENSORS]
    # numpy lacks some of the types, such as bfloat16.
    except (SafetensorError, KeyError, TypeError, ValueError, OSError) as error:
        raise InputError(f"cannot read {file}: {error}", _ALLOWED, _AGAIN) from error
    if not all(part.dtype in (np.float32, np.float64) for part in parts):
        raise InputError(f"{file} holds other numbers than float32 or float64", _ALLOWED, _AGAIN)
    return parts
