"""Ask every signal about the cues of a corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cuewise.errors import NotApplicable
from cuewise.evidence.dynamics import training_dynamics
from cuewise.evidence.form import form
from cuewise.evidence.irrelevance import irrelevance
from cuewise.evidence.knowledge import knowledge
from cuewise.evidence.lexicon import lexicon
from cuewise.evidence.matched import matched_effect
from cuewise.evidence.partial import bias_only
from cuewise.evidence.parts import Case, Verdicts
from cuewise.evidence.pvi import pointwise_information
from cuewise.evidence.robust import robust_effect
from cuewise.evidence.stability import stability
from cuewise.evidence.static_irrelevance import static_irrelevance
from cuewise.evidence.twins import twin_support
from cuewise.evidence.word_class import word_class
from cuewise.plugins.outcomes import reason_of
from cuewise.records import Reason

SIGNALS: Mapping[str, Callable[[Case], Verdicts]] = {
    "semantic_irrelevance": irrelevance,
    "static_irrelevance": static_irrelevance,
    "lexicon": lexicon,
    "word_class": word_class,
    "knowledge": knowledge,
    "twin_support": twin_support,
    "matched_effect": matched_effect,
    "robust_effect": robust_effect,
    "bias_only": bias_only,
    "training_dynamics": training_dynamics,
    "pointwise_information": pointwise_information,
    "environment_stability": stability,
    "form": form,
}


def gather(case: Case) -> tuple[dict[str, Verdicts], dict[str, Reason]]:
    """Every signal that applies, and why the others do not."""
    found: dict[str, Verdicts] = {}
    absent: dict[str, Reason] = {}
    for name, measure in SIGNALS.items():
        try:
            found[name] = measure(case)
        except NotApplicable as why:
            absent[name] = reason_of(why, name)
    return found, absent
