"""Detectors on the data alone: cue-label association, and partial-input baselines."""
