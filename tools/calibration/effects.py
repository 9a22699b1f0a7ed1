"""The slope of the matched effect, on generated corpora with planted cues and genuine words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.words import logistic
from cuewise.cues import cue_table
from cuewise.evidence.case import EvidenceCase
from cuewise.evidence.matched import compare_shares, matched_effects
from cuewise.synth import Decoy, Plant, Planted, make
from cuewise.synth.generate import LABELS
from cuewise.synth.lexicon import load_lexicon

_CUES = 8  # planted cues per corpus, and as many genuine words
_SEEDS = range(6)
_DOCUMENTS = 1500
# As strong as genuine words are there; otherwise strength alone would separate the kinds.
_STRENGTH = 0.97


def slope() -> tuple[float, int]:
    """The slope of -z in log LR(spurious), and the number of cues it was fitted on."""
    z, spurious = [], []
    for planted in corpora():
        corpus = planted.to_corpus()
        cues = cue_table(corpus, min_count=10)
        column = {name: j for j, name in enumerate(cues.names)}
        truths = [t for t in planted.truth if t.subject in column]
        case = EvidenceCase(
            corpus,
            cues,
            np.array([column[str(t.subject)] for t in truths]),
            np.array([LABELS.index(t.label) for t in truths]),
            np.arange(len(truths)),
        )
        for m, (_, score) in compare_shares(matched_effects(case)).items():
            z.append(score)
            spurious.append(float(truths[m].spurious))
    _, slopes = logistic(-np.array(z)[:, None], np.array(spurious))
    return float(slopes[0]), len(z)


def corpora() -> Iterator[Planted]:
    """Twelve corpora with up to eight planted and eight genuine words each."""
    for language in ("en", "zh"):
        lex = load_lexicon(language)
        for seed in _SEEDS:
            rng = np.random.default_rng([7, seed])
            sides = rng.integers(2, size=2 * _CUES)
            pairs = [p for pool in lex.pairs.values() for p in pool]
            opinions = [
                (p.negative, p.positive) for p in pairs if " " not in p.negative + p.positive
            ]
            shuffled = rng.permutation(np.array(opinions))
            decoys = {
                str(words[s]).lower(): LABELS[s] for words, s in zip(shuffled, sides, strict=False)
            }
            values = [v for name in ("person", "city", "colour") for v in lex.classes[name].values]
            plants = rng.permutation(np.array(sorted(set(values))))[:_CUES]
            yield make(
                language,
                _DOCUMENTS,
                plants=[
                    Plant("word", str(v), LABELS[s], _STRENGTH, 0.03)
                    for v, s in zip(plants, sides, strict=False)
                ],
                decoys=[
                    Decoy(w, label, 0.03, _STRENGTH) for w, label in list(decoys.items())[:_CUES]
                ],
                seed=seed,
            )
