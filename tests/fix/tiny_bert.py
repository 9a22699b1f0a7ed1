"""A two-layer BERT fine-tuned in seconds on a corpus in which a word goes with a label."""

import re

import numpy as np

from cuewise.synth import Plant, make
from cuewise.types import Corpus

LABELS = ("negative", "positive")
WORD = "harbour"


def corpus(n=1200, seed=4, *, pairs=False):
    """Texts with the word in 95 of 100 of its documents on the side of the one label."""
    rows = make("en", n, plants=[Plant("word", WORD, "positive", 0.95, 0.3)], seed=seed).rows()
    order = np.random.default_rng(seed).permutation(n)
    texts = [rows[i]["text"] for i in order]
    y = np.array([LABELS.index(rows[i]["label"]) for i in order], np.int32)
    texts_b = [f"take {i % 7}" for i in range(n)] if pairs else None
    return Corpus([str(i) for i in range(n)], texts, y, LABELS, f"tiny{n}", "en", texts_b)


def tokenizer(texts):
    """Words of the texts, each a token."""
    import transformers

    words = sorted({w for text in texts for w in re.findall(r"\w+|[^\w\s]", text.lower())})
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    vocab = {word: i for i, word in enumerate(names)}
    return transformers.BertTokenizerFast(tokenizer_file=None, vocab=vocab, model_max_length=64)


def fine_tuned(folder, corpus, kind="Bert", names=LABELS[::-1], epochs=3, **config):
    """Fit and save a classifier whose labels come in another order than ours."""
    import torch
    import transformers

    torch.manual_seed(0)
    own = tokenizer([*corpus.texts, *(corpus.texts_b or [])])
    sizes = {
        "vocab_size": len(own), "hidden_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 80,
        "hidden_dropout_prob": 0.0, "id2label": dict(enumerate(names)),
        "label2id": {name: i for i, name in enumerate(names)}, "pad_token_id": own.pad_token_id,
    }  # fmt: skip
    settings = getattr(transformers, f"{kind}Config")(**(sizes | config))
    model = getattr(transformers, f"{kind}ForSequenceClassification")(settings)
    theirs = torch.tensor([names.index(corpus.label_names[y]) for y in corpus.labels])
    columns = [corpus.texts] if corpus.texts_b is None else [corpus.texts, corpus.texts_b]
    read = own(*columns, truncation=True, padding=True, return_tensors="pt")
    best = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(epochs):
        for rows in torch.randperm(len(theirs)).split(32):
            batch = {key: values[rows] for key, values in read.items()}
            model(**batch, labels=theirs[rows]).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            best.step()
            best.zero_grad()
    model.eval().save_pretrained(folder)
    own.save_pretrained(folder)
    return folder
