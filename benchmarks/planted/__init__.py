"""Parts of benchmarks/six_cues.py."""
