"""Is a cue spurious or genuine? One file a signal, and the model that combines them."""
