"""Remedies that refit the last layer."""
