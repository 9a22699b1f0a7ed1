"""A two-layer BERT fine-tuned in seconds on a corpus in which a word goes with a label."""

import re

import numpy as np

from cuewise.records import Corpus
from cuewise.synth import Plant, make

LABELS = ("negative", "positive")
WORD = "harbour"


def corpus(n=1200, seed=4, *, strength=0.95, pairs=False):
    """Texts with the word in 3 of 10, of these `strength` under the one label."""
    plants = [Plant("word", WORD, "positive", strength, 0.3)]
    rows = make("en", n, plants=plants, seed=seed).rows()
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


def made(corpus, kind="Bert", names=LABELS[::-1], **config):
    """Tokenizer and classifier, weights at random, its labels in another order than ours."""
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
    return own, getattr(transformers, f"{kind}ForSequenceClassification")(settings)


def saved(folder, corpus, *args, **options):
    """A classifier that was not fitted, in a folder."""
    own, model = made(corpus, *args, **options)
    model.eval().save_pretrained(folder)
    own.save_pretrained(folder)
    return folder


def fine_tuned(folder, corpus, base, epochs=4):
    """A BERT that learnt labels and the word apart on `base`, its last layer from `corpus`.

    `base` stands in for what encoders know before they are fine-tuned. Fitted on `corpus` alone,
    one this small makes the word and the label the same, and no last layer can part them.
    """
    import torch

    own, model = made(base, initializer_range=0.1)
    also = torch.nn.Linear(model.config.hidden_size, 1)
    read, theirs, word = _tensors(own, model, base)
    words, rest = _split(model)
    groups = [{"params": words, "lr": 2e-2}, {"params": [*rest, *also.parameters()], "lr": 2e-3}]
    best = torch.optim.AdamW(groups)
    for _ in range(epochs):
        for rows in torch.randperm(len(theirs)).split(32):
            states = model.bert(**{key: values[rows] for key, values in read.items()})[1]
            loss = torch.nn.functional.cross_entropy(model.classifier(states), theirs[rows])
            loss += 0.3 * torch.nn.functional.mse_loss(also(states)[:, 0], word[rows])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            best.step()
            best.zero_grad()
    read, theirs, _ = _tensors(own, model.eval(), corpus)
    with torch.no_grad():
        states = model.bert(**read)[1]
    last = torch.optim.AdamW(model.classifier.parameters(), lr=0.05)
    for _ in range(200):
        torch.nn.functional.cross_entropy(model.classifier(states), theirs).backward()
        last.step()
        last.zero_grad()
    model.save_pretrained(folder)
    own.save_pretrained(folder)
    return folder


def _split(model):
    """The vectors of words, which may be learnt fast, and all other parameters."""
    words = list(model.bert.embeddings.word_embeddings.parameters())
    return words, [p for p in model.parameters() if all(p is not w for w in words)]


def _tensors(own, model, corpus):
    """What the model reads of every document, its label, and whether the word is there."""
    import torch

    columns = [corpus.texts] if corpus.texts_b is None else [corpus.texts, corpus.texts_b]
    read = own(*columns, truncation=True, padding=True, return_tensors="pt")
    theirs = [model.config.label2id[corpus.label_names[y]] for y in corpus.labels]
    word = [float(WORD in text.lower()) for text in corpus.texts]
    return read, torch.tensor(theirs), torch.tensor(word)
