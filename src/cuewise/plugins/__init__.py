"""Protocols, registry and runner of plug-ins, and the outcome of each."""
