"""Parts of benchmarks/real_audits.py; `rows` and `table` serve other benchmarks too."""
