"""What `tools/calibrate.py` fits, one module a kind of evidence."""
