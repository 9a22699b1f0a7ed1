import dataclasses
import json

import numpy as np
import pytest

from cuewise import embed
from cuewise.embed import distilled, encoder
from cuewise.errors import InputError

pytest.importorskip("tokenizers")
pytest.importorskip("safetensors")
TEXTS = ["good film", "film good", "", "lone \ud800 surrogate", "😀", "bad room " * 200, "a\x00b"]


@pytest.fixture
def model(tmp_path, make):
    return embed.load_encoder(make.model(tmp_path / "model"))


def test_a_text_is_the_mean_of_its_pieces_each_embedded_alone(tmp_path, model, monkeypatch):
    monkeypatch.setattr(distilled, "_SIF", 1e9)  # all pieces count the same
    static = embed.load_static(embed.distil(model, tmp_path / "static"))
    names = ["good", "film", "room", "bad", "a", "the"]
    alone = model.encode(names).astype(float)
    # A rotation keeps angles between centred vectors; the centre is that of the whole vocabulary.
    every = [static.tokenizer.id_to_token(i) for i in range(len(static.vectors))]
    ids = [[2, i, 3] for i in range(len(every))]
    centred = alone - model.encode_ids(ids).mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    ours = static.encode(names)
    np.testing.assert_allclose(ours @ ours.T, centred @ centred.T, atol=1e-3)
    both = static.vectors[[every.index("good"), every.index("film")]].sum(axis=0)
    np.testing.assert_allclose(static.encode(["good film"])[0], both / np.linalg.norm(both), 1e-5)


def test_frequent_pieces_count_less(tmp_path, model):
    static = embed.load_static(embed.distil(model, tmp_path / "static"))
    weights = distilled._weights(len(static.vectors)).ravel()
    assert (np.diff(weights) > 0).all()
    n = np.arange(2, len(weights) + 2)
    np.testing.assert_allclose(weights, 1e-4 / (1e-4 + 1 / n / (1 / n).sum()), rtol=1e-5)


def test_word_order_does_not_matter_and_no_piece_gives_zero(tmp_path, model):
    static = embed.load_static(embed.distil(model, tmp_path / "static"))
    vectors = static.encode(TEXTS)
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
    assert not vectors[[2, 4]].any()
    lengths = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(lengths[[0, 1, 5, 6]], 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        np.testing.assert_array_equal(static.encode([text])[0], vector)
    assert static.encode([]).shape == (0, static.width)
    assert static.words().pieces("good film") == static.pieces(["good film"])[0]


def test_model2vec_reads_it_and_agrees(tmp_path, model):
    peer = pytest.importorskip("model2vec")
    folder = embed.distil(model, tmp_path / "static")
    theirs = peer.StaticModel.from_pretrained(folder).encode(["good film", "the bad room"])
    ours = embed.load_static(folder).encode(["good film", "the bad room"])
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_distilled_once_then_from_the_cache_without_the_model(model, monkeypatch):
    first = embed.static_of(model)
    distilled.static_of.cache_clear()
    monkeypatch.setattr(encoder, "_load", None)
    np.testing.assert_array_equal(embed.static_of(model).vectors, first.vectors)


def test_what_was_cut_off_or_damaged_is_distilled_again(model, cache):
    first = embed.static_of(model)
    (folder,) = (cache / "static").iterdir()
    for name in ("config.json", "model.safetensors"):
        distilled.static_of.cache_clear()
        (folder / name).write_bytes(b"damaged")
        np.testing.assert_array_equal(embed.static_of(model).vectors, first.vectors)


def test_without_a_cache_it_says_what_to_do(model, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    distilled.static_of.cache_clear()
    with pytest.raises(InputError, match="CUEWISE_CACHE is off") as caught:
        embed.static_of(dataclasses.replace(model, name="another"))
    assert "load_static(folder)" in str(caught.value)


def test_a_folder_of_something_else_is_refused(tmp_path, model):
    with pytest.raises(InputError, match="no static vectors") as caught:
        embed.load_static(tmp_path / "nowhere")
    assert "distil(encoder, folder)" in str(caught.value)
    with pytest.raises(InputError, match="no static vectors"):
        embed.load_static(model.path)
    folder = embed.distil(model, tmp_path / "static")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "bert"}))
    with pytest.raises(InputError, match="model_type 'bert'"):
        embed.load_static(folder)
