"""Made-up corpora with known cues, for tests, calibration, the docs and the demo."""

from cuewise.synth.generate import make, null
from cuewise.synth.records import Decoy, Plant, Planted, Truth
from cuewise.synth.settings import Setting, demo_corpus, grid

__all__ = [
    "Decoy",
    "Plant",
    "Planted",
    "Setting",
    "Truth",
    "demo_corpus",
    "grid",
    "make",
    "null",
]
