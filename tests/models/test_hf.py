import json
import shutil

import numpy as np
import pytest

from cuewise import models
from cuewise.embed.hub import fingerprint
from cuewise.errors import InputError
from cuewise.records import Corpus

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

ROWS = np.arange(4)
TEXTS = ["good film", "bad film", "so good so good so good so good so good so good", "", "so bad"]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "so", "!"]


def corpus(names=("neg", "pos"), texts_b=None):
    labels = np.array([1, 0, 1, 0, 0], dtype=np.int32)
    return Corpus(list("12345"), TEXTS, labels, names, "test", "en", texts_b)


def save(folder, id2label):
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    tokenizer = transformers.BertTokenizer(str(folder / "vocab.txt"), model_max_length=32)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32, id2label=id2label, initializer_range=0.5,
        label2id={name: i for i, name in id2label.items()},
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save(tmp_path_factory.mktemp("hf") / "tiny", {0: "POS", 1: "NEG"})


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def load(path, **kwargs):
    return models.build(f"hf:{path}", corpus(**kwargs), ROWS, seed=0)[0]


def reference(folder, *columns):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    encoded = tokenizer(*columns, padding=True, truncation=True, return_tensors="pt")
    with torch.no_grad():
        return model(**encoded).logits.softmax(-1).numpy()


def test_probabilities_are_those_of_the_model_in_the_order_of_our_labels(folder):
    model = load(folder)
    answer = model.predict(TEXTS)
    np.testing.assert_allclose(answer.probs, reference(folder, TEXTS)[:, ::-1], atol=0.03)
    assert answer.model_id == f"hf:{folder}"
    assert model.notes == ()


def test_pairs_are_read_as_pairs(folder):
    other = TEXTS[::-1]
    model = load(folder, texts_b=other)
    expected = reference(folder, TEXTS, other)[:, ::-1]
    np.testing.assert_allclose(model.predict(TEXTS, other).probs, expected, atol=0.03)


def test_a_text_has_one_answer_whatever_it_is_batched_with(folder, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    model = load(folder).inner
    together = model.predict([*TEXTS, *TEXTS]).probs
    for i, text in enumerate(TEXTS):
        np.testing.assert_array_equal(model.predict([text]).probs[0], together[i])
    np.testing.assert_array_equal(together[:5], together[5:])


def test_the_second_process_pays_nothing(folder):
    first = load(folder).predict(TEXTS)
    second = load(folder).predict(TEXTS)
    assert (first.n_calls, second.n_calls) == (5, 0)
    np.testing.assert_array_equal(first.probs, second.probs)
    assert load(folder).predict([]).probs.shape == (0, 2)


def test_other_weights_have_another_fingerprint(folder, tmp_path):
    again = save(tmp_path / "tiny", {0: "POS", 1: "NEG"})
    assert fingerprint(folder) == fingerprint(again)
    config = json.loads((again / "config.json").read_text())
    (again / "config.json").write_text(json.dumps(config | {"layer_norm_eps": 1e-3}))
    assert fingerprint(folder) != fingerprint(again)


def test_generic_labels_go_by_order_with_a_note(tmp_path):
    model = load(save(tmp_path / "generic", {0: "LABEL_0", 1: "LABEL_1"}))
    assert [(r.code, r.facts["ours"]) for r in model.notes] == [("labels-by-order", "neg, pos")]


def test_models_that_cannot_be_used_say_why(folder, tmp_path):
    with pytest.raises(InputError) as caught:
        load(folder, names=("ham", "spam"))
    assert "POS, NEG" in str(caught.value)
    assert "ham, spam" in str(caught.value)
    with pytest.raises(InputError) as caught:
        load(folder.parent / "tinny")
    assert "does not exist" in str(caught.value)
    assert f"did you mean {folder}?" in str(caught.value)
    with pytest.raises(InputError, match="could not be fetched from the hub"):
        load("nobody/no-such-model-here")


def test_weights_in_a_pickle_are_refused(folder, tmp_path):
    pickled = shutil.copytree(folder, tmp_path / "pickled")
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    with pytest.raises(InputError, match=r"pytorch_model.bin only: a pickle"):
        load(pickled)
    (pickled / "pytorch_model.bin").unlink()
    with pytest.raises(InputError, match="holds no weights"):
        load(pickled)


@pytest.mark.parametrize("key", ["attn_implementation", "_attn_implementation"])
def test_a_folder_that_names_a_kernel_on_the_hub_is_refused(folder, tmp_path, key):
    hostile = shutil.copytree(folder, tmp_path / "hostile")
    config = json.loads((hostile / "config.json").read_text())
    (hostile / "config.json").write_text(json.dumps(config | {key: "somebody/kernel"}))
    with pytest.raises(InputError, match=f"{key} is 'somebody/kernel': code on the hub"):
        load(hostile)


def test_an_encoder_without_a_trained_head_is_no_classifier(folder, tmp_path):
    bare = shutil.copytree(folder, tmp_path / "bare")
    transformers.BertModel.from_pretrained(folder).save_pretrained(bare)
    with pytest.raises(InputError, match=r"bare: it has no classifier\.bias, classifier\.weight"):
        load(bare, names=("LABEL_0", "LABEL_1"))


def test_damaged_weights_are_refused(folder, tmp_path):
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(bytes(100))
    with pytest.raises(InputError, match=r"cannot load .*damaged: "):
        load(damaged)


def test_a_folder_without_a_tokenizer_or_of_code_is_refused(folder, tmp_path):
    broken = shutil.copytree(folder, tmp_path / "broken")
    config = json.loads((broken / "config.json").read_text())
    (broken / "config.json").write_text(json.dumps(config | {"model_type": "no-such-type"}))
    with pytest.raises(InputError, match="cannot load"):
        load(broken)


def test_a_decoder_without_a_padding_token_works(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    vocabulary = {word: i for i, word in enumerate([*WORDS, "<end>"])}
    core = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    core.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=core, eos_token="<end>")  # noqa: S106
    fast.save_pretrained(tmp_path / "gpt")
    config = transformers.GPT2Config(
        vocab_size=len(vocabulary), n_positions=32, n_embd=16, n_layer=1, n_head=2,
        bos_token_id=10, eos_token_id=10, pad_token_id=10,
        id2label={0: "neg", 1: "pos"}, label2id={"neg": 0, "pos": 1},
    )  # fmt: skip
    transformers.GPT2ForSequenceClassification(config).save_pretrained(tmp_path / "gpt")
    probs = load(tmp_path / "gpt").predict(["good film", "so"]).probs
    np.testing.assert_allclose(probs.sum(axis=1), 1)
