"""Benchmarks on generated corpora whose truth is known; `cuewise bench` runs them."""
