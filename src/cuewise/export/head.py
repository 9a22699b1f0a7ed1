"""Write a head on any encoder as files that cuewise loads: the layer, and its encoder's name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cuewise.cues.removal import remove_cues
from cuewise.embed import Encoder
from cuewise.embed.encoder import verify
from cuewise.errors import InputError
from cuewise.export.origin import Written
from cuewise.export.plain import difference, licence
from cuewise.models.linear.encoder_head import EncoderHead
from cuewise.models.linear.saved_head import head_on, save_head
from cuewise.records import Reason

_USAGE = """\
from cuewise.models.linear.saved_head import load_head

labels = {labels}
model = load_head("this/folder", labels, encoder="NAME_OR_DIR")
model.predict(["a text"]).probs  # columns in the order of labels"""


def base_encoder(model: EncoderHead) -> Encoder:
    """The encoder of a head on single texts.

    Raises
    ------
    InputError
        The model reads pairs, or vectors of something else.
    """
    encoder = model.encoder
    if not isinstance(encoder, Encoder):
        raise InputError(
            f"{model.model_id} reads vectors of {type(encoder).__name__}: no stock class has them",
            "a head on the default encoder, or on one that is named",
            "use the model in Python",
        )
    if model.logistic.weights.shape[0] != encoder.width:
        raise InputError(f"{model.model_id} reads pairs: no stock class has its features")
    return encoder


def hub_name(encoder: Encoder) -> str | None:
    """The name of an encoder on the hub; None for a folder, whose name means nothing elsewhere.

    Examples
    --------
    >>> hub_name(Encoder("BAAI/bge-small-zh@1a2b", Path("x"), "", 512))
    'BAAI/bge-small-zh'
    >>> hub_name(Encoder("my-folder@1a2b", Path("x"), "", 512))
    """
    name = encoder.name.partition("@")[0]
    return name if "/" in name else None


def write_head(
    model: EncoderHead, folder: Path, *columns: Sequence[str], cues: Sequence[str] = ()
) -> Written:
    """Write the folder and compare its answers with those of the model on some texts.

    `cues` are the subjects that the loaded model removes from a text first.

    Raises
    ------
    InputError
        The model reads pairs or vectors of no encoder, or the files answer otherwise.
    """
    encoder = base_encoder(model)
    (sample,) = columns
    verify(encoder.path / "model.safetensors", encoder.sha256)
    save_head(model, encoder, folder, cues)
    probs = head_on(encoder, str(folder), model.label_names).predict(sample).probs
    wanted = model.predict(remove_cues(sample, cues)).probs
    return Written(
        "cuewise",
        difference(probs, wanted),
        len(sample),
        _USAGE.replace("{labels}", repr(list(model.label_names))),
        hub_name(encoder),
        licence(encoder.path),
        reasons=(Reason.of("head-alone", encoder=encoder.name.partition("@")[0]),),
    )
