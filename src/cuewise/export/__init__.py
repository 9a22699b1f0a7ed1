"""A mended model as files that others load: transformers and skops, never a pickle."""

from cuewise.export.origin import Origin
from cuewise.export.write import check_pairs, core, export, writable

__all__ = ["Origin", "check_pairs", "core", "export", "writable"]
