"""Predictors: what `--model SPEC` names. Importing this loads neither torch nor scikit-learn."""

from cuewise.models.build import SPECS, ModelLike, Spec, build, check, name_of, notes
from cuewise.models.cached import Cached
from cuewise.models.repairable import check_mendable, fitted, mendable

__all__ = [
    "SPECS",
    "Cached",
    "ModelLike",
    "Spec",
    "build",
    "check",
    "check_mendable",
    "fitted",
    "mendable",
    "name_of",
    "notes",
]
