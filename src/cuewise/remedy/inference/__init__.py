"""Remedies that act when the model is asked."""
