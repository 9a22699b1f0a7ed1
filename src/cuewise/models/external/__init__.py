"""Models that users bring: scikit-learn files and Python functions."""
