"""Find the files of a Hugging Face model, and fingerprint them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cuewise.errors import InputError, first_line
from cuewise.files import closest

_WANTED = ("*.safetensors", "*.json", "*.txt", "*.model")
_HASH_UP_TO = 2 * 2**30  # bytes; larger files are known by size and time of change


def resolve(name: str) -> Path:
    """The folder of a model; a name that is not a folder is fetched from the hub.

    Raises
    ------
    InputError
        It is neither a folder nor a model on the hub, or has no safetensors weights.

    Examples
    --------
    >>> resolve("/no/such/folder")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: the folder '/no/such/folder' does not exist
      allowed: a folder of a model saved by transformers, or the name of one on the hub
      to fix:  check the path
    """
    return _with_weights(find_model(name), name)


def find_model(name: str) -> Path:
    """The folder `name`, or where the model of that name on the hub was fetched to.

    Raises
    ------
    InputError
        Neither a folder nor a model that can be had.
    """
    folder = local(name)
    return folder.resolve() if folder is not None else _fetch(name, closest(Path(name)))


def local(name: str) -> Path | None:
    """The folder `name`, or None if it can only be the name of a model on the hub.

    Raises
    ------
    InputError
        It looks like a folder and does not exist.
    """
    folder = Path(name).expanduser()
    if name.strip() and folder.is_dir():
        return folder
    looks_local = name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1
    if looks_local or not name.strip():
        close = closest(folder)
        raise InputError(
            f"the folder '{name}' does not exist",
            allowed="a folder of a model saved by transformers, or the name of one on the hub",
            fix=f"did you mean {close}?" if close else "check the path",
        )
    return None


def _fetch(name: str, close: str | None) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        if snapshot := _local_snapshot(name):
            return snapshot
        return Path(snapshot_download(name, allow_patterns=list(_WANTED)))
    except (OSError, ValueError, HfHubHTTPError, HFValidationError) as error:
        raise InputError(
            f"'{name}' is not a folder here and could not be fetched from the hub: "
            f"{first_line(error)}",
            allowed="a folder, or the name of a model on the hub while there is a network",
            fix=f"did you mean the folder {close}?" if close else "check the name and the network",
        ) from error


def _local_snapshot(name: str) -> Path | None:
    """A complete earlier download, so that no network is needed."""
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(name, "config.json")
    folder = Path(config).parent if isinstance(config, str) else None
    return folder if folder and list(folder.glob("*.safetensors")) else None


def _with_weights(folder: Path, name: str) -> Path:
    if list(folder.glob("*.safetensors")):
        return folder
    pickled = sorted(p.name for p in folder.glob("*.bin")) + sorted(
        p.name for p in folder.glob("*.pt*")
    )
    if pickled:
        raise InputError(
            f"'{name}' has its weights in {pickled[0]} only: a pickle, which can run any code",
            allowed="*.safetensors",
            fix="load it where you trust it and save_pretrained() it again",
        )
    raise InputError(f"'{name}' holds no weights", allowed="a folder with *.safetensors")


def fingerprint(folder: Path) -> str:
    """A digest of the files that determine the answers of the model."""
    digest = hashlib.sha256()
    for file in sorted(p for pattern in _WANTED for p in folder.glob(pattern)):
        digest.update(f"{file.name}\0".encode())
        stat = file.stat()
        if stat.st_size > _HASH_UP_TO:
            digest.update(f"{file} {stat.st_size} {stat.st_mtime_ns}".encode())
            continue
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return "hf/" + digest.hexdigest()
