"""Causal language models on this machine; importing this does not load torch."""

from cuewise.models.causal_lm.likelihood import CausalLM, load_causal_lm

__all__ = ["CausalLM", "load_causal_lm"]
