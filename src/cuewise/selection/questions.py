"""The texts that every candidate is asked about: edited once, the same for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import AblationArms, ablation_arms
from cuewise.records import Corpus, CueTable, Floats, Ints
from cuewise.records.kinds import kind_of
from cuewise.remedy.texts import without
from cuewise.selection.logit_shift import log_odds
from cuewise.split.repeats import without_repeats
from cuewise.split.rows import rows_of

# Scores with less spread are constant.
_FLAT = 1e-6
# Smaller shifts, in standard deviations of the scores, are rounding errors.
_STILL = 0.01


@dataclass(frozen=True, slots=True)
class Answers:
    """What a candidate answered about n documents, in the order of `rows`.

    base[n, k] are probabilities on the texts as they are, ablated[n, k] without the cues. For the
    documents edited[m], change[m] says whether the decision changed by ablation, minus by a
    placebo. shift[m, k] is what the cues add to every logit, minus what a placebo adds, in standard
    deviations of the logits on ablated texts. NaN where a form of the text was not answered.
    """

    model_id: str
    rows: Ints
    base: Floats
    ablated: Floats
    edited: Ints
    change: Floats
    shift: Floats


@dataclass(frozen=True, slots=True)
class Questions:
    """The documents `rows` of a corpus in the forms that a candidate is asked about.

    `texts` as they are and `ablated` without the cues have a column for every text field. `arms`
    holds as many of these documents as SDR takes, numbered within `rows`.
    """

    rows: Ints
    texts: list[Sequence[str]]
    ablated: list[list[str]] | None
    arms: AblationArms

    def ask(self, predictor: Predictor) -> Answers:
        """Ask a candidate that was not fitted on these documents."""
        base = predictor.predict(*self.texts).probs
        ablated = base if self.ablated is None else predictor.predict(*self.ablated).probs
        answers = self.arms.answers(predictor, base)
        return Answers(
            predictor.model_id,
            self.rows,
            base,
            ablated,
            self.rows[self.arms.rows],
            np.where(answers.complete, answers.change, np.nan),
            np.where(
                answers.complete[:, None],
                _shift(base[self.arms.rows], answers.ablated, answers.placebo, ablated),
                np.nan,
            ),
        )


def _shift(before: Floats, without: Floats, placebo: Floats, ablated: Floats) -> Floats:
    """What the cues add to every logit, minus what a placebo adds, in standard deviations.

    Removing a cue should lower the logit of its label; removing a placebo should not.
    """
    spread = np.maximum(np.nanstd(log_odds(ablated), axis=0), _FLAT)
    # Where ablation changes nothing, the cues add nothing, whatever a placebo does there.
    moved = np.abs(log_odds(before) - log_odds(without)) / spread
    shift: Floats = (log_odds(placebo) - log_odds(without)) / spread
    shift[(moved < _STILL).all(axis=1)] = 0.0
    return shift


def questions(
    corpus: Corpus, rows: Ints, cues: CueTable, pools: Mapping[str, Pool], *, seed: int
) -> Questions:
    """Edit the documents once for all candidates.

    Parameters
    ----------
    corpus:
        All documents.
    rows:
        Those to ask about; repeats of a text count once.
    cues:
        The cues to repair.
    pools:
        Words to draw placebos from, by text field.
    seed:
        Decides the placebos.
    """
    rows = without_repeats(corpus, rows)
    some, subjects = rows_of(corpus, rows), located(cues)
    return Questions(
        rows,
        [some.texts] if some.texts_b is None else [some.texts, some.texts_b],
        without(some, subjects) if subjects else None,
        ablation_arms(some, np.arange(rows.size), subjects, pools, seed=seed),
    )


def located(cues: CueTable) -> list[str]:
    """The cues that are located in texts."""
    return [n for n, kind in zip(cues.names, cues.kinds, strict=True) if kind_of(kind).located]


def join_answers(parts: Sequence[Answers]) -> Answers:
    """Answers about several parts of a corpus, each perhaps from a model of its own."""
    names = [f.name for f in fields(Answers) if f.name != "model_id"]
    columns = (np.concatenate([getattr(p, name) for p in parts]) for name in names)
    return Answers(parts[0].model_id, *columns)
