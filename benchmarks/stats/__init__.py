"""Simulations of benchmarks/intervals.py. Names are seeds: renaming one changes its figure."""
