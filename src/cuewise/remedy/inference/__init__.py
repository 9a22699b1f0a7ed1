"""Remedies that act at inference."""
