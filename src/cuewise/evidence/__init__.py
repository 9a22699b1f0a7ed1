"""Evidence on whether a cue is spurious: one file per signal, and the model that combines them."""
