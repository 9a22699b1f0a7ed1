"""Remedies that change the training data."""
