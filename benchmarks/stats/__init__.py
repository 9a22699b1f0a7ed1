"""Simulations that check the statistics."""
