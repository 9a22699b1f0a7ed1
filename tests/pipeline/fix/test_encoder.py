"""A fix of the model `reference` on an encoder that the user names, in files that load again."""

import json
import shutil

import numpy as np
import pytest
import tiny_bert
import tiny_lm
from click.testing import CliRunner

import cuewise
from cuewise import embed, models
from cuewise.cli import cli
from cuewise.errors import InputError
from cuewise.export.head import write_head
from cuewise.models.linear.encoder_head import fit_head
from cuewise.records import Corpus
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording
from cuewise.synth import Plant, make

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

HEAD_FILES = ["README.md", "cuewise.json", "head.json", "head.safetensors"]


@pytest.fixture(scope="module")
def corpus():
    plants = [Plant("word", "港口", "positive", 0.95, 0.3)]
    return make("zh", 500, plants=plants, seed=3).to_corpus()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "cache"))


def bert(folder, corpus):
    """A BERT of which an ordinary classifier can take the mean."""
    spaced = Corpus(
        corpus.ids, [" ".join(text) for text in corpus.texts], corpus.labels, corpus.label_names, ""
    )
    return tiny_bert.saved(folder, spaced)


def shifted_bert(folder, corpus):
    """A BERT of which it cannot: no coordinate of its states is constant."""
    tokenizer, model = bert(folder, corpus), None
    model = transformers.AutoModel.from_pretrained(folder)
    with torch.no_grad():
        model.encoder.layer[-1].output.LayerNorm.bias.normal_(0, 0.5)
    model.save_pretrained(folder)
    return tokenizer


ENCODERS = {"bert": bert, "shifted-bert": shifted_bert, "language-model": tiny_lm.saved}


@pytest.mark.parametrize("kind", ENCODERS)
def test_a_fix_on_a_named_encoder_is_written_and_audited_again(kind, corpus, tmp_path):
    folder = str(ENCODERS[kind](tmp_path / kind, corpus))
    fixed = cuewise.fix(corpus, remedies=["mask"], encoder=folder)
    assert fixed.before.provenance.models[0].startswith(kind)
    out = fixed.save(tmp_path / "out")
    written = json.loads((out / "comparison.json").read_text(encoding="utf-8"))["repair"]
    card = (out / "model" / "README.md").read_text(encoding="utf-8")
    loads_in_transformers = kind == "bert"
    assert ((out / "model" / "model.safetensors").exists()) is loads_in_transformers
    note = [r for r in written["note_reasons"] if r["code"] == "head-alone"]
    assert bool(note) is not loads_in_transformers
    assert ("holds the last layer alone" in card) is not loads_in_transformers
    assert str(tmp_path) not in "".join(p.read_text() for p in (out / "model").glob("*.json"))
    spec = f"{'hf' if loads_in_transformers else 'head'}:{out / 'model'}"
    texts = [*corpus.texts[:20], "", "港口"]
    (again,) = models.build(spec, corpus, np.arange(9), seed=0, encoder=folder)
    wanted = fixed.predictor.predict(texts).probs
    np.testing.assert_allclose(again.predict(texts).probs, wanted, atol=2e-2)
    if not loads_in_transformers:
        assert sorted(p.name for p in (out / "model").iterdir()) == HEAD_FILES
        np.testing.assert_allclose(again.predict(texts).probs, wanted, atol=1e-6)
        found = cuewise.audit(corpus, models=[spec], encoder=folder)
        assert found.provenance.models == [spec]


def test_the_command_says_what_the_files_need(corpus, tmp_path):
    import polars as pl

    folder, data = tiny_lm.saved(tmp_path / "lm", corpus), tmp_path / "reviews.jsonl"
    rows = zip(corpus.texts, corpus.labels, strict=True)
    pl.DataFrame([{"text": t, "label": corpus.label_names[y]} for t, y in rows]).write_ndjson(data)
    asked = ["fix", str(data), "--text", "text", "--label", "label", "--remedy", "mask"]
    asked += ["--encoder", str(folder), "--out", str(tmp_path / "out"), "--lang", "en"]
    ran = CliRunner().invoke(cli, asked)
    assert ran.exit_code == 0, ran.output
    assert "--model head:DIR" in " ".join(ran.output.split())


@pytest.fixture
def head(corpus, tmp_path):
    """A head on a language model, written with a step that removes a word."""
    encoder = embed.load_encoder(tiny_lm.saved(tmp_path / "lm", corpus))
    model = fit_head(corpus, np.arange(300), encoder=encoder, seed=0)
    out = tmp_path / "model"
    out.mkdir()
    written = write_head(model, out, corpus.texts[:30], cues=["word:港口"])
    assert written.difference == 0
    return model, out


def loaded(out, corpus, encoder="lm"):
    return models.build(
        f"head:{out}", corpus, np.arange(9), seed=0, encoder=str(out.parent / encoder)
    )[0]


def test_the_files_remove_cues_and_follow_the_labels_of_the_corpus(head, corpus, tmp_path):
    model, out = head
    again = loaded(out, corpus)
    assert again.label_names == corpus.label_names
    plain, without = again.predict(["这家港口很好", "这家 很好"]).probs
    np.testing.assert_array_equal(plain, without)
    np.testing.assert_allclose(without, model.predict(["这家 很好"]).probs[0], rtol=1e-12)
    turned = Corpus(
        corpus.ids, corpus.texts, 1 - corpus.labels, corpus.label_names[::-1], "", language="zh"
    )
    np.testing.assert_array_equal(loaded(out, turned).predict(["很好"]).probs[0, ::-1],
                                  again.predict(["很好"]).probs[0])  # fmt: skip


def test_a_folder_of_another_name_is_the_same_encoder_and_other_weights_are_not(
    head, corpus, tmp_path
):
    _, out = head
    shutil.copytree(tmp_path / "lm", tmp_path / "renamed")
    assert loaded(out, corpus, "renamed").model_id == f"head:{out}"
    tiny_lm.saved(tmp_path / "other", corpus, initializer_range=0.3)
    with pytest.raises(InputError, match="reads the encoder lm@") as refused:
        loaded(out, corpus, "other")
    assert "--encoder" in refused.value.fix


def test_a_folder_that_is_no_head_is_refused_before_any_work(head, corpus, tmp_path, monkeypatch):
    _, out = head
    monkeypatch.setattr("cuewise.pipeline.audit.base_of", None)
    settings = json.loads((out / "head.json").read_text())
    for content, message in [
        ("{", "does not describe a head"),
        ("[]", "does not describe a head"),
        ("[" * 100_000, "does not describe a head.*recursion"),
        (json.dumps(settings | {"labels": [1, 2]}), r"does not describe a head.*labels: 0: "),
        (json.dumps(settings | {"removes": ["char:a"]}), "cannot remove"),
        (json.dumps(settings | {"removes": ["ngram:a" + 30 * " "]}), "cannot remove"),
        (json.dumps(settings | {"removes": ["position:first=a" + 30 * " !"]}), "cannot remove"),
        (json.dumps(settings | {"removes": ["format:<(?:a+)+b>"]}), "cannot remove"),
        (json.dumps(settings | {"removes": ["format:&(a+)+;"]}), "cannot remove"),
        (json.dumps(settings | {"removes": ["format:<(>"]}), "cannot remove"),
        (json.dumps(settings | {"schema": "other/1"}), "does not describe a head"),
        (json.dumps(settings | {"removes": "(a+)+$"}), "does not describe a head"),
    ]:
        (out / "head.json").write_text(content)
        with pytest.raises(InputError, match=message):
            cuewise.audit(corpus, models=[f"head:{out}"], encoder=str(tmp_path / "lm"))
    (out / "head.json").unlink()
    (out / "head.json").mkdir()
    with pytest.raises(InputError, match="Is a directory"):
        cuewise.audit(corpus, models=[f"head:{out}"], encoder=str(tmp_path / "lm"))
    (out / "head.safetensors").unlink()
    with pytest.raises(InputError, match=r"head\.safetensors does not exist"):
        cuewise.audit(corpus, models=[f"head:{out}"])
    with pytest.raises(InputError, match="nowhere does not exist"):
        cuewise.audit(corpus, models=[f"head:{tmp_path / 'nowhere'}"])


def test_a_layer_that_does_not_fit_or_is_truncated_is_refused(head, corpus):
    _, out = head
    settings = json.loads((out / "head.json").read_text())
    (out / "head.json").write_text(json.dumps(settings | {"labels": ["a", "b", "c"]}))
    with pytest.raises(InputError, match="does not fit its encoder"):
        loaded(out, corpus)
    data = (out / "head.safetensors").read_bytes()
    (out / "head.safetensors").write_bytes(data[:-8])
    with pytest.raises(InputError, match="cannot read"):
        loaded(out, corpus)


@pytest.mark.parametrize("kind", ["bfloat16", "int64", "bool"])
def test_a_layer_of_other_numbers_is_refused(head, corpus, kind):
    from safetensors.torch import load_file, save_file

    _, out = head
    parts = load_file(out / "head.safetensors")
    save_file({k: v.to(getattr(torch, kind)) for k, v in parts.items()}, out / "head.safetensors")
    with pytest.raises(InputError, match=r"head\.safetensors"):
        loaded(out, corpus)


def test_without_an_encoder_for_the_language_the_message_names_the_option(corpus):
    with pytest.raises(InputError, match="reads English") as refused:
        cuewise.fix(corpus, model="reference")
    assert "--encoder NAME_OR_DIR" in refused.value.fix


def test_the_note_is_worded_in_both_languages(corpus, head):
    from cuewise.records import Reason

    note = Reason.of("head-alone", encoder="lm")
    assert "lm" in sentence(note, wording("en"))
    assert "lm" in sentence(note, wording("zh"))
