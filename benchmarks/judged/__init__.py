"""Verdicts on cues that two annotators judged: reading, fitting and scoring."""
