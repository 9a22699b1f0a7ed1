"""Remedies: each takes a model and the cues to repair, and returns a repaired model.

A remedy never measures whether it worked: the same probes measure the model before and after.
A remedy is one file: its formula, its options and its docstring; `remedy.plugin` has the rest.
"""
