"""Find the spurious correlations in labelled text, and prove which of them a model relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Audit", "Corpus", "CuewiseError", "__version__", "audit", "audit_shards", "load"]

if TYPE_CHECKING:
    from cuewise.audit import audit
    from cuewise.errors import CuewiseError
    from cuewise.io import load
    from cuewise.sharded import audit_shards
    from cuewise.types import Audit, Corpus

_HOME = {
    "Audit": "cuewise.types",
    "Corpus": "cuewise.types",
    "CuewiseError": "cuewise.errors",
    "audit": "cuewise.audit",
    "audit_shards": "cuewise.sharded",
    "load": "cuewise.io",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `import cuewise` must stay under half a second.
    if name not in _HOME:
        raise AttributeError(
            f"module 'cuewise' has no attribute {name!r}; it has {', '.join(__all__)}"
        )
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "testing"])
