"""Log-likelihoods of continuations equal those of one whole forward pass a text."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from cuewise.errors import InputError
from cuewise.models.causal_lm import load_causal_lm

WORDS = ["[PAD]", "a", "b", "c", "d", "e", "=", "x", "y"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("lm")
    raw = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token=WORDS[0]))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=raw, pad_token=WORDS[0]).save_pretrained(path)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=64,
    )
    LlamaForCausalLM(config).save_pretrained(path)
    return path


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


@pytest.mark.parametrize("name", ["./no/such/folder", "."])
def test_a_folder_without_a_model_is_an_error(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        load_causal_lm(name)
