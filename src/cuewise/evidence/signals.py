"""All signals, and their measurement on the cues of a corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cuewise.errors import NotApplicable
from cuewise.evidence.bias_only import bias_only_lift
from cuewise.evidence.case import EvidenceCase, Signals
from cuewise.evidence.closed_class import closed_class
from cuewise.evidence.common_word import common_word
from cuewise.evidence.counterfactual import twin_support
from cuewise.evidence.described import described
from cuewise.evidence.dynamics import training_dynamics
from cuewise.evidence.form import form
from cuewise.evidence.irrelevance import irrelevance, static_irrelevance
from cuewise.evidence.knowledge import knowledge
from cuewise.evidence.lexicon import lexicon_agreement
from cuewise.evidence.matched import matched_effect
from cuewise.evidence.pvi import pointwise_information
from cuewise.evidence.robust import robust_effect
from cuewise.evidence.stability import stability
from cuewise.evidence.strength import association_strength
from cuewise.evidence.weights import fitted
from cuewise.evidence.word_class import word_class
from cuewise.plugins.outcomes import reason_of
from cuewise.records import Reason

SIGNALS: Mapping[str, Callable[[EvidenceCase], Signals]] = {
    "semantic_irrelevance": irrelevance,
    "static_irrelevance": static_irrelevance,
    "described": described,
    "lexicon": lexicon_agreement,
    "word_class": word_class,
    "closed_class": closed_class,
    "common_word": common_word,
    "knowledge": knowledge,
    "twin_support": twin_support,
    "matched_effect": matched_effect,
    "robust_effect": robust_effect,
    "bias_only": bias_only_lift,
    "training_dynamics": training_dynamics,
    "pointwise_information": pointwise_information,
    "environment_stability": stability,
    "form": form,
    "strength": association_strength,
}


def measure_signals(case: EvidenceCase) -> tuple[dict[str, Signals], dict[str, Reason]]:
    """Every signal that applies, by name, and the reason why each other one does not."""
    found: dict[str, Signals] = {}
    absent: dict[str, Reason] = {}
    for name, measure in SIGNALS.items():
        try:
            found[name] = [fitted().weighed(name, own) for own in measure(case)]
        except NotApplicable as why:
            absent[name] = reason_of(why, name)
    return found, absent
