"""Running a transformer over many texts: device, precision, batches of fixed shape.

Every batch of a given length has the same shape, padded out where texts run short. Kernels then
choose the same path for every row, so a text gets the same vector, bit for bit, whatever shares
its batch and however many threads run (checked by a test).
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.records import Ints

_LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
_PROCESSOR = Path("/proc/cpuinfo")
# Intel's AMX, and Arm.
_FAST_BFLOAT16 = frozenset({"amx_bf16", "bf16"})
# AMD's AVX-512 has fast bfloat16 too. Intel's without AMX takes twice the time of float32
# (docs/decisions/2026-11-27-the-time-of-fix-with-a-head.md).
_FAST_PRODUCTS = (
    frozenset({"amx_bf16"}),
    frozenset({"bf16"}),
    frozenset({"avx512_bf16", "AuthenticAMD"}),
)
_one_thread = threading.Lock()
_BATCH_TOKENS = {"cpu": 1024, "cuda": 32768}


@functools.cache
def device() -> str:
    """Where models run: "cuda" where there is a GPU, else "cpu"."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


@functools.cache
def half_precision() -> bool:
    """Whether classifiers run in bfloat16 here (autocast)."""
    import torch

    if device() == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return _supports_bfloat16() and bool(_FAST_BFLOAT16 & _flags())


@functools.cache
def fast_bfloat16() -> bool:
    """Whether products of bfloat16 tables are faster than those of float32 on this processor."""
    return _supports_bfloat16() and bool(processor_arithmetic())


def processor_arithmetic() -> str:
    """What this processor has for bfloat16, "" for float32 alone; known without loading torch.

    Encoders compute in another precision where it differs. A GPU is not seen.
    """
    return "+".join(
        sorted({word for words in _FAST_PRODUCTS if words <= _flags() for word in words})
    )


def _supports_bfloat16() -> bool:
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - no public name


@functools.cache
def _flags() -> frozenset[str]:
    """The words of Linux's description of the processor; none on other systems."""
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


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Give every product one thread, for callers that keep all cores busy themselves.

    torch has one number of threads for the whole process, so one caller runs at a time.
    """
    import torch

    with _one_thread:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)


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
