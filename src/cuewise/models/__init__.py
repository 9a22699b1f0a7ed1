"""Predictors: what `--model SPEC` names. Importing this loads neither torch nor scikit-learn."""

from cuewise.models.build import SPECS, Spec, build, check, notes
from cuewise.models.cached import Cached
from cuewise.models.repairable import check_mendable, fitted, mendable

__all__ = [
    "SPECS",
    "Cached",
    "Spec",
    "build",
    "check",
    "check_mendable",
    "fitted",
    "mendable",
    "notes",
]
