"""A named encoder that cannot be used: refused where a model needs it, else left out and named."""

import json
import shutil
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import cuewise
from cuewise import embed
from cuewise.cli import cli
from cuewise.embed import runtime
from cuewise.embed.choice import usable_encoder
from cuewise.errors import InputError
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording
from cuewise.synth import make as synthesise

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline" / "fix"))

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def corpus():
    return synthesise("zh", 300, seed=3).to_corpus()


def without(name):
    """Remove a file of the folder."""
    return lambda folder, make: (make.model(folder), (folder / name).unlink())


def truncated(folder, make):
    """Weights of which the second half is missing, as after a download that broke off."""
    weights = make.model(folder) / "model.safetensors"
    data = weights.read_bytes()
    weights.write_bytes(data[: len(data) // 2])


def vision(folder, make):
    """A model of images, beside a tokenizer that does not belong to it."""
    config = transformers.ViTConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    transformers.ViTModel(config).save_pretrained(folder)
    make.tokenizer(folder)


def unknown(folder, make):
    """A kind of model that transformers does not have."""
    config = make.model(folder) / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"model_type": "perceptron"}))


def other_layers(folder, make):
    """Weights of a smaller model than the configuration describes."""
    smaller = make.model(folder / "smaller", num_hidden_layers=1)
    make.model(folder)
    shutil.copy(smaller / "model.safetensors", folder)


def broken_tokenizer(folder, make):
    """A tokenizer that is JSON and no tokenizer."""
    (make.model(folder) / "tokenizer.json").write_text('{"version": "1.0"}')


BROKEN = {
    "no-config": (without("config.json"), "lacks config.json"),
    "no-tokenizer": (without("tokenizer.json"), "lacks tokenizer.json"),
    "no-weights": (without("model.safetensors"), "lacks model.safetensors"),
    "truncated": (truncated, ""),
    "vision": (vision, ""),
    "unknown": (unknown, "perceptron"),
    "other-layers": (other_layers, "it has no encoder.layer.1"),
    "broken-tokenizer": (broken_tokenizer, ""),
}


@pytest.fixture(params=BROKEN)
def broken(request, tmp_path, make):
    """A folder that is no encoder, and what the message says about it."""
    folder = tmp_path / request.param
    folder.mkdir()
    spoil, message = BROKEN[request.param]
    spoil(folder, make)
    return folder, message


def test_the_message_names_the_folder_and_what_is_wrong(broken):
    folder, message = broken
    with pytest.raises(InputError) as refused:
        usable_encoder(str(folder))
    assert str(folder) in refused.value.what
    assert message in refused.value.what
    assert refused.value.allowed
    assert refused.value.fix


def test_an_audit_goes_on_without_it_and_the_step_failed(broken, corpus):
    folder, message = broken
    found = cuewise.audit(corpus, models=("none",), encoder=str(folder))
    assert found.outcomes["encoder"].status == "failed"
    (reason,) = found.outcomes["encoder"].reasons
    assert (reason.code, str(folder) in reason.facts["problem"]) == ("encoder-unusable", True)
    assert message in reason.facts["problem"]
    assert str(folder) in sentence(reason, wording("zh"))
    assert found.outcomes["cues.cluster"].status == "skipped"
    absent = {r.about: r.code for r in found.outcomes["verdict"].reasons}
    assert absent["semantic_irrelevance"] == "encoder-unusable"
    assert "calibrated-elsewhere" not in absent.values()
    # Nothing else is lost.
    plain = cuewise.audit(corpus, models=("none",))
    assert [f.id for f in found.findings] == [f.id for f in plain.findings]
    assert [f.verdict for f in found.findings] == [f.verdict for f in plain.findings]


@pytest.mark.parametrize("run", [cuewise.audit, cuewise.fix])
def test_a_model_that_needs_it_is_refused_before_any_work(broken, corpus, run, monkeypatch):
    folder, message = broken
    for module in ("audit", "begin"):
        monkeypatch.setattr(f"cuewise.pipeline.{module}.base_of", None)
    asked = {"models": ("reference",)} if run is cuewise.audit else {"model": "reference"}
    with pytest.raises(InputError) as refused:
        run(corpus, encoder=str(folder), **asked)
    assert str(folder) in refused.value.what
    assert message in refused.value.what


def test_a_folder_or_name_that_does_not_exist_is_refused_at_once(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("cuewise.pipeline.audit.base_of", None)
    with pytest.raises(InputError, match=r"nowhere' does not exist"):
        cuewise.audit(corpus, models=("none",), encoder=str(tmp_path / "nowhere"))

    def offline(*_, **__):
        raise OSError("no network")

    monkeypatch.setattr("huggingface_hub.snapshot_download", offline)
    with pytest.raises(InputError, match="'somebody/encoder' is not a folder here"):
        cuewise.audit(corpus, models=("none",), encoder="somebody/encoder")


def test_the_command_says_it_and_exits_with_3_or_2(corpus, tmp_path, make):
    data, folder, out = tmp_path / "reviews.jsonl", tmp_path / "encoder", tmp_path / "out"
    folder.mkdir()
    truncated(folder, make)
    rows = zip(corpus.texts, corpus.labels, strict=True)
    pl.DataFrame([{"text": t, "label": corpus.label_names[y]} for t, y in rows]).write_ndjson(data)
    asked = ["audit", str(data), "--text", "text", "--label", "label", "--out", str(out)]
    asked += ["--encoder", str(folder)]
    ran = CliRunner().invoke(cli, [*asked, "--model", "none"])
    assert ran.exit_code == 3, ran.output
    assert json.loads((out / "audit.json").read_text())["outcomes"]["encoder"]["status"] == "failed"
    assert str(folder) in ran.output.replace("\n", "")
    shutil.rmtree(out)
    ran = CliRunner().invoke(cli, [*asked, "--model", "reference"])
    assert ran.exit_code == 2
    assert not (out / "audit.json").exists()


def test_an_encoder_that_worked_once_is_not_loaded_for_the_check(tmp_path, make, monkeypatch):
    folder = make.model(tmp_path)
    assert usable_encoder(str(folder)) == embed.load_encoder(folder)
    monkeypatch.setattr("cuewise.embed.encoder._load", None)
    assert usable_encoder(str(folder)) == embed.load_encoder(folder)
    # Another processor may compute in another precision.
    with monkeypatch.context() as elsewhere:
        words = frozenset() if runtime.processor_arithmetic() else frozenset({"amx_bf16"})
        elsewhere.setattr(runtime, "_flags", lambda: words)
        with pytest.raises(InputError, match="cannot embed a text: TypeError"):
            usable_encoder(str(folder))
    # Other files are another encoder.
    tokenizer = folder / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text() + " ")
    with pytest.raises(InputError, match="cannot embed a text: TypeError"):
        usable_encoder(str(folder))
