"""Predictors: what `--model SPEC` names. Importing this loads neither torch nor scikit-learn."""

from cuewise.models.build import SPECS, Spec, build, notes
from cuewise.models.cached import Cached

__all__ = ["SPECS", "Cached", "Spec", "build", "notes"]
