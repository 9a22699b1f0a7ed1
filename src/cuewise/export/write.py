"""One folder for any model that can be written: files, card, provenance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cuewise import __version__
from cuewise.errors import InputError
from cuewise.export import bert, hf, pipeline
from cuewise.export.card import card
from cuewise.export.origin import Origin, Written
from cuewise.files import write_whole
from cuewise.models.cached import Cached
from cuewise.models.head import EncoderHead
from cuewise.models.hf_head import HfHead
from cuewise.models.tfidf import Tfidf
from cuewise.models.wrapper import Wrapper
from cuewise.types import Corpus, Predictor

_PAIRS = "a model of text pairs cannot be written: no stock class has its features"


@dataclass(frozen=True, slots=True)
class _Format:
    """How a kind of model is written; `pairs`: the files can read pairs."""

    write: Callable[..., Written]
    pairs: bool = False


_FORMATS: Mapping[type, _Format] = {
    Tfidf: _Format(pipeline.write),
    EncoderHead: _Format(bert.write),
    HfHead: _Format(hf.write, pairs=True),
}


def export(predictor: Predictor, folder: Path, origin: Origin) -> Path:
    """Write a model into the new folder, with a model card and `cuewise.json`.

    What wraps a model and acts when it is asked is not written, for no stock class has it: it is
    told in the card, in a sentence of the wrapper's own (`at_inference`).

    Parameters
    ----------
    predictor:
        `tfidf`, `reference` or a Hugging Face classifier with a head, as it is or mended.
    folder:
        Made here.
    origin:
        For the card, and texts on which the files are checked.

    Raises
    ------
    InputError
        The model is of another kind, or reads pairs; the files do not answer as the model does.

    Examples
    --------
    >>> export(fixed.predictor, Path("model"), origin)  # doctest: +SKIP
    PosixPath('model')
    """
    model, left_out = core(predictor)
    form = _FORMATS.get(type(model))
    if form is None:
        raise InputError(
            f"the model {model.model_id} cannot be written to files",
            "tfidf, reference, hf:NAME_OR_DIR",
            "keep it in Python",
        )
    if len(origin.columns) > 1 and not form.pairs:
        raise InputError(_PAIRS, "single texts, or hf:NAME_OR_DIR", "keep it in Python")
    folder.mkdir(parents=True)
    written = form.write(model, folder, *origin.columns)
    write_whole(folder / "README.md", card(model, written, origin, left_out))
    text = json.dumps(_provenance(model, written, origin, left_out), ensure_ascii=False, indent=1)
    write_whole(folder / "cuewise.json", text + "\n")
    return folder


def core(predictor: Predictor) -> tuple[Predictor, tuple[str, ...]]:
    """The model inside all that wraps it, and what the wrappers do when it is asked.

    One that changes answers is a `cuewise.models.wrapper.Wrapper`; a cache is none.

    Examples
    --------
    >>> class Model:
    ...     model_id, label_names = "m", ("a", "b")
    >>> class Masked:
    ...     inner, at_inference = Model(), "takes the cues out of a text before the model reads it"
    >>> core(Masked())[1]
    ('takes the cues out of a text before the model reads it',)
    """
    steps: list[str] = []
    while isinstance(predictor, Wrapper | Cached):
        steps += [predictor.at_inference] if isinstance(predictor, Wrapper) else []
        predictor = predictor.inner
    return predictor, tuple(steps)


def writable(predictor: Predictor) -> bool:
    """Whether there are files that answer as a model does, but for what wraps it."""
    return type(core(predictor)[0]) in _FORMATS


def check_pairs(corpus: Corpus, spec: str) -> None:
    """Raise what stands against writing the model `spec` of this corpus, before the long work."""
    if corpus.texts_b is not None and not spec.startswith("hf:"):
        raise InputError(
            _PAIRS,
            "single texts, or --model hf:NAME_OR_DIR",
            "leave out --text-b, or use cuewise.fix in Python without save",
        )


def _provenance(
    model: Predictor, written: Written, origin: Origin, left_out: tuple[str, ...]
) -> dict[str, object]:
    run, repair = origin.audit.provenance, origin.comparison.repair
    return {
        "schema": "cuewise.model/1",
        "version": __version__,
        "model": written.name or model.model_id,
        "labels": list(model.label_names),
        "base": written.base,
        "remedy": repair.chosen if repair else None,
        "cues": repair.cues if repair else [],
        "not_in_the_files": list(left_out),
        "seed": run.seed,
        "corpus": {"fingerprint": run.corpus.fingerprint, "documents": run.corpus.documents},
        "started": run.started,
        "checked": {"texts": written.texts, "largest_difference": written.difference},
    }
