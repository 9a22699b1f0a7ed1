"""Parts of benchmarks/false_transfer.py."""
