"""An encoder that the user names is really used, in any language."""

import dataclasses
import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import cuewise
from cuewise import embed, models
from cuewise.cli import cli
from cuewise.config import checked
from cuewise.embed import encoder as module
from cuewise.errors import InputError, MissingExtra, NotApplicable
from cuewise.records import Corpus
from cuewise.synth import Plant
from cuewise.synth import make as synthesise

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline" / "fix"))

import tiny_bert
import tiny_lm

pytest.importorskip("torch")
pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def chinese():
    return synthesise("zh", 400, plants=[Plant("word", "港口", "positive", 0.95, 0.3)], seed=3)


@pytest.fixture(scope="module")
def folder(chinese, tmp_path_factory):
    """A tiny BERT that reads Chinese character by character."""
    corpus = chinese.to_corpus()
    spaced = dataclasses.replace(corpus, texts=[" ".join(text) for text in corpus.texts])
    return tiny_bert.saved(tmp_path_factory.mktemp("bert") / "tiny", spaced)


def corpus_in(language):
    """One text in a language."""
    return Corpus(["1"], ["好"], np.zeros(1, np.int32), ("a",), "made", language=language)


def test_the_default_encoder_reads_english_only():
    with pytest.raises(NotApplicable, match=r"encoder-language .language='Chinese'"):
        embed.encoder_for("default", corpus_in("zh"))
    assert embed.named("default") is None


@pytest.mark.parametrize("language", ["en", "zh", "other"])
def test_a_named_encoder_is_asked_for_any_language(folder, language):
    made = embed.encoder_for(str(folder), corpus_in(language))
    assert (made.width, made.pooling) == (32, "mean")
    assert made.name.startswith("tiny@")
    assert made.encode(["好", "港口很好"]).shape == (2, 32)


def test_a_name_of_the_hub_is_the_name_of_the_encoder(folder, monkeypatch):
    monkeypatch.setattr("cuewise.embed.choice.find_model", lambda name: folder)
    assert embed.named("somebody/tiny-bert").name.startswith("somebody/tiny-bert@")


def test_without_torch_the_install_line_is_named(folder, monkeypatch):
    real = module.importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "torch" else real(name)
    )
    with pytest.raises(MissingExtra, match="'torch' is not installed"):
        embed.named(str(folder))


def test_the_head_of_reference_is_on_the_named_encoder(chinese, folder):
    corpus = chinese.to_corpus()
    rows = list(range(len(corpus.ids)))
    assert models.notes("reference", corpus, str(folder)) is None
    built = models.build("reference", corpus, rows, seed=0, encoder=str(folder))
    assert [m.model_id.partition("@")[0] for m in built] == ["tfidf", "tiny"]
    assert built[1].inner.encoder == embed.load_encoder(folder)


def test_the_argument_goes_before_the_option(chinese, folder):
    corpus, option = chinese.to_corpus(), {"encoder": "./nowhere"}
    with pytest.raises(InputError, match="does not exist"):
        cuewise.audit(corpus, models=("none",), config=option)
    found = cuewise.audit(corpus, models=("none",), config=option, encoder=str(folder))
    assert found.provenance.config["encoder"] == str(folder)
    assert checked(None).encoder == "default"


def test_the_command_uses_it_for_clusters_evidence_and_the_reference(chinese, folder, tmp_path):
    data, out = tmp_path / "reviews.jsonl", tmp_path / "out"
    pl.DataFrame(chinese.rows()).write_ndjson(data)
    asked = ["audit", str(data), "--text", "text", "--label", "label", "--out", str(out)]
    asked += ["--model", "reference"]

    def outcomes(*more):
        ran = CliRunner().invoke(cli, [*asked, *more])
        assert ran.exit_code == 0, ran.output
        audit = json.loads((out / "audit.json").read_text(encoding="utf-8"))
        return audit["provenance"], audit["outcomes"]

    provenance, found = outcomes()
    assert provenance["models"] == ["tfidf"]
    assert found["cues.cluster"]["status"] == "skipped"
    codes = [(r["code"], r["about"]) for r in found["verdict"]["reasons"]]
    assert ("encoder-language", "semantic_irrelevance") in codes
    provenance, found = outcomes("--encoder", str(folder))
    assert provenance["config"]["encoder"] == str(folder)
    assert [name.partition("@")[0] for name in provenance["models"]] == ["tfidf", "tiny"]
    assert found["cues.cluster"]["status"] == "ran"
    reasons = found["verdict"]["reasons"]
    assert {
        "code": "calibrated-elsewhere",
        "facts": {"encoder": str(folder)},
        "about": None,
    } in reasons
    codes = {r["code"] for r in reasons if r["about"] == "semantic_irrelevance"}
    assert codes == {"coverage"}


def test_a_language_model_can_show_a_meaning_and_not_that_there_is_none(chinese, tmp_path):
    corpus = chinese.to_corpus()
    folder = str(tiny_lm.saved(tmp_path / "lm", corpus))
    found = cuewise.audit(corpus, models=("none",), encoder=folder, cluster_documents=0)
    codes = [r.code for r in found.outcomes["verdict"].reasons]
    assert "language-model-encoder" in codes
    assert "calibrated-elsewhere" not in codes
    verdicts = [f.verdict for f in found.findings if f.verdict]
    signals = [v.signals["semantic_irrelevance"] for v in verdicts
               if "semantic_irrelevance" in v.signals]  # fmt: skip
    assert all(signal.log_lr < 0 for signal in signals)
