"""Find the spurious correlations in labelled text, and prove which of them a model relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cuewise._version import __version__

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
    "fix_models",
    "load",
    "plan_fix",
]

if TYPE_CHECKING:
    from cuewise.errors import CuewiseError
    from cuewise.io import load
    from cuewise.pipeline.audit import audit
    from cuewise.pipeline.compare import compare
    from cuewise.pipeline.fix import fix, fix_models
    from cuewise.pipeline.fix_plan import plan_fix
    from cuewise.pipeline.fixed import Fix
    from cuewise.records import Audit, Corpus
    from cuewise.records.comparison import Comparison
    from cuewise.scale import audit_shards

_HOME = {
    "Audit": "cuewise.records",
    "Comparison": "cuewise.records.comparison",
    "Corpus": "cuewise.records",
    "CuewiseError": "cuewise.errors",
    "Fix": "cuewise.pipeline.fixed",
    "audit": "cuewise.pipeline.audit",
    "audit_shards": "cuewise.scale",
    "compare": "cuewise.pipeline.compare",
    "fix": "cuewise.pipeline.fix",
    "fix_models": "cuewise.pipeline.fix",
    "plan_fix": "cuewise.pipeline.fix_plan",
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
    return sorted(__all__)
