"""Load what transformers saved: whole, safetensors only, in silence, no code from the folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cuewise.embed import runtime
from cuewise.embed.model_files import refuse_hub_code
from cuewise.errors import CuewiseError, InputError, first_line

_NAMED = 3  # missing weights that a message names


def load_network(
    kind: Any, folder: Path, *, wanted: str, unused: str | None = None, **options: Any
) -> Any:
    """The model in `folder`, with every weight that it uses.

    Parameters
    ----------
    kind:
        A class of transformers such as `AutoModel`.
    folder:
        With `config.json` and safetensors weights.
    wanted:
        What a user should have named, for the message of an error.
    unused:
        Part of the names of weights that may be missing; None where all are used.
    options:
        For `from_pretrained`.

    Raises
    ------
    InputError
        transformers cannot load it, some of its weights are missing, or it names code on the hub.
    """
    with _reading(folder, wanted):
        model, loading = kind.from_pretrained(
            folder,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            **options,
        )
    # transformers fills missing weights at random. It does not count tied ones as missing.
    missing = sorted(name for name in loading["missing_keys"] if not unused or unused not in name)
    if missing:
        more = ", …" if len(missing) > _NAMED else ""
        raise _unreadable(folder, f"it has no {', '.join(missing[:_NAMED])}{more}", wanted)
    return model


def load_tokenizer(folder: Path, *, wanted: str) -> Any:
    """The tokenizer in `folder`; parameters and errors as for `load_network`."""
    from transformers import AutoTokenizer

    with _reading(folder, wanted):
        return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


@contextlib.contextmanager
def _reading(folder: Path, wanted: str) -> Iterator[None]:
    refuse_hub_code(folder)
    try:
        with runtime.quiet():
            yield
    except CuewiseError:
        raise
    # Files of strangers make transformers, tokenizers and safetensors raise errors of every kind.
    except Exception as error:
        raise _unreadable(folder, first_line(error), wanted) from error


def _unreadable(folder: Path, why: str, wanted: str) -> InputError:
    return InputError(
        f"cannot load {folder}: {why}",
        allowed=f"{wanted} saved by transformers",
        fix="name another folder, or save it again with save_pretrained(folder)",
    )
