"""Parts of benchmarks/natural_breaks.py."""
