"""The slope of the matched effect, on made-up corpora with planted cues and genuine words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.words import logistic
from cuewise.cues import cue_table
from cuewise.evidence.case import EvidenceCase
from cuewise.evidence.matched import compare_shares, matched_effects
from cuewise.synth import Decoy, Plant, Planted, make
from cuewise.synth.generate import LABELS
from cuewise.synth.lexicon import lexicon

_CUES = 8  # of each nature in a corpus
_SEEDS = range(6)
_DOCUMENTS = 1500
# As strong as genuine words are there, or strength alone would tell them apart.
_STRENGTH = 0.97


def slope() -> tuple[float, int]:
    """Of -z in log LR(spurious), and the number of cues it was fitted on."""
    z, spurious = [], []
    for planted in corpora():
        corpus = planted.to_corpus()
        cues = cue_table(corpus, min_count=10)
        at = {name: j for j, name in enumerate(cues.names)}
        known = [t for t in planted.truth if t.subject in at]
        case = EvidenceCase(
            corpus,
            cues,
            np.array([at[str(t.subject)] for t in known]),
            np.array([LABELS.index(t.label) for t in known]),
            np.arange(len(known)),
        )
        for m, (_, score) in compare_shares(matched_effects(case)).items():
            z.append(score)
            spurious.append(float(known[m].spurious))
    _, found = logistic(-np.array(z)[:, None], np.array(spurious))
    return float(found[0]), len(z)


def corpora() -> Iterator[Planted]:
    """Eight planted words and eight genuine ones in each."""
    for language in ("en", "zh"):
        lex = lexicon(language)
        for seed in _SEEDS:
            draw = np.random.default_rng([7, seed])
            sides = draw.integers(2, size=2 * _CUES)
            pairs = [p for pool in lex.pairs.values() for p in pool]
            sorts = [(p.negative, p.positive) for p in pairs if " " not in p.negative + p.positive]
            free = draw.permutation(np.array(sorts))
            decoys = {
                str(words[s]).lower(): LABELS[s] for words, s in zip(free, sides, strict=False)
            }
            values = [v for name in ("person", "city", "colour") for v in lex.classes[name].values]
            plants = draw.permutation(np.array(sorted(set(values))))[:_CUES]
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
