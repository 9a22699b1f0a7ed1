"""One folder for any model that can be written: files, card, provenance."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cuewise._version import __version__
from cuewise.cues.pattern import caseless
from cuewise.errors import InputError
from cuewise.export import bert, hf, pipeline, tokens
from cuewise.export.card import card
from cuewise.export.origin import Core, Origin, Written
from cuewise.files import write_whole
from cuewise.models.cached import Cached
from cuewise.models.hf.head import HfHead
from cuewise.models.linear.encoder_head import EncoderHead
from cuewise.models.linear.tfidf import Tfidf
from cuewise.models.wrapper import TakingOut, Wrapper
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus
from cuewise.report.reasons import sentence
from cuewise.report.words import words

_PAIRS = "a model of text pairs cannot be written: no stock class has its features"


class _Writer(Protocol):
    """Writes a model into a folder and compares the files with it on texts or pairs."""

    def __call__(
        self, model: Any, folder: Path, *columns: Sequence[str], takes_out: str | None
    ) -> Written: ...


@dataclass(frozen=True, slots=True)
class _Format:
    """How a kind of model is written.

    `able` is whether its files can take an expression out of a text; `pairs`: they can read pairs.
    """

    write: _Writer
    able: Callable[[Any, str], bool]
    pairs: bool = False


_FORMATS: Mapping[type, _Format] = {
    Tfidf: _Format(pipeline.write, lambda _, step: caseless(step)),
    EncoderHead: _Format(
        bert.write, lambda model, step: tokens.able(getattr(model.encoder, "path", None), step)
    ),
    HfHead: _Format(hf.write, lambda model, step: tokens.able(model.base.path, step), pairs=True),
}


def export(predictor: Predictor, folder: Path, origin: Origin) -> Core:
    """Write a model into the new folder, with a model card and `cuewise.json`.

    What wraps a model and acts when it is asked is not written, for no stock class has it, but for
    one that takes cues out of a text, where an expression says what they are and the files with it
    answer as the model does. The card tells of either, of the former in a sentence of the wrapper's
    own (`at_inference`). What of the model is in the files is returned.

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
    >>> export(fixed.predictor, Path("model"), origin).left_out  # doctest: +SKIP
    ()
    """
    own = core(predictor)
    form = _FORMATS.get(type(own.model))
    if form is None:
        raise InputError(
            f"the model {own.model.model_id} cannot be written to files",
            "tfidf, reference, hf:NAME_OR_DIR",
            "keep it in Python",
        )
    if len(origin.columns) > 1 and not form.pairs:
        raise InputError(_PAIRS, "single texts, or hf:NAME_OR_DIR", "keep it in Python")
    own, written = _write(form.write, (own, _without_step(predictor)), folder, origin)
    write_whole(folder / "README.md", card(own, written, origin))
    text = json.dumps(_provenance(own, written, origin), ensure_ascii=False, indent=1)
    write_whole(folder / "cuewise.json", text + "\n")
    return own


def _write(
    write: _Writer, cores: tuple[Core, Core], folder: Path, origin: Origin
) -> tuple[Core, Written]:
    """Write the first core, or the second where files of the first do not answer as it does."""
    own, plain = cores
    folder.mkdir(parents=True)
    try:
        return own, write(own.model, folder, *origin.columns, takes_out=own.takes_out)
    except InputError:
        if own == plain:
            raise
    # No file of the first may stay among those of the second.
    shutil.rmtree(folder)
    folder.mkdir()
    return plain, write(plain.model, folder, *origin.columns, takes_out=None)


def core(predictor: Predictor) -> Core:
    """What of a model can be in files, and what cannot.

    What changes answers is a `cuewise.models.wrapper.Wrapper`; a cache is none. One that takes
    something out of a text can be in the files, where it is the only one.

    Examples
    --------
    >>> from cuewise.records import Reason
    >>> class Model:
    ...     model_id, label_names = "m", ("a", "b")
    >>> class Silent:
    ...     inner, at_inference = Model(), Reason.of("abstains")
    >>> core(Silent()).left_out[0].code
    'abstains'
    """
    model, steps = _unwrapped(predictor)
    form = _FORMATS.get(type(model))
    step = steps[0].takes_out if len(steps) == 1 and isinstance(steps[0], TakingOut) else None
    if form and step is not None and form.able(model, step):
        return Core(model, step, ())
    return _without_step(predictor)


def _without_step(predictor: Predictor) -> Core:
    model, steps = _unwrapped(predictor)
    return Core(model, None, tuple(each.at_inference for each in steps))


def _unwrapped(predictor: Predictor) -> tuple[Predictor, list[Wrapper]]:
    """The model inside all that wraps it, and what wraps it but for caches."""
    steps: list[Wrapper] = []
    while isinstance(predictor, Wrapper | Cached):
        steps += [predictor] if isinstance(predictor, Wrapper) else []
        predictor = predictor.inner
    return predictor, steps


def writable(predictor: Predictor) -> bool:
    """Whether there are files that answer as a model does, but for what wraps it."""
    return type(core(predictor).model) in _FORMATS


def check_pairs(corpus: Corpus, spec: str) -> None:
    """Raise what stands against writing the model `spec` of this corpus, before the long work."""
    if corpus.texts_b is not None and not spec.startswith("hf:"):
        raise InputError(
            _PAIRS,
            "single texts, or --model hf:NAME_OR_DIR",
            "leave out --text-b, or use cuewise.fix in Python without save",
        )


def _provenance(own: Core, written: Written, origin: Origin) -> dict[str, object]:
    run, repair = origin.audit.provenance, origin.comparison.repair
    return {
        "schema": "cuewise.model/1",
        "version": __version__,
        "model": written.name or own.model.model_id,
        "labels": list(own.model.label_names),
        "base": written.base,
        "remedy": repair.chosen if repair else None,
        "cues": repair.cues if repair else [],
        "takes_out": own.takes_out,
        "not_in_the_files": [sentence(step, words("en")) for step in own.left_out],
        "seed": run.seed,
        "corpus": {"fingerprint": run.corpus.fingerprint, "documents": run.corpus.documents},
        "started": run.started,
        "checked": {"texts": written.texts, "largest_difference": written.difference},
    }
