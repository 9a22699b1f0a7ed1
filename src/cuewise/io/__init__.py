"""Labelled text from files, frames and the Hugging Face hub into a `Corpus`."""

from __future__ import annotations

from cuewise.io.loading import load

__all__ = ["load"]
