"""An encoder in 8-bit integers on ONNX Runtime: an option with a cost, which is measured first.

Weights get a scale for each output, activations one for each product, found as it runs. Products
that narrow (the second of each feed-forward layer) stay in float32: their inputs have the outliers
that cost most. On processors with VNNI it is the fastest; on others it is not.
"""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import runtime
from cuewise.embed.cache import cache_dir
from cuewise.embed.encoder import Encoder
from cuewise.embed.packs import packs
from cuewise.embed.padded import load_model
from cuewise.embed.pooling import POOLINGS
from cuewise.errors import InputError
from cuewise.files import whole_file
from cuewise.records import Floats

_BATCH = 2048  # tokens at a time
_PACKAGES = ("torch", "transformers", "onnx", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Cost:
    """Cosine of the 8-bit vectors to those in full precision, text by text.

    Examples
    --------
    >>> print(Cost(np.array([0.99, 0.995, 0.997])))
    int8: cosine to full precision 0.9950 in the median, 0.9900 at least, 0.9902 to 0.9969 for 95% \
of 3 texts
    """

    cosines: Floats

    def __str__(self) -> str:
        low, high = np.quantile(self.cosines, [0.025, 0.975])
        return (
            f"int8: cosine to full precision {np.median(self.cosines):.4f} in the median,"
            f" {self.cosines.min():.4f} at least, {low:.4f} to {high:.4f} for 95%"
            f" of {self.cosines.size} texts"
        )


def quantised(encoder: Encoder, sample: Sequence[str]) -> tuple[Encoder, Cost]:
    """`encoder` in 8-bit integers, and what that costs on `sample`: show it to whoever decides.

    Raises
    ------
    MissingExtra
        torch, transformers, onnx or onnxruntime is not installed.
    InputError
        No text to measure the cost on.

    Examples
    --------
    >>> from cuewise.embed import default_encoder
    >>> fast, cost = quantised(default_encoder(), texts[:200])  # doctest: +SKIP
    """
    if not any(sample):
        raise InputError(
            "no text to measure the cost of int8 on", "some texts", "pass a hundred of yours"
        )
    require()
    small = replace(encoder, precision="int8")
    cosines = (encoder.encode(sample) * small.encode(sample)).sum(axis=1)
    return small, Cost(cosines.astype(np.float64))


def require() -> None:
    """Raise MissingExtra unless what makes and runs 8-bit encoders is installed."""
    runtime.require(*_PACKAGES, extra="int8")


@dataclass(frozen=True, slots=True)
class Quantised:
    """Pooled states by an ONNX session."""

    session: Any
    width: int
    pooling: str

    def __call__(
        self, ids: Sequence[Sequence[int]], said: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Pooled states [n, width] of texts as token ids; `said` hears how many are done."""
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        out = np.empty((len(ids), self.width), dtype=np.float32)
        for pack in packs(lengths, max(_BATCH, int(lengths.max(initial=0)))):
            for _, first, texts, _ in pack.spans:
                rows = pack.rows[first : first + texts]
                tokens = np.array([ids[i] for i in rows], dtype=np.int64)
                (states,) = self.session.run(None, {"ids": tokens})
                out[rows] = POOLINGS[self.pooling](states)
                said(len(rows))
        return out


def load_int8(encoder: Encoder) -> Quantised:
    """The 8-bit form of `encoder`, made once and kept in the cache."""
    require()
    import onnxruntime

    from cuewise.count.cores import cores

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    try:
        session = onnxruntime.InferenceSession(_graph(encoder), options)
    except onnxruntime.capi.onnxruntime_pybind11_state.InvalidProtobuf:
        # What lies in the cache is damaged.
        session = onnxruntime.InferenceSession(_kept(encoder, _made(encoder)), options)
    return Quantised(session, encoder.width, encoder.pooling)


def _file(encoder: Encoder) -> Path | None:
    folder = cache_dir()
    name = hashlib.sha256(encoder.encoder_id.encode()).hexdigest()[:40]
    return None if folder is None else folder / "int8" / f"{name}.onnx"


def _graph(encoder: Encoder) -> bytes:
    file = _file(encoder)
    if file is not None and file.is_file():
        return file.read_bytes()
    return _kept(encoder, _made(encoder))


def _kept(encoder: Encoder, graph: bytes) -> bytes:
    file = _file(encoder)
    if file is not None:
        with whole_file(file) as part:
            part.write_bytes(graph)
    return graph


def _made(encoder: Encoder) -> bytes:
    """The ONNX graph of `encoder`, from token ids of texts of one length to their last states."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        _export(encoder, plain)
        graph = onnx.load(plain).graph
        shapes = {weight.name: tuple(weight.dims) for weight in graph.initializer}
        products = [node for node in graph.node if node.op_type == "MatMul"]
        shape = {node.name: shapes.get(node.input[1], (0, 0)) for node in products}
        quantize_dynamic(
            plain,
            small,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=[name for name, (inner, outer) in shape.items() if inner > outer],
            per_channel=True,
            # Without VNNI, sums of two products of eight bits overflow sixteen.
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
        return small.read_bytes()


def _export(encoder: Encoder, file: Path) -> None:
    import torch

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = load_model(encoder.path, attn_implementation="eager").cpu()

        def forward(self, ids: Any) -> Any:
            return self.model(input_ids=ids).last_hidden_state

    with warnings.catch_warnings():
        # The newer exporter needs another package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            States(),
            (torch.ones((2, 7), dtype=torch.long),),
            str(file),
            input_names=["ids"],
            output_names=["states"],
            dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "states": {0: "texts", 1: "tokens"}},
            dynamo=False,
        )
