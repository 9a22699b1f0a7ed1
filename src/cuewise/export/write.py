"""Write any exportable model as one folder: files, model card, provenance."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from cuewise._version import __version__
from cuewise.cues.pattern import caseless, pattern
from cuewise.cues.removal import expression_suffices
from cuewise.embed import Encoder
from cuewise.errors import InputError
from cuewise.export import bert, head, hf, pipeline, tokens
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
from cuewise.report.wording import wording

_PAIRS = "a model of text pairs cannot be written: no stock class has its features"


class _Writer(Protocol):
    """Writes a model into a folder and compares its files with it on texts or pairs."""

    def __call__(
        self, model: Any, folder: Path, *columns: Sequence[str], takes_out: str | None
    ) -> Written: ...


@dataclass(frozen=True, slots=True)
class _Format:
    """How a kind of model is written.

    `can_remove` says whether its files can remove the matches of a regular expression from a text;
    `pairs`, whether they can read pairs. `otherwise` writes what `write` refuses; it gets the cues,
    because a regular expression in a file could come from a stranger.
    """

    write: _Writer
    can_remove: Callable[[Any, str], bool]
    pairs: bool = False
    otherwise: Callable[..., Written] | None = None


def _head_can_remove(model: EncoderHead, step: str) -> bool:
    """Whether the tokenizer of a BERT can; a head that cuewise loads always can."""
    encoder = model.encoder
    if not isinstance(encoder, Encoder):
        return False
    return not bert.pools_as_bert(encoder) or tokens.able(encoder.path, step)


_FORMATS: Mapping[type, _Format] = {
    Tfidf: _Format(pipeline.write_pipeline, lambda _, step: caseless(step)),
    EncoderHead: _Format(bert.write_bert, _head_can_remove, otherwise=head.write_head),
    HfHead: _Format(
        hf.write_hf, lambda model, step: tokens.able(model.base.path, step), pairs=True
    ),
}


def export(predictor: Predictor, folder: Path, origin: Origin) -> Core:
    """Write a model into a new folder, with a model card and `cuewise.json`.

    Steps at inference are not written, because no stock class has them, with one exception: the
    removal of cues that one regular expression reproduces, checked on the sample. The card reports
    both; it describes a step that is not written by the wrapper's `at_inference`.

    Parameters
    ----------
    predictor:
        `tfidf`, `reference` or a Hugging Face classifier with a head, repaired or not.
    folder:
        The folder to make.
    origin:
        What the card reports, and the texts on which the files are checked.

    Returns
    -------
    Core
        The part of the model that the files hold.

    Raises
    ------
    InputError
        The model is of another kind or reads pairs, or the files answer otherwise.

    Examples
    --------
    >>> export(fixed.predictor, Path("model"), origin).left_out  # doctest: +SKIP
    ()
    """
    exported = core(predictor)
    form = _FORMATS.get(type(exported.model))
    if form is None:
        raise InputError(
            f"the model {exported.model.model_id} cannot be written to files",
            "tfidf, reference, hf:NAME_OR_DIR",
            "keep it in Python",
        )
    if len(origin.columns) > 1 and not form.pairs:
        raise InputError(_PAIRS, "single texts, or hf:NAME_OR_DIR", "keep it in Python")
    cores = exported, _without_step(predictor)
    exported, written = _write(form, cores, folder, origin)
    exported = replace(exported, notes=written.reasons)
    write_whole(folder / "README.md", card(exported, written, origin))
    text = json.dumps(_provenance(exported, written, origin), ensure_ascii=False, indent=1)
    write_whole(folder / "cuewise.json", text + "\n")
    return exported


def _write(
    form: _Format, cores: tuple[Core, Core], folder: Path, origin: Origin
) -> tuple[Core, Written]:
    """Write the first core; the second, or the other form, where the files answer otherwise."""
    different = cores if cores[0] != cores[1] else cores[:1]
    attempts = [(partial(form.write, takes_out=each.takes_out), each) for each in different]
    if form.otherwise:
        attempts += [(partial(form.otherwise, cues=each.removed), each) for each in different]
    for write, each in attempts[:-1]:
        folder.mkdir(parents=True)
        try:
            return each, write(each.model, folder, *origin.columns)
        except InputError:
            # Leave no file of this attempt among those of the next.
            shutil.rmtree(folder)
    write, each = attempts[-1]
    folder.mkdir(parents=True)
    return each, write(each.model, folder, *origin.columns)


def core(predictor: Predictor) -> Core:
    """The part of a model that files can hold, and the steps that they cannot.

    A step is a `cuewise.models.wrapper.Wrapper`; a cache is not one. Files can hold the step that
    removes something from a text, if it is the only one.

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
    if form and len(steps) == 1 and isinstance(steps[0], TakingOut):
        step = steps[0].takes_out
        if step is not None and form.can_remove(model, step):
            return Core(model, step, (), removed=steps[0].removed)
    return _without_step(predictor)


def _without_step(predictor: Predictor) -> Core:
    model, steps = _unwrapped(predictor)
    return Core(model, None, tuple(each.at_inference for each in steps))


def _unwrapped(predictor: Predictor) -> tuple[Predictor, list[Wrapper]]:
    """The model inside all wrappers, and its wrappers without caches."""
    steps: list[Wrapper] = []
    while isinstance(predictor, Wrapper | Cached):
        steps += [predictor] if isinstance(predictor, Wrapper) else []
        predictor = predictor.inner
    return predictor, steps


def removable_in_files(
    predictor: Predictor, texts: Sequence[str], cues: Sequence[str]
) -> tuple[str, ...]:
    """The cues that the saved files of a model can remove from a text as the model itself does.

    Parameters
    ----------
    predictor:
        The model.
    texts:
        Texts on which both must do the same; those with HTML decide.
    cues:
        The cues.
    """
    model, _ = _unwrapped(predictor)
    form = _FORMATS.get(type(model))

    def able(some: Sequence[str]) -> bool:
        step = pattern(some)
        if form is None or step is None:
            return False
        return form.can_remove(model, step) and expression_suffices(texts, some)

    return tuple(cues) if able(cues) else tuple(cue for cue in cues if able([cue]))


def writable(predictor: Predictor) -> bool:
    """Whether files can hold a model, apart from its steps at inference."""
    return type(core(predictor).model) in _FORMATS


def check_pairs(corpus: Corpus, spec: str) -> None:
    """Raise an error if the model `spec` of this corpus reads pairs that files cannot read.

    Raises
    ------
    InputError
        The corpus holds text pairs, and the model is not a Hugging Face classifier.
    """
    if corpus.texts_b is not None and not spec.startswith("hf:"):
        raise InputError(
            _PAIRS,
            "single texts, or --model hf:NAME_OR_DIR",
            "leave out --text-b, or use cuewise.fix in Python without save",
        )


def _provenance(exported: Core, written: Written, origin: Origin) -> dict[str, object]:
    run, repair = origin.audit.provenance, origin.comparison.repair
    return {
        "schema": "cuewise.model/1",
        "version": __version__,
        "model": written.name or exported.model.model_id,
        "labels": list(exported.model.label_names),
        "base": written.base,
        "remedy": repair.chosen if repair and not origin.original else None,
        "cues": repair.cues if repair and not origin.original else [],
        "takes_out": exported.takes_out,
        "not_in_the_files": [sentence(step, wording("en")) for step in exported.left_out],
        "seed": run.seed,
        "corpus": {"fingerprint": run.corpus.fingerprint, "documents": run.corpus.documents},
        "started": run.started,
        "checked": {"texts": written.texts, "largest_difference": written.difference},
    }
