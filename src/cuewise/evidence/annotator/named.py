"""The annotator that a specification names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cuewise.errors import InputError, require_packages
from cuewise.evidence.annotator.causal_lm import CausalAnnotator
from cuewise.evidence.annotator.endpoint import EndpointAnnotator
from cuewise.evidence.annotator.questions import Annotator
from cuewise.evidence.annotator.word_list import read_word_list
from cuewise.files import existing
from cuewise.models.causal_lm import load_causal_lm
from cuewise.models.endpoints import Endpoint, endpoint_named


def _endpoint(name: str) -> Endpoint:
    require_packages("httpx", extra="llm")
    return endpoint_named(name)


def _word_list(name: str) -> Path:
    return existing(Path(name))


_KINDS: Mapping[str, Callable[[str], Annotator]] = {
    "openai": lambda name: EndpointAnnotator(_endpoint(name)),
    "causal_lm": lambda name: CausalAnnotator(load_causal_lm(name)),
    "lexicon": lambda name: read_word_list(_word_list(name)),
}
# What can be checked at once.
_CHECKS: Mapping[str, Callable[[str], object]] = {
    "openai": _endpoint,
    "causal_lm": lambda _: require_packages("torch", "transformers"),
    "lexicon": _word_list,
}
_ALLOWED = "openai:MODEL, causal_lm:NAME_OR_DIR, lexicon:FILE"


def annotator_named(spec: str) -> Annotator | None:
    """The annotator that `spec` names; None for "".

    Raises
    ------
    InputError
        An unknown form, or a file or an address that cannot be used.
    MissingExtra
        What it needs is not installed.

    Examples
    --------
    >>> annotator_named("")
    >>> annotator_named("oracle")
    Traceback (most recent call last):
    ...
    cuewise.errors.InputError: 'oracle' names no source of meaning
      allowed: openai:MODEL, causal_lm:NAME_OR_DIR, lexicon:FILE
      to fix:  change the option 'meaning'
    """
    if not spec:
        return None
    kind, name = _parts(spec)
    return _KINDS[kind](name)


def check_source(spec: str) -> None:
    """Check what can be checked of `spec` without loading anything; "" names no source.

    Raises
    ------
    InputError
        An unknown form, an endpoint without an address, or a word list that does not exist.
    MissingExtra
        What it needs is not installed.
    """
    if spec:
        kind, name = _parts(spec)
        _CHECKS[kind](name)


def _parts(spec: str) -> tuple[str, str]:
    kind, colon, name = spec.partition(":")
    if not colon or not name or kind not in _KINDS:
        raise InputError(
            f"{spec!r} names no source of meaning", _ALLOWED, "change the option 'meaning'"
        )
    return kind, name
