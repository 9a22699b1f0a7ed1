"""An encoder in a folder: of sentence-transformers, or a plain one of transformers."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from cuewise.embed.encoder import Encoder, digest
from cuewise.embed.model_files import read_model_file
from cuewise.embed.pooling import POOLINGS
from cuewise.errors import InputError, missing_package

_NEEDED = ("config.json", "tokenizer.json", "model.safetensors")
_STEPS = ("Transformer", "Pooling", "Normalize")
# Where a folder names the most tokens of a text, and by which key.
_LIMITS = {
    "sentence_bert_config.json": "max_seq_length",
    "tokenizer_config.json": "model_max_length",
}
_MAX_TOKENS = 512  # where a folder names no limit for a text
_LANGUAGE_MODEL = ("ForCausalLM", "LMHeadModel")
# These count positions from after the padding token.
OFFSET_POSITIONS = ("roberta", "xlm-roberta", "camembert", "longformer", "mpnet")


class _File(BaseModel):
    """What cuewise reads of a file; the rest is free."""

    model_config = ConfigDict(strict=True, frozen=True, protected_namespaces=())


class _ModelConfig(_File):
    hidden_size: PositiveInt | None = None
    dim: PositiveInt | None = None
    d_model: PositiveInt | None = None
    max_position_embeddings: int | None = None
    n_positions: int | None = None
    pad_token_id: int | None = None
    model_type: str | None = None
    architectures: list[str] | None = None


class _Limit(_File):
    max_seq_length: Annotated[float, Field(ge=0)] | None = None
    model_max_length: Annotated[float, Field(ge=0)] | None = None


class _Prompts(_File):
    prompts: dict[str, str] = {}
    default_prompt_name: str | None = None


class _Step(_File):
    type: str
    path: Annotated[str, Field(pattern=r"^[^\x00]{0,200}$")]


class _Pooling(_File, extra="allow"):
    pooling_mode: str | list[str] | None = None


def load_encoder(folder: Path | str, *, name: str | None = None) -> Encoder:
    """The encoder in `folder`, its pooling read from there; plain encoders get the mean.

    Parameters
    ----------
    folder:
        As sentence-transformers' or transformers' `save_pretrained` writes it: with
        `config.json`, `tokenizer.json`, `model.safetensors`. Vectors get unit length, whether or
        not the folder says so. Of a causal language model, the states of its last layer are used,
        and texts are cut at 512 tokens.
    name:
        What people call it; None: the name of the folder.

    Raises
    ------
    InputError
        A file is missing or wrong; a step or a pooling that is not one of ours.

    Examples
    --------
    >>> load_encoder("/no/such/folder")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the encoder '/no/such/folder' is no folder
      allowed: a folder with config.json, tokenizer.json, model.safetensors
      to fix:  check the path; nothing is downloaded
    """
    folder = Path(folder).expanduser()
    _check(folder)
    steps = _steps(folder)
    model = _inside(folder, steps["Transformer"]) if steps else folder
    _require_files(model)
    config = read_model_file(model / "config.json", _ModelConfig)
    pooling = _pooling(_inside(folder, steps["Pooling"]) / "config.json") if steps else "mean"
    continues = not steps and _continues_texts(config)
    # Vectors depend on more than the weights, which may lie beside another tokenizer.
    beside = "".join(digest(model / file) for file in ("config.json", "tokenizer.json"))
    return Encoder(
        f"{name or folder.resolve().name}@{hashlib.sha256(beside.encode()).hexdigest()[:12]}",
        model.resolve(),
        digest(model / "model.safetensors"),
        _width(model, config),
        min(_max_tokens(model, config), _MAX_TOKENS if continues else sys.maxsize),
        pooling,
        _prompt(folder),
        continues,
    )


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError(
            f"the encoder '{folder}' is no folder",
            allowed=f"a folder with {', '.join(_NEEDED)}",
            fix="check the path; nothing is downloaded",
        )
    # This file says where the files of the steps are.
    if not (folder / "modules.json").is_file():
        _require_files(folder)


def _require_files(folder: Path) -> None:
    absent = [name for name in _NEEDED if not (folder / name).is_file()]
    if absent:
        raise InputError(
            f"the encoder '{folder}' lacks {', '.join(absent)}",
            allowed=f"a folder with {', '.join(_NEEDED)}",
            fix="save it again with transformers 5: save_pretrained(folder) of AutoModel, its"
            " weights in one file, and of AutoTokenizer; weights that are a pickle are never read",
        )


def _steps(folder: Path) -> Mapping[str, str]:
    """Of a folder of sentence-transformers, the place of each step; else nothing."""
    file = folder / "modules.json"
    if not file.is_file():
        return {}
    listed = read_model_file(file, list[_Step])
    steps = {step.type.rsplit(".", 1)[-1]: step.path for step in listed}
    if not {"Transformer", "Pooling"} <= set(steps) <= set(_STEPS):
        raise InputError(
            f"{file}: an encoder of the steps {', '.join(steps)}",
            allowed="Transformer, Pooling and, where it is wanted, Normalize",
            fix="embed with a function of your own, or choose another encoder",
        )
    return steps


def _inside(folder: Path, path: str) -> Path:
    found = (folder / path).resolve()
    if not found.is_relative_to(folder.resolve()):
        raise InputError(f"{folder}: the place '{path}' is outside of it", "a folder inside")
    return found


def _pooling(file: Path) -> str:
    config = read_model_file(file, _Pooling)
    # Older releases have a switch for each pooling, newer ones a name or a list of names.
    switches = (config.model_extra or {}).items()
    old = [key for key, on in switches if key.startswith("pooling_mode_") and on is True]
    named = config.pooling_mode or [key.removeprefix("pooling_mode_") for key in old]
    names = [named] if isinstance(named, str) else named
    short = {"cls_token": "cls", "mean_tokens": "mean", "max_tokens": "max"}
    found = [short.get(name, name) for name in names]
    if len(found) == 1 and found[0] in POOLINGS:
        return found[0]
    raise InputError(
        f"{file}: pooling by {' and '.join(found) or 'nothing'}",
        allowed="one of " + ", ".join(POOLINGS),
        fix="choose an encoder with one of these",
    )


def _prompt(folder: Path) -> str:
    file = folder / "config_sentence_transformers.json"
    config = read_model_file(file, _Prompts) if file.is_file() else _Prompts()
    name = config.default_prompt_name
    if name and name not in config.prompts:
        raise InputError(
            f"{file} has no prompt of its default_prompt_name {name!r:.80}",
            allowed=", ".join(config.prompts),
            fix="save the encoder again",
        )
    return config.prompts[name] if name else ""


def _width(folder: Path, config: _ModelConfig) -> int:
    width = config.hidden_size or config.dim or config.d_model
    if width is None:
        raise InputError(
            f"{folder / 'config.json'} does not say how long its vectors are",
            allowed="an encoder of texts, with hidden_size, dim or d_model",
        )
    return width


def _max_tokens(folder: Path, config: _ModelConfig) -> int:
    places = config.max_position_embeddings or config.n_positions
    if places and config.model_type in OFFSET_POSITIONS:
        places -= (config.pad_token_id or 0) + 1
    files = {folder / name: key for name, key in _LIMITS.items() if (folder / name).is_file()}
    named = [getattr(read_model_file(file, _Limit), key) for file, key in files.items()]
    # Tokenizers without a limit say 10³⁰.
    limits = [int(limit) for limit in named if limit and limit < 10**6]
    return min([*(limits or [_MAX_TOKENS]), *([places] if places else [])])


def _continues_texts(config: _ModelConfig) -> bool:
    """Whether a model was trained to continue texts, as Gemma and GPT-2 were."""
    if any(name.endswith(_LANGUAGE_MODEL) for name in config.architectures or ()):
        return True
    if missing_package("torch", "transformers"):
        return False
    from transformers.models.auto import modeling_auto as auto

    # BERT and its like can be made to, but are trained to fill gaps.
    kind = config.model_type
    can_continue, fills_gaps = (
        kind in names
        for names in (
            auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
            auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES,
        )
    )
    return can_continue and not fills_gaps
