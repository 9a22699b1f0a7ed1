"""Shortcut dependence rate: the share of real decisions that ablating spurious cues changes.

The share that placebo edits of the same size change is subtracted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.removal import covers
from cuewise.cues.source import fields_of
from cuewise.cues.spans import find, parse
from cuewise.models.wrapper import removed_by
from cuewise.plugins.protocols import Predictor
from cuewise.probe.placebo import FreeRuns, Pool
from cuewise.probe.removed import same_answers
from cuewise.records import Corpus, Floats, Ints, Rate
from cuewise.split.clusters import shared_clusters
from cuewise.stats import paired_mean
from cuewise.text.edits import remove
from cuewise.text.spans import Span, merge_spans

_SIZE = 800


def sdr(
    corpus: Corpus,
    subjects: Sequence[str],
    predictor: Predictor,
    base: Floats,
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Rate | None:
    """The rate on up to 800 answered documents; None without a cue to ablate.

    Documents that hold none of the cues count as unchanged: the rate is over real decisions.
    `base` is the model's answers on the corpus [n, k].
    """
    answered = np.flatnonzero(~np.isnan(base).any(axis=1))
    arms = ablation_arms(corpus, answered, subjects, pools, seed=seed)
    answers = arms.answers(predictor, base)
    clusters = shared_clusters(corpus, arms.rows[answers.complete])
    rate = rate_of(answers.change[answers.complete], clusters, predictor.model_id)
    return rate and rate.model_copy(update={"no_room": arms.no_room})


def rate_of(change: Floats, cluster: Ints | None, model: str) -> Rate | None:
    """The mean of changes by document, with its interval; None without a document."""
    if not change.size:
        return None
    estimate, low, high = paired_mean(change, clusters=cluster)
    return Rate(estimate=estimate, low=low, high=high, n=change.size, model=model)


@dataclass(frozen=True, slots=True)
class AblationAnswers:
    """A model's probabilities [m, k] with the cues ablated, and with placebos ablated.

    change[m]: whether ablating the cues changes the decision, minus the same for the placebos;
    complete[m]: the model answered the document in every form.
    """

    ablated: Floats
    placebo: Floats
    change: Floats
    complete: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AblationArms:
    """Documents `rows` [m] with the cues ablated, and with placebos ablated.

    Each of the two arms has a column of m texts for every text field. `no_room` documents more
    were left out: they have too few words for a placebo. held[m] are the cues of each document.
    """

    rows: Ints
    arms: tuple[list[list[str]], list[list[str]]]
    no_room: int = 0
    held: tuple[tuple[str, ...], ...] = ()

    def answers(self, predictor: Predictor, base: Floats) -> AblationAnswers:
        """Ask a model about both arms; base[n, k] holds its answers on the unedited documents.

        Where a model removes all cues of a document itself, and answers the same with them ablated,
        they change nothing, whatever a placebo does there.
        """
        before = base[self.rows]
        ablated, placebo = (
            predictor.predict(*columns).probs if self.rows.size else before for columns in self.arms
        )
        if removed := removed_by(predictor):
            gone = [bool(cues) and all(covers(removed, cue) for cue in cues) for cues in self.held]
            undone = np.logical_and(np.array(gone, np.bool_), same_answers(ablated, before))
            placebo = np.where(undone[:, None], before, placebo)
        complete = np.logical_and.reduce(np.isfinite([before, ablated, placebo]).all(axis=2))
        old, new, other = (probs.argmax(axis=1) for probs in (before, ablated, placebo))
        change = 1.0 * (new != old) - (other != old)
        return AblationAnswers(ablated, placebo, change, complete)


def ablation_arms(
    corpus: Corpus,
    rows: Ints,
    subjects: Sequence[str],
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> AblationArms:
    """Edit up to 800 of `rows` at random; none without a cue to ablate."""
    rng = np.random.default_rng([seed, 7])
    drawn = np.sort(rng.permutation(rows)[:_SIZE]) if subjects else rows[:0]
    edited = [_edited(corpus, int(r), subjects, pools, rng) for r in drawn]
    # A document without words for a placebo of that size would count against the model.
    kept = [e for e in edited if e is not None]
    rows = drawn[np.array([e is not None for e in edited], dtype=np.bool_)]
    fields = range(len(fields_of(corpus)))
    ablated, placebo = ([[texts[f][arm] for texts, _ in kept] for f in fields] for arm in (0, 1))
    held = tuple(cues for _, cues in kept)
    return AblationArms(rows, (ablated, placebo), len(edited) - len(kept), held)


def _edited(
    corpus: Corpus,
    row: int,
    subjects: Sequence[str],
    pools: Mapping[str, Pool],
    rng: np.random.Generator,
) -> tuple[list[tuple[str, str]], tuple[str, ...]] | None:
    """The text of every field with the cues ablated, and with placebos; the cues that it holds."""
    edited, held = [], list[str]()
    for field, texts in fields_of(corpus).items():
        text = texts[row]
        parsed = ((cue, *parse(cue)) for cue in subjects)
        found = {cue: find(k, v, text) for cue, f, k, v in parsed if f == field}
        spans = merge_spans([span for places in found.values() for span in places])
        held += [cue for cue, places in found.items() if places]
        placebo = _placebo(text, spans, pools[field], rng)
        if placebo is None:
            return None
        edited.append((remove(text, spans), remove(text, placebo)))
    return edited, tuple(held)


def _placebo(
    text: str, spans: Sequence[Span], pool: Pool, rng: np.random.Generator
) -> list[Span] | None:
    """As many words elsewhere for each span, at random; None where the text has too few.

    They begin with a neutral word where one is left, else with any. Otherwise texts full of cues
    would drop out, and the rate would be that of the other texts.
    """
    runs, chosen = FreeRuns(text, spans), list[Span]()
    neutral = np.array([word in pool.counts for word in runs.words], dtype=np.bool_)
    for span in spans:
        size = max(1, runs.within(span))
        free = runs.mask(size)
        starts = np.flatnonzero(free & neutral[: free.size])
        starts = starts if starts.size else np.flatnonzero(free)
        if not starts.size:
            return None
        chosen.append(runs.run(int(starts[rng.integers(starts.size)]), size))
        runs.take(chosen[-1])
    return sorted(chosen)
