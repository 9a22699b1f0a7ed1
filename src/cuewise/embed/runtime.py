"""Running a transformer over many texts: device, precision, batches of fixed shape.

Every batch of a given length has the same shape, padded out where texts run short. Kernels then
choose the same path for every row, so a text gets the same vector, bit for bit, whatever shares
its batch and however many threads run (checked by a test).
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.errors import MissingExtra
from cuewise.records import Ints

_LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
_PROCESSOR, _GPUS = Path("/proc/cpuinfo"), ("/dev/nvidiactl", "/dev/kfd")
# Of Intel's AMX and of Arm. AVX-512 has bfloat16 too, half as fast as its float32 where measured
# (docs/decisions/2026-11-27-bfloat16-only-where-it-is-faster.md).
_FAST_BFLOAT16 = frozenset({"amx_bf16", "bf16"})
_BATCH_TOKENS = {"cpu": 1024, "cuda": 32768}


def missing(*packages: str) -> str | None:
    """The first of `packages` that is not installed; None when all are.

    Examples
    --------
    >>> missing("numpy")
    >>> missing("numpy", "no_such_package")
    'no_such_package'
    """
    for package in packages:
        if importlib.util.find_spec(package) is None:
            return package
    return None


def require(*packages: str, extra: str = "models") -> None:
    """Raise MissingExtra, which names `extra`, unless all `packages` are installed."""
    if package := missing(*packages):
        raise MissingExtra(f"the package '{package}' is not installed", extra)


@functools.cache
def device() -> str:
    """Where models run: "cuda" where there is a GPU, else "cpu"."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


@functools.cache
def half_precision() -> bool:
    """Whether bfloat16 pays on this machine."""
    import torch

    if device() == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    supported = torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001 - no public name
    return bool(supported) and bool(_FAST_BFLOAT16 & _flags())


@functools.cache
def accelerated() -> bool:
    """Whether torch has more here than float32 on the CPU: a GPU, or fast bfloat16."""
    # Importing torch takes seconds, so what cannot be is found out without it.
    if importlib.util.find_spec("torch") is None or not _may_accelerate():
        return False
    return device() == "cuda" or half_precision()


def _may_accelerate() -> bool:
    gpu = any(Path(each).exists() for each in _GPUS)
    return gpu or not _PROCESSOR.is_file() or bool(_FAST_BFLOAT16 & _flags())


@functools.cache
def _flags() -> frozenset[str]:
    """What Linux says that the processor has; nothing on other systems."""
    return frozenset(_PROCESSOR.read_text().split() if _PROCESSOR.is_file() else ())


@contextlib.contextmanager
def inference() -> Iterator[None]:
    """No gradients, and bfloat16 where it pays."""
    import torch

    with (
        torch.inference_mode(),
        torch.autocast(device(), dtype=torch.bfloat16, enabled=half_precision()),
    ):
        yield


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from writing bars and warnings over ours while it loads."""
    import transformers

    logging: Any = transformers.logging  # its functions have no types

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def batches(lengths: Ints, longest: int, where: str) -> Iterator[tuple[Ints, int]]:
    """Rows that share a padded length, that length with them, short texts first.

    Each yields the rows **repeated** up to the fixed size of its length: use the first of each.

    Examples
    --------
    >>> for rows, length in batches(np.array([5, 200, 7]), 128, "cpu"):
    ...     print(rows[:3].tolist(), len(rows), length)
    [0, 2, 0] 128 8
    [1, 1, 1] 8 128
    """
    steps = np.array([step for step in _LENGTHS if step < longest] + [longest])
    padded = steps[np.searchsorted(steps, np.minimum(lengths, longest))]
    for length in steps:
        rows = np.flatnonzero(padded == length)
        size = max(_BATCH_TOKENS[where] // int(length), 1)
        for start in range(0, len(rows), size):
            yield np.resize(rows[start : start + size], size), int(length)


def to_numpy(tensor: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A tensor of any device and precision as float32."""
    array: np.ndarray[Any, np.dtype[np.float32]] = tensor.float().cpu().numpy()
    return array
