"""Predictors: what `--model SPEC` names. Importing this loads neither torch nor scikit-learn."""

from cuewise.models.build import SPECS, Spec, build, check, notes
from cuewise.models.cached import Cached

__all__ = ["SPECS", "Cached", "Spec", "build", "check", "notes"]
