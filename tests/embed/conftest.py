"""Encoders of random weights, made here, in the layouts that people have."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "room", "the"]
VOCABULARY += [chr(c) for c in range(97, 123)] + [f"##{chr(c)}" for c in range(97, 123)]
VOCABULARY += ["好", "坏", ".", "!", "?"]


def tokenizer(folder, first="[CLS]", last="[SEP]"):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    table = {word: i for i, word in enumerate(VOCABULARY)}
    made = Tokenizer(models.WordPiece(table, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = [(first, table[first]), (last, table[last])]
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", pair=f"{first} $A {last} $B {last}", special_tokens=special
    )
    # Released tokenizers come with a length of their own to cut and fill to.
    made.enable_truncation(16)
    made.enable_padding(length=16)
    made.save(str(folder / "tokenizer.json"))


def random_model(folder, kind="bert", **options):
    """A tiny model of transformers with weights far from zero, and its tokenizer, in `folder`."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    common = {
        "vocab_size": len(VOCABULARY),
        "hidden_size": 32,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": 64,
        "pad_token_id": 0,
    }
    if kind == "distilbert":
        common = {"vocab_size": len(VOCABULARY), "dim": 32, "n_layers": 2, "n_heads": 4}
        common |= {"hidden_dim": 64, "max_position_embeddings": 64, "pad_token_id": 0}
    torch.manual_seed(0)
    config = transformers.AutoConfig.for_model(kind, **(common | options))
    model = transformers.AutoModel.from_config(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                weight.normal_(0, 0.3)
            elif "LayerNorm.weight" not in name:
                weight.normal_(0, 0.1)
    model.save_pretrained(folder)
    tokenizer(folder)
    return folder


def sentence_folder(folder, pooling, *, normalize=True, nested=False, **sentence):
    """A folder of sentence-transformers around a tiny BERT."""
    inner = folder / "0_Transformer" if nested else folder
    inner.mkdir(parents=True, exist_ok=True)
    random_model(inner)
    kinds = ["Transformer", "Pooling"] + ["Normalize"] * normalize
    paths = ["0_Transformer" if nested else "", "1_Pooling", "2_Normalize"]
    steps = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(zip(kinds, paths, strict=False))
    ]
    (folder / "modules.json").write_text(json.dumps(steps))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    (inner / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 48} | sentence))
    return folder


def plain(folder, texts, pooling="mean", max_tokens=64):
    """The vectors of transformers alone, one text at a time in float32: the oracle."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModel

    cut = Tokenizer.from_file(str(folder / "tokenizer.json"))
    cut.no_padding()
    cut.enable_truncation(max_tokens)
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval().float()
    pools = {"mean": lambda s: s.mean(0), "cls": lambda s: s[0], "max": lambda s: s.amax(0)}
    rows = []
    for text in texts:
        ids = torch.tensor([cut.encode(text).ids])
        with torch.inference_mode():
            rows.append(pools[pooling](model(input_ids=ids).last_hidden_state[0]).numpy())
    rows = np.stack(rows)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def make():
    """What the tests of this folder make, and what they compare with."""
    return SimpleNamespace(
        model=random_model, sentence=sentence_folder, tokenizer=tokenizer, oracle=plain
    )


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
