"""Find the spurious correlations in labelled text, and prove which of them a model relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Audit",
    "Comparison",
    "Corpus",
    "CuewiseError",
    "Fix",
    "__version__",
    "audit",
    "audit_shards",
    "compare",
    "fix",
    "load",
]

if TYPE_CHECKING:
    from cuewise.audit import audit
    from cuewise.compare import compare
    from cuewise.comparison import Comparison
    from cuewise.errors import CuewiseError
    from cuewise.fix import Fix, fix
    from cuewise.io import load
    from cuewise.sharded import audit_shards
    from cuewise.types import Audit, Corpus

_HOME = {
    "Audit": "cuewise.types",
    "Comparison": "cuewise.comparison",
    "Corpus": "cuewise.types",
    "CuewiseError": "cuewise.errors",
    "Fix": "cuewise.fix",
    "audit": "cuewise.audit",
    "audit_shards": "cuewise.sharded",
    "compare": "cuewise.compare",
    "fix": "cuewise.fix",
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
