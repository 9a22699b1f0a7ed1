"""Remedies that erase a cue from the features of the last layer."""
