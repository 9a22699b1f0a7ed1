"""Remedies: each takes a model with a head and cues to mend, and gives a model back.

A remedy never measures whether it worked: before and after are measured by the same probes.
"""
