"""Write a model as files that transformers or scikit-learn load; never a pickle."""

from cuewise.export.origin import Origin
from cuewise.export.write import check_pairs, core, export, removable_in_files, writable

__all__ = ["Origin", "check_pairs", "core", "export", "removable_in_files", "writable"]
