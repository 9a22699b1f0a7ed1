"""Spectral decoupling: a penalty on the logits, so that no feature starves the others."""

from __future__ import annotations

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Term
from cuewise.records import Floats
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("spectral", knows_cues=False)
class Spectral(Refit, Penalised):
    """Fit the head with a penalty on its logits beside that on its weights.

    It helps where one strong feature predicts the label: weak features are then learnt as well. It
    does not use the cues. The loss is the mean over documents of CE + λ/2 ‖z‖², z the logits.

    Parameters
    ----------
    decoupling:
        λ.

    References
    ----------
    Pezeshki et al. 2021, "Gradient starvation: a learning proclivity in neural networks".
    """

    decoupling: float = 0.1

    def _head(self, t: Task) -> Logistic:
        return t.fit(further=_on_logits(self.decoupling), strength=self.strength)


def _on_logits(decoupling: float) -> Term:
    """Σ λ/2 ‖zᵢ‖² over documents.

    Examples
    --------
    >>> import numpy as np
    >>> value, slope = _on_logits(0.5)(np.array([[2.0, 0.0]]))
    >>> value, slope.tolist()
    (1.0, [[1.0, 0.0]])
    """

    def term(logits: Floats) -> tuple[float, Floats]:
        return decoupling / 2 * float((logits**2).sum()), decoupling * logits

    return term
