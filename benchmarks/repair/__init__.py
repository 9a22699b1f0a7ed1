"""Parts of benchmarks/remedies.py."""
