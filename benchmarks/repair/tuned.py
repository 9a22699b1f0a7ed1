"""Fine-tune the default encoder as a classifier in a plain torch loop, as a user would."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from cuewise.embed import default_encoder
from repair.cases import RepairCase

EPOCHS, BATCH, RATE, TOKENS = 3, 16, 5e-5, 96


def fine_tuned(case: RepairCase, seed: int, folder: Path) -> Path:
    """The folder of a classifier fine-tuned on half of a case's texts; fine-tune it if missing."""
    texts, labels = case.tuned_on["text"].to_list(), case.tuned_on["label"].to_list()
    settings = f"{EPOCHS} {BATCH} {RATE} {TOKENS} {seed}\n"
    name = hashlib.sha256((settings + "\n".join(map(str, [*texts, *labels]))).encode()).hexdigest()
    target = folder / name[:16]
    if not (target / "model.safetensors").is_file():
        _fit(texts, [str(y) for y in labels], seed, target)
    return target


def _fit(texts: list[str], labels: list[str], seed: int, target: Path) -> None:
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
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
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
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    model.eval().save_pretrained(target)
    tokenizer.save_pretrained(target)
