"""Ablation: a head is fitted on texts without the cues, and asked about such texts."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cuewise.cues.spans import parse
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable
from cuewise.records.kinds import kind_of
from cuewise.remedy.data.mask import Mask
from cuewise.remedy.erase.leace import Leace
from cuewise.remedy.head.independent import Independent
from cuewise.remedy.head.learned_mixin import LearnedMixin
from cuewise.remedy.head.poe import Poe
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.texts import complete, editable, masked


class Ablation(Remedy):
    """Removes the cues from every text; a subclass says which remedy fits the head on such texts.

    Topic word sets are removed only from the texts that the head is fitted on. Removing their
    listed words from the texts that the model is measured on would hide that it may rely on further
    words of the topic.
    """

    __slots__ = ()
    head: ClassVar[type[Remedy]]

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model with such a head, asked about texts without the cues."""
        located = editable(groups)
        known = [cue for cue in located if not kind_of(parse(cue)[1]).listed]
        cues = known or complete(groups)
        fitted = self.head()(masked(corpus, located), groups, predictor, rng=rng)
        return Ablated.on(corpus, fitted, self.code, cues)


@remedy("ablate", cost=4, refits=False)
class Ablate(Ablation):
    """Remove the cues from every text, both when the head is fitted and at inference.

    It helps where `ablate-inference` alone fails: a head fitted on texts with a strong cue may know
    little else.
    """

    head = Mask


@remedy("ablate+poe", cost=8, refits=False)
class AblatePoe(Ablation):
    """Remove the cues from every text, and fit the head on such texts by `poe`.

    It helps where words beside the cue still give it away.
    """

    head = Poe


@remedy("ablate+learned-mixin", cost=5, refits=False)
class AblateLearnedMixin(Ablation):
    """Remove the cues from every text, and fit the head on such texts by `learned-mixin`.

    It helps where words beside the cue still give it away in some of the texts.
    """

    head = LearnedMixin


@remedy("ablate+independent", needs="group in training", cost=5, refits=False)
class AblateIndependent(Ablation):
    """Remove the cues from every text, and fit the head on such texts by `independent`.

    It helps where cues that cannot be edited are repaired beside others that can.
    """

    head = Independent


@remedy("ablate+leace", needs="group in training", cost=6, refits=False)
class AblateLeace(Ablation):
    """Remove the cues from every text, and fit the head on such texts by `leace`.

    It helps where the vectors of an encoder still tell who held a cue.
    """

    head = Leace
