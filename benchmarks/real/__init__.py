"""Cases of benchmarks/real_audits.py."""
