"""Predictors, as `--model SPEC` names them; importing this loads neither torch nor sklearn."""

from cuewise.models.build import (
    SPECS,
    ModelLike,
    Spec,
    build,
    check,
    name_of,
    needs_encoder,
    notes,
)
from cuewise.models.cached import Cached
from cuewise.models.repairable import check_repairable, fit_repairable, repairable

__all__ = [
    "SPECS",
    "Cached",
    "ModelLike",
    "Spec",
    "build",
    "check",
    "check_repairable",
    "fit_repairable",
    "name_of",
    "needs_encoder",
    "notes",
    "repairable",
]
