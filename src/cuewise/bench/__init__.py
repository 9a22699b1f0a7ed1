"""Benchmarks on made-up corpora, in which the truth is known; `cuewise bench` runs them."""
