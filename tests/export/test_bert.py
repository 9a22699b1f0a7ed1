"""A head on an encoder as a stock BERT classifier: exact, or refused."""

import hashlib
import json

import numpy as np
import pytest

from cuewise import embed
from cuewise.cues.pattern import pattern, remove_matches
from cuewise.embed import Encoder, runtime
from cuewise.errors import InputError
from cuewise.export import bert, core, tokens
from cuewise.models.hf.classifier import load_hf
from cuewise.models.linear.encoder_head import fit_head
from cuewise.records import Corpus
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.synth import make

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

WIDTH, LABELS = 32, ("negative", "neutral", "positive")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "so", "plot", "the"]
WORDS += ["a", "!", ",", "dull", "great"]
TEXTS = ["good film", "so bad , the plot", "", "great !", "a dull film so dull", "unheard"] * 5


def encoder_in(folder, *, dead):
    """A BERT of two small layers with weights at random; `dead`: a coordinate that says nothing."""
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=48,
        max_position_embeddings=24,
    )
    model = transformers.BertModel(config)
    norm = model.encoder.layer[-1].output.LayerNorm
    with torch.no_grad():
        for weights in model.parameters():
            weights.normal_(0, 0.5)
        norm.weight.add_(1)
        if dead:
            norm.weight[7] = norm.bias[7] = 0
    model.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    tokenizer = transformers.BertTokenizerFast(
        tokenizer_file=None, vocab={word: i for i, word in enumerate(WORDS)}
    )
    tokenizer.save_pretrained(folder)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    return Encoder("tiny", folder, digest, WIDTH, max_tokens=16)


def head_on(encoder, texts=TEXTS, texts_b=None):
    labels = np.arange(len(texts), dtype=np.int32) % 3
    ids = [str(i) for i in range(len(texts))]
    corpus = Corpus(ids, texts, labels, LABELS, "demo", texts_b=texts_b)
    return fit_head(corpus, np.arange(len(texts)), encoder=encoder, seed=0)


@pytest.fixture(autouse=True)
def plain(monkeypatch, tmp_path):
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    monkeypatch.setattr(runtime, "half_precision", lambda: False)


def test_a_small_encoder_is_written_exactly(tmp_path):
    (tmp_path / "base").mkdir()
    model = head_on(encoder_in(tmp_path / "base", dead=True))
    written = bert.write_bert(model, tmp_path / "model", TEXTS)
    assert written.difference < 1e-5
    assert np.ptp(model.predict(TEXTS).probs, axis=0).max() > 0.05
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert config["architectures"] == ["BertForSequenceClassification"]
    assert config["id2label"] == {"0": "negative", "1": "neutral", "2": "positive"}
    assert str(tmp_path) not in "".join(
        path.read_text() for path in (tmp_path / "model").glob("*.json")
    )


def test_the_files_take_cues_out_and_another_answer_is_refused(tmp_path, monkeypatch):
    (tmp_path / "base").mkdir()
    model, step = head_on(encoder_in(tmp_path / "base", dead=True)), pattern(["word:film"])
    assert tokens.able(model.encoder.path, step)
    written = bert.write_bert(model, tmp_path / "model", TEXTS, takes_out=step)
    assert written.difference < 1e-5
    plain = ["good Film", "good"]
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / "model")
    held, without = tokenizer(plain)["input_ids"]
    assert held == without
    same, other = bert.answers(tmp_path / "model", plain), model.predict(TEXTS)
    # Two rows of a batch with the same tokens differ by rounding on some processors.
    np.testing.assert_allclose(*same, atol=1e-6)
    assert np.abs(other.probs[0] - same[0]).max() > 0.01
    monkeypatch.setattr(tokens, "save", lambda own, folder, _: own.save_pretrained(folder))
    assert not tokens.able(model.encoder.path, pattern(["word:plot"]))
    with pytest.raises(InputError, match="do not answer as the model does"):
        bert.write_bert(model, tmp_path / "other", TEXTS, takes_out=step)


@pytest.mark.parametrize("cue", ["word:plot", "position:first=bad", "position:last=a"])
def test_what_a_tokenizer_parts_before_the_step_is_not_in_the_files(tmp_path, cue):
    model = head_on(encoder_in(tmp_path, dead=True))
    own = transformers.AutoTokenizer.from_pretrained(model.encoder.path)
    own.add_tokens("subplot plot")
    own.save_pretrained(model.encoder.path)
    assert not tokens.able(model.encoder.path, pattern([cue]))
    assert core(Ablated(model, "ablate-inference", (cue,))).takes_out is None


def test_a_tokenizer_takes_out_what_stands_at_the_ends_of_a_text(tmp_path):
    (tmp_path / "base").mkdir()
    model = head_on(encoder_in(tmp_path / "base", dead=True))
    step = pattern(["position:first=so", "position:last=dull", "ngram:so bad"])
    assert tokens.able(model.encoder.path, step)
    texts = [*TEXTS[:6], "So, so good so", "a dull, dull film dull dull!", "dull\n", "so bad so"]
    written = bert.write_bert(model, tmp_path / "model", texts, takes_out=step)
    assert written.difference < 1e-5
    assert any("begin and end like texts" in note for note in written.notes)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / "model")
    base = transformers.AutoTokenizer.from_pretrained(model.encoder.path)
    for text, left in zip(texts[-4:], remove_matches(texts[-4:], step), strict=True):
        assert tokenizer.tokenize(text) == base.tokenize(left)
    assert tokenizer.tokenize("So, so good so") == ["good", "so"]
    assert tokenizer.tokenize("so bad so") == ["so"]
    # A special token that a text spells out parts it, and the card says so.
    assert tokenizer.tokenize("good [SEP] so good") == ["good", "[SEP]", "good"]


def test_chinese_words_have_no_spaces_around_them(tmp_path):
    (tmp_path / "base").mkdir()
    model, step = head_on(encoder_in(tmp_path / "base", dead=True)), pattern(["word:质量"])
    own = transformers.AutoTokenizer.from_pretrained(model.encoder.path)
    tokens.save(own, tmp_path / "model", step)
    loaded = transformers.AutoTokenizer.from_pretrained(tmp_path / "model")
    normal = loaded.backend_tokenizer.normalizer.normalize_str
    for text, left in {"质量不好": "不好", "这质量不好": "这不好", "好质量质量好": "好好"}.items():
        assert normal(text).replace(" ", "") == left
        assert remove_matches([text], step)[0].replace(" ", "") == left


@pytest.mark.parametrize("cue", ["position:first=good", "position:last=dull"])
def test_a_word_at_an_end_of_a_text_is_removed_by_the_files(tmp_path, cue):
    (tmp_path / "base").mkdir()
    model, step = head_on(encoder_in(tmp_path / "base", dead=True)), pattern([cue])
    assert core(Ablated(model, "ablate-inference", (cue,))).takes_out == step
    texts = ["good film", " Good, so good", "the good film", "film so dull", "dull film, dull."]
    written = bert.write_bert(model, tmp_path / "model", texts, takes_out=step)
    assert any("begin and end like texts" in note for note in written.notes)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / "model")
    own = transformers.AutoTokenizer.from_pretrained(tmp_path / "base")
    assert tokenizer(texts)["input_ids"] == own(remove_matches(texts, step))["input_ids"]
    assert tokenizer(texts)["input_ids"] != own(texts)["input_ids"]


@pytest.mark.parametrize("cue", ["word:mask", "format:uppercase", "punct:["])
def test_special_tokens_stay_and_the_card_reports_it(tmp_path, cue):
    (tmp_path / "base").mkdir()
    model, step = head_on(encoder_in(tmp_path / "base", dead=True)), pattern([cue])
    assert tokens.able(model.encoder.path, step)
    texts = ["good MASK [ film", "bad"]
    written = bert.write_bert(model, tmp_path / "model", texts, takes_out=step)
    assert any(
        "nothing is taken out of it: " in note and "`[MASK]`" in note for note in written.notes
    )


def test_an_encoder_for_which_it_is_not_exact_is_refused(tmp_path):
    (tmp_path / "base").mkdir()
    model = head_on(encoder_in(tmp_path / "base", dead=False))
    with pytest.raises(InputError, match="do not answer as the model does"):
        bert.write_bert(model, tmp_path / "model", TEXTS)


def test_pairs_are_refused(tmp_path):
    (tmp_path / "base").mkdir()
    model = head_on(encoder_in(tmp_path / "base", dead=True), texts_b=TEXTS[::-1])
    with pytest.raises(InputError, match="reads pairs"):
        bert.write_bert(model, tmp_path / "model", TEXTS)


def test_weights_that_were_changed_are_refused(tmp_path):
    (tmp_path / "base").mkdir()
    encoder = encoder_in(tmp_path / "base", dead=True)
    model = head_on(encoder)
    with (tmp_path / "base" / "model.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(InputError, match="not the expected ones"):
        bert.write_bert(model, tmp_path / "model", TEXTS)


@pytest.mark.needs_encoder
def test_plain_transformers_loads_the_default_encoder_with_its_head(tmp_path, monkeypatch):
    rows = make("en", 60, seed=1).rows()
    texts = [row["text"] for row in rows]
    model = head_on(embed.default_encoder(), texts)
    texts = [*texts[:12], "", "word " * 300, "\u4e2d\u6587 \U0001f600"]
    written = bert.write_bert(model, tmp_path, texts)
    assert written.difference < 1e-4
    assert (written.base, written.licence) == (
        "sentence-transformers/all-MiniLM-L6-v2",
        "apache-2.0",
    )
    assert not [p for p in tmp_path.iterdir() if p.suffix in {".bin", ".pt", ".pkl", ".py"}]
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    classify = transformers.pipeline("text-classification", str(tmp_path), top_k=None)
    # In float32, which `written.difference` is measured in; in memory the encoder rounds more.
    rounded = model.predict(texts).probs
    wanted = bert.answers(tmp_path, texts)
    np.testing.assert_allclose(wanted, rounded, atol=5e-3)
    for text, own in zip(texts, wanted, strict=True):
        (found,) = classify([text], truncation=True)
        by_name = {answer["label"]: answer["score"] for answer in found}
        np.testing.assert_allclose([by_name[name] for name in LABELS], own, atol=1e-4)
    again = load_hf(str(tmp_path), LABELS[::-1]).predict(texts).probs
    np.testing.assert_allclose(again[:, ::-1], wanted, atol=1e-4)
