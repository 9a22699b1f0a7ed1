"""A classifier with another last layer as files: those of the classifier, but for that layer."""

import json

import fix_samples
import numpy as np
import pytest
import tiny_bert

from cuewise import embed, models
from cuewise.errors import InputError
from cuewise.export import Origin, check_pairs, core, export, hf
from cuewise.models.hf.classifier import load_hf
from cuewise.models.linear.logistic import Logistic
from cuewise.records import Reason
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.report.wording import wording

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
safetensors = pytest.importorskip("safetensors.numpy")

ROWS = np.arange(40)


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    monkeypatch.setattr(embed.runtime, "half_precision", lambda: False)


@pytest.fixture(scope="module", params=["Bert", "DistilBert", "Roberta"])
def folder(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("hf") / request.param
    own = fix_samples.corpus()
    names = ("pos", "neg")
    return tiny_bert.saved(path, own, request.param, names, initializer_range=0.5)


def repaired(folder, corpus):
    """The classifier with another head, made by hand."""
    inner = models.repairable(load_hf(str(folder), corpus.label_names), corpus, ROWS).inner
    rng = np.random.default_rng(0)
    weights = rng.normal(size=inner.logistic.weights.shape).astype(np.float32)
    return inner.with_head(Logistic(weights, np.array([0.3, -0.2])), "mask")


def asked(folder, *columns):
    """What plain transformers makes of the folder, by the names of its labels."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    batch = tokenizer(*map(list, columns), truncation=True, padding=True, return_tensors="pt")
    with torch.no_grad():
        probs = model(**batch).logits.softmax(-1).numpy()
    at = {name: i for i, name in model.config.id2label.items()}
    return probs[:, [at["neg"], at["pos"]]]


def test_plain_transformers_answers_as_the_model_in_memory(folder, tmp_path):
    corpus = fix_samples.corpus()
    model = repaired(folder, corpus)
    written = hf.write_hf(model, tmp_path / "model", corpus.texts)
    assert written.difference < 1e-4
    texts = [*corpus.texts, "", "word " * 300, "\u4e2d\u6587 \U0001f600"]
    wanted = model.predict(texts).probs
    np.testing.assert_allclose(asked(tmp_path / "model", texts), wanted, atol=1e-4)
    assert np.ptp(wanted, axis=0).max() > 0.05
    again = load_hf(str(tmp_path / "model"), corpus.label_names).predict(texts).probs
    np.testing.assert_allclose(again, wanted, atol=1e-4)


def test_plain_transformers_takes_the_cues_out(folder, tmp_path):
    corpus = fix_samples.corpus()
    inner, word = repaired(folder, corpus), corpus.texts[0].split(" ")[0]
    model = Ablated(inner, "ablate-inference", (f"word:{word.lower()}",))
    own = core(model)
    assert (own.model, own.left_out) == (inner, ())
    fixed = fix_samples.made(model)
    out = tmp_path / "model"
    assert export(model, out, Origin(fixed.comparison, fixed.after, fixed.sample)) == own
    texts = [*corpus.texts, f"a {word.upper()}, b", "", word]
    wanted = model.predict(texts).probs
    np.testing.assert_allclose(asked(out, texts), wanted, atol=1e-4)
    assert np.abs(wanted - inner.predict(texts).probs).max() > 0.01
    again = load_hf(str(out), corpus.label_names).predict(texts).probs
    np.testing.assert_allclose(again, wanted, atol=1e-4)
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "remove the repaired cues from a text themselves" in card
    assert "without a step" not in card
    assert json.loads((out / "cuewise.json").read_text("utf-8"))["takes_out"] == own.takes_out


def test_a_step_without_an_expression_is_not_in_the_files(folder):
    corpus = fix_samples.corpus()
    own = core(Ablated(repaired(folder, corpus), "ablate-inference", ("char:a",)))
    assert own.takes_out is None
    assert len(own.left_out) == 1
    both = Ablated(
        Ablated(repaired(folder, corpus), "ablate-inference", ("word:a",)), "again", ("word:b",)
    )
    assert len(core(both).left_out) == 2


def test_only_the_last_layer_is_another(folder, tmp_path):
    model = repaired(folder, fix_samples.corpus())
    hf.write_hf(model, tmp_path / "model", ["good film"])
    old, new = (
        safetensors.load_file(path / "model.safetensors") for path in (folder, tmp_path / "model")
    )
    other = {name for name in old if not np.array_equal(old[name], new[name])}
    assert set(old) == set(new)
    assert other == {f"{model.layer}.weight", f"{model.layer}.bias"}
    before, after = (
        json.loads((p / "config.json").read_text()) for p in (folder, tmp_path / "model")
    )
    assert after["id2label"] == before["id2label"]
    assert after["architectures"] == before["architectures"]
    assert not [p for p in (tmp_path / "model").iterdir() if p.suffix in {".bin", ".pt", ".py"}]


def test_the_model_in_memory_is_not_touched(folder, tmp_path):
    corpus = fix_samples.corpus()
    plain = load_hf(str(folder), corpus.label_names)
    before = plain.predict(corpus.texts).probs
    hf.write_hf(repaired(folder, corpus), tmp_path / "model", corpus.texts)
    np.testing.assert_array_equal(plain.predict(corpus.texts).probs, before)


def test_pairs_are_written_too(tmp_path):
    corpus = tiny_bert.corpus(40, pairs=True)
    tiny_bert.saved(tmp_path / "base", corpus, initializer_range=0.5)
    model = repaired(tmp_path / "base", corpus)
    fixed = fix_samples.made(model)
    origin = Origin(fixed.comparison, fixed.after, tuple(corpus.texts), tuple(corpus.texts_b))
    out = tmp_path / "model"
    export(model, out, origin)
    again = load_hf(str(out), corpus.label_names).predict(corpus.texts, corpus.texts_b)
    wanted = model.predict(corpus.texts, corpus.texts_b).probs
    np.testing.assert_allclose(again.probs, wanted, atol=1e-4)
    assert '"text_pair"' in (out / "README.md").read_text(encoding="utf-8")
    check_pairs(corpus, "hf:somewhere")
    with pytest.raises(InputError, match="text pairs cannot be written") as refused:
        check_pairs(corpus, "tfidf")
    assert "hf:" in refused.value.allowed
    with pytest.raises(InputError, match="text pairs cannot be written"):
        export(fix_samples.made().predictor, tmp_path / "other", origin)
    assert not (tmp_path / "other").exists()


def test_files_that_answer_otherwise_are_refused(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(hf, "_put", lambda *_: None)
    with pytest.raises(InputError, match="do not answer as the model does"):
        hf.write_hf(repaired(folder, fix_samples.corpus()), tmp_path / "model", ["good film"])


def test_card_and_provenance(folder, tmp_path):
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Mine\n", encoding="utf-8")
    fixed = fix_samples.made(
        repaired(folder, fix_samples.corpus()), notes=(Reason.of("fitted-elsewhere"),)
    )
    out = tmp_path / "model"
    export(fixed.predictor, out, Origin(fixed.comparison, fixed.after, fixed.sample))
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "license: mit" in card
    assert "base_model" not in card
    assert f"**Note: {wording('en')('why.fitted-elsewhere')}.**" in card
    assert "pass `truncation=True`" in card
    provenance = json.loads((out / "cuewise.json").read_text(encoding="utf-8"))
    assert provenance["checked"]["largest_difference"] < 1e-4
    assert provenance["remedy"] == "mask"
    assert provenance["model"] == f"{folder.name}+mask"
    assert "`classifier" in card
    told = [p.read_text("utf-8") for p in out.iterdir() if p.suffix in {".json", ".md"}]
    assert not any(str(folder) in text for text in told)
