"""Log-likelihoods of continuations equal those of one whole forward pass a text."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    AutoTokenizer,
    CohereConfig,
    CohereForCausalLM,
    Gemma2Config,
    Gemma2ForCausalLM,
    GraniteConfig,
    GraniteForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    PreTrainedTokenizerFast,
)

from cuewise.errors import InputError
from cuewise.models.causal_lm import load_causal_lm

WORDS = ["[PAD]", "a", "b", "c", "d", "e", "=", "x", "y"]


SIZES = {
    "vocab_size": len(WORDS),
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 64,
}


def saved(model, path):
    """A model of random weights and its tokenizer, in a folder."""
    raw = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token=WORDS[0]))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=raw, pad_token=WORDS[0]).save_pretrained(path)
    torch.manual_seed(0)
    model().save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return saved(lambda: LlamaForCausalLM(LlamaConfig(**SIZES)), tmp_path_factory.mktemp("lm"))


def alone(lm, text, n):
    """The log-probability of the last n tokens of a text, by itself."""
    ids = torch.tensor([lm.tokenizer(text)["input_ids"]])
    with torch.inference_mode():
        logits = lm.model(input_ids=ids).logits.float().log_softmax(-1)[0]
    places = range(ids.shape[1] - n, ids.shape[1])
    return sum(float(logits[i - 1, ids[0, i]]) for i in places)


def test_a_shared_prefix_and_a_batch_change_nothing(folder):
    lm = load_causal_lm(str(folder))
    pairs = [("d =", " x"), ("e e e =", " y x"), ("=", " a")] * 30
    found = lm.log_likelihood("a b c ", pairs)
    expected = [
        alone(lm, f"a b c {text}{more}", len(more.split())) for text, more in pairs[:3]
    ] * 30
    # bfloat16 has three digits.
    assert found == pytest.approx(np.array(expected), abs=0.05)


def precise(model, path):
    """A model as it is loaded, in float32, with weights far from zero."""
    lm = load_causal_lm(str(saved(model, path)))
    lm.model.float()
    return lm


PAIRS = [("d =", " x"), ("e e e =", " y x"), ("=", " a"), ("e d =", " b c d")]
ADJUSTED = {
    "gemma2": lambda: Gemma2ForCausalLM(
        Gemma2Config(
            **SIZES,
            initializer_range=1.0,
            head_dim=16,
            num_key_value_heads=1,
            final_logit_softcapping=2.0,
        )
    ),
    "cohere": lambda: CohereForCausalLM(
        CohereConfig(**SIZES, initializer_range=1.0, logit_scale=0.1)
    ),
    "granite": lambda: GraniteForCausalLM(
        GraniteConfig(**SIZES, initializer_range=1.0, logits_scaling=5.0)
    ),
}


@pytest.mark.parametrize("kind", ADJUSTED)
def test_what_a_model_does_to_the_logits_counts(kind, tmp_path):
    """Gemma 2 caps them, Cohere and Granite scale them."""
    lm = precise(ADJUSTED[kind], tmp_path)
    expected = [alone(lm, f"a b c {text}{more}", len(more.split())) for text, more in PAIRS]
    assert lm.log_likelihood("a b c ", PAIRS) == pytest.approx(np.array(expected), abs=1e-4)


def test_a_model_that_makes_logits_everywhere_gives_the_same(tmp_path, monkeypatch):
    lm = precise(ADJUSTED["granite"], tmp_path)
    expected = lm.log_likelihood("a b c ", PAIRS)
    forward = lm.model.forward
    asked = []

    def everywhere(input_ids, attention_mask=None, past_key_values=None, use_cache=None):
        asked.append(input_ids.shape)
        return forward(input_ids, attention_mask, past_key_values=past_key_values, use_cache=True)

    monkeypatch.setattr(lm.model, "forward", everywhere)
    assert lm.log_likelihood("a b c ", PAIRS) == pytest.approx(expected, abs=1e-4)
    assert asked == [(1, 2), (4, 7)]


@pytest.mark.parametrize("name", ["./no/such/folder", "."])
def test_a_folder_without_a_model_is_an_error(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        load_causal_lm(name)


def test_a_model_without_a_trained_output_layer_is_an_error(tmp_path):
    """A reward model has a score in place of the output layer."""
    reward = saved(
        lambda: LlamaForSequenceClassification(LlamaConfig(**SIZES)), tmp_path / "reward"
    )
    with pytest.raises(InputError, match=r"reward: it has no lm_head\.weight\n"):
        load_causal_lm(str(reward))


def test_an_output_layer_tied_to_the_embeddings_is_not_missing(tmp_path):
    config = LlamaConfig(**SIZES, tie_word_embeddings=True)
    lm = load_causal_lm(str(saved(lambda: LlamaForCausalLM(config), tmp_path)))
    assert lm.model.lm_head.weight is lm.model.model.embed_tokens.weight


def test_damaged_weights_are_an_error_that_names_the_folder(tmp_path):
    damaged = saved(lambda: LlamaForCausalLM(LlamaConfig(**SIZES)), tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(bytes(100))
    with pytest.raises(InputError, match=r"cannot load .*damaged: .*header"):
        load_causal_lm(str(damaged))


def test_an_error_without_a_message_is_reported_by_its_kind(tmp_path, monkeypatch):
    silent = saved(lambda: LlamaForCausalLM(LlamaConfig(**SIZES)), tmp_path / "silent")

    def fail(*_, **__):
        raise AttributeError

    monkeypatch.setattr(AutoTokenizer, "from_pretrained", fail)
    with pytest.raises(InputError, match=r"silent: AttributeError\(\)"):
        load_causal_lm(str(silent))


@pytest.mark.parametrize("kind", [LlamaForCausalLM, LlamaForSequenceClassification])
def test_loading_writes_nothing(tmp_path, capfd, kind):
    saved(lambda: kind(LlamaConfig(**SIZES)), tmp_path)
    capfd.readouterr()
    with contextlib.suppress(InputError):
        load_causal_lm(str(tmp_path))
    assert capfd.readouterr() == ("", "")
