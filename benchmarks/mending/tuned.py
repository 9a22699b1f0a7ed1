"""The default encoder fine-tuned as a classifier, in a plain loop of torch, as a user has it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.embed import default_encoder
from mending.cases import Case

EPOCHS, BATCH, RATE, TOKENS = 3, 16, 5e-5, 96


def fine_tuned(case: Case, seed: int, folder: Path) -> Path:
    """The folder of a classifier fine-tuned on half of a case's texts, made if not there."""
    texts, labels = case.tuned_on["text"].to_list(), case.tuned_on["label"].to_list()
    settings = f"{EPOCHS} {BATCH} {RATE} {TOKENS} {seed}\n"
    name = hashlib.sha256((settings + "\n".join(map(str, [*texts, *labels]))).encode()).hexdigest()
    place = folder / name[:16]
    if not (place / "model.safetensors").is_file():
        _fit(texts, [str(y) for y in labels], seed, place)
    return place


def _fit(texts: list[str], labels: list[str], seed: int, place: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(seed)
    names = sorted(set(labels))
    source = default_encoder().path
    tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
    model: Any = AutoModelForSequenceClassification.from_pretrained(
        source,
        num_labels=len(names),
        id2label=dict(enumerate(names)),
        label2id={n: i for i, n in enumerate(names)},
        local_files_only=True,
    )
    y = torch.tensor([names.index(label) for label in labels])
    steps = EPOCHS * -(-len(texts) // BATCH)
    best = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.LinearLR(best, 1.0, 0.0, steps)
    rng = np.random.default_rng(seed)
    model.train()
    for _ in range(EPOCHS):
        order = rng.permutation(len(texts))
        for start in range(0, len(texts), BATCH):
            rows = order[start : start + BATCH]
            batch = tokenizer(
                [texts[i] for i in rows],
                truncation=True,
                max_length=TOKENS,
                padding=True,
                return_tensors="pt",
            )
            model(**batch, labels=y[rows]).loss.backward()
            best.step()
            pace.step()
            best.zero_grad()
    model.eval().save_pretrained(place)
    tokenizer.save_pretrained(place)
