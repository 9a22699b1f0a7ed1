"""One hash for the content of a corpus, whatever file it came from."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def corpus_fingerprint(
    texts: Sequence[str],
    labels: NDArray[np.int32],
    label_names: Sequence[str],
    texts_b: Sequence[str] | None = None,
) -> str:
    """SHA-256 (hex) of texts, labels and label names, in the order of the rows.

    The length of every string comes before it, so no two corpora give the same bytes.

    Examples
    --------
    >>> a = corpus_fingerprint(["x", "y"], np.array([0, 1], dtype=np.int32), ["neg", "pos"])
    >>> b = corpus_fingerprint(["xy", ""], np.array([0, 1], dtype=np.int32), ["neg", "pos"])
    >>> a == b, len(a)
    (False, 64)
    """
    from cuewise.count.text import length_prefixed

    digest = hashlib.sha256(b"cuewise.corpus/1")
    for field in (label_names, texts, texts_b):
        digest.update(struct.pack("<q", -1 if field is None else len(field)))
        for piece in length_prefixed(field or ()):
            digest.update(piece.data)
    digest.update(np.ascontiguousarray(labels, dtype="<i4").tobytes())
    return digest.hexdigest()
