import json
import shutil

import numpy as np
import pytest

from cuewise import embed
from cuewise.embed.engines import load_engine
from cuewise.errors import InputError

pytest.importorskip("tokenizers")
TEXTS = ["good film", "the bad room", "", "film " * 90, "好 坏 😀"]
MEAN = {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True}


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        (MEAN | {"pooling_mode_cls_token": False}, "mean"),
        ({"word_embedding_dimension": 32, "pooling_mode_cls_token": True}, "cls"),
        ({"embedding_dimension": 32, "pooling_mode": "max"}, "max"),
        ({"embedding_dimension": 32, "pooling_mode": ["mean"], "include_prompt": True}, "mean"),
        (MEAN | {"pooling_mode_mean_tokens": False, "pooling_mode_mean_sqrt_len_tokens": True},
         "mean_sqrt_len_tokens"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("nested", [False, True])
def test_a_folder_of_sentence_transformers(tmp_path, make, pooling, expected, nested):
    peer = pytest.importorskip("sentence_transformers")
    folder = make.sentence(tmp_path, pooling, nested=nested)
    ours = embed.load_encoder(folder)
    assert (ours.pooling, ours.max_tokens, ours.width) == (expected, 48, 32)
    theirs = peer.SentenceTransformer(str(folder), device="cpu").encode(
        TEXTS, normalize_embeddings=True
    )
    assert (ours.encode(TEXTS) * theirs).sum(1).min() > 0.999


def test_vectors_have_unit_length_whether_or_not_the_folder_says_so(tmp_path, make):
    ours = embed.load_encoder(make.sentence(tmp_path, MEAN, normalize=False))
    np.testing.assert_allclose(np.linalg.norm(ours.encode(TEXTS), axis=1), 1, atol=1e-5)


def test_a_default_prompt_stands_before_every_text(tmp_path, make):
    folder = make.sentence(tmp_path, MEAN)
    bare = embed.load_encoder(folder)
    told = {"prompts": {"query": "good "}, "default_prompt_name": "query"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(told))
    asked = embed.load_encoder(folder)
    np.testing.assert_array_equal(asked.encode(["film"]), bare.encode(["good film"]))
    assert asked.encoder_id != bare.encoder_id


def test_a_plain_folder_gets_the_mean_and_its_own_limits(tmp_path, make):
    plain = embed.load_encoder(make.model(tmp_path))
    assert (plain.pooling, plain.max_tokens) == ("mean", 64)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 20}))
    assert embed.load_encoder(tmp_path).max_tokens == 20
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 1e30}))
    assert embed.load_encoder(str(tmp_path)).max_tokens == 64


def test_another_tokenizer_is_another_encoder(tmp_path, make):
    first = embed.load_encoder(make.model(tmp_path))
    make.tokenizer(tmp_path, first="[MASK]")
    again = embed.load_encoder(tmp_path)
    assert first.sha256 == again.sha256
    assert first.encoder_id != again.encoder_id


@pytest.mark.parametrize(
    ("pooling", "named"),
    [
        ({"pooling_mode_lasttoken": True}, "lasttoken"),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}, "cls and mean"),
        ({"pooling_mode": "attention"}, "attention"),
        ({}, "nothing"),
    ],
)
def test_an_unknown_pooling_is_refused_with_what_is_allowed(tmp_path, make, pooling, named):
    with pytest.raises(InputError, match=f"pooling by {named}") as caught:
        embed.load_encoder(make.sentence(tmp_path, pooling))
    assert "one of mean, mean_sqrt_len_tokens, cls, max" in str(caught.value)


def test_an_unknown_step_and_a_place_outside_are_refused(tmp_path, make):
    folder = make.sentence(tmp_path, MEAN)
    steps = json.loads((folder / "modules.json").read_text())
    dense = [*steps, {"path": "3_Dense", "type": "sentence_transformers.models.Dense"}]
    (folder / "modules.json").write_text(json.dumps(dense))
    with pytest.raises(InputError, match="steps Transformer, Pooling, Normalize, Dense"):
        embed.load_encoder(folder)
    (folder / "modules.json").write_text(json.dumps([steps[0], steps[1] | {"path": "../.."}]))
    with pytest.raises(InputError, match="outside"):
        embed.load_encoder(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named_with_what_to_do(tmp_path, make, name):
    folder = make.model(tmp_path)
    (folder / name).unlink()
    (folder / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(InputError, match=f"lacks {name}") as caught:
        embed.load_encoder(folder)
    assert "save_pretrained" in str(caught.value)
    assert "pickle are never read" in str(caught.value)


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("config.json", DEEP, "recursion"),
        ("config.json", '{"hidden_size": ' + "9" * 5000 + "}", "digits"),
        ("config.json", '{"hidden_size": -3}', "hidden_size"),
        ("config.json", '{"hidden_size": 32, "architectures": 5}', "architectures"),
        ("config.json", '{"hidden_size": 32, "model_type": ["bert"]}', "model_type"),
        ("config.json", '{"hidden_size": 32, "max_position_embeddings": "x"}', "max_position"),
        ("config.json", '{"hidden_size": 32, "attn_implementation": "me/kernel"}', "code on the"),
        ("config.json", '{"a": [{"_attn_implementation": {"": "me/kernel"}}]}', "code on the hub"),
        ("tokenizer_config.json", '{"model_max_length": "512"}', "model_max_length"),
        ("tokenizer_config.json", '{"model_max_length": -Infinity}', "model_max_length"),
        ("tokenizer_config.json", '{"model_max_length": ' + "9" * 999 + "}", "model_max_length"),
        ("sentence_bert_config.json", "[]", "dictionary"),
        ("1_Pooling/config.json", '{"pooling_mode": 5}', "pooling_mode"),
        ("1_Pooling/config.json", '{"pooling_mode": [5]}', "pooling_mode"),
        ("config_sentence_transformers.json", '{"default_prompt_name": "query"}', "'query'"),
        ("config_sentence_transformers.json", '{"prompts": 5}', "prompts"),
        ("modules.json", "5", "list"),
        ("modules.json", '[{"type": "Transformer"}]', "path: Field required"),
        ("modules.json", '[{"type": "Transformer", "path": "\\u0000"}]', "path"),
        ("modules.json", '[{"type": "Transformer", "path": "' + "a" * 5000 + '"}]', "path"),
    ],
)
def test_a_hostile_file_is_refused_with_its_name_and_fault(tmp_path, make, file, content, fault):
    folder = make.sentence(tmp_path, MEAN)
    (folder / file).write_text(content)
    with pytest.raises(InputError, match=fault) as caught:
        embed.load_encoder(folder)
    assert str(folder / file) in caught.value.what


def test_a_step_without_a_tokenizer_is_refused(tmp_path, make):
    folder = make.sentence(tmp_path, MEAN)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(InputError, match=r"lacks tokenizer\.json"):
        embed.load_encoder(folder)


@pytest.mark.parametrize("content", ["", "[1]", "{", '"x"'])
def test_a_file_of_something_else_is_refused(tmp_path, make, content):
    folder = make.model(tmp_path)
    (folder / "config.json").write_text(content)
    with pytest.raises(InputError, match=r"config\.json"):
        embed.load_encoder(folder)


def test_no_folder_says_that_nothing_is_downloaded(tmp_path):
    with pytest.raises(InputError, match="no folder") as caught:
        embed.load_encoder("sentence-transformers/all-mpnet-base-v2")
    assert "nothing is downloaded" in str(caught.value)


def test_weights_that_change_after_loading_are_refused(tmp_path, make):
    folder = make.model(tmp_path / "a")
    made = embed.load_encoder(folder)
    other = make.model(tmp_path / "b", num_hidden_layers=2)
    shutil.copy(other / "model.safetensors", folder)
    with pytest.raises(InputError, match="not the expected ones"):
        made.encode(["good"])


def language_model(folder, make, *, half=False):
    """A tiny causal language model, saved with its output layer."""
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    sizes = {"vocab_size": 67, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    sizes |= {"num_attention_heads": 4, "max_position_embeddings": 4096, "pad_token_id": 0}
    config = transformers.LlamaConfig(**sizes)
    model = transformers.LlamaForCausalLM(config)
    (model.bfloat16() if half else model).save_pretrained(folder)
    make.tokenizer(folder)
    return folder


def test_a_language_model_gives_the_mean_of_its_last_states(tmp_path, make):
    folder = language_model(tmp_path, make)
    ours = embed.load_encoder(folder)
    assert ours.language_model
    assert (ours.pooling, ours.width, ours.max_tokens) == ("mean", 32, 512)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 131072}))
    assert embed.load_encoder(folder).max_tokens == 512
    wanted = make.oracle(folder, TEXTS, max_tokens=512)
    assert (ours.encode(TEXTS) * wanted).sum(1).min() > 0.999
    # Padding on the right changes nothing.
    alone = np.vstack([ours.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(ours.encode(TEXTS), alone, atol=1e-6)
    assert ours.knows("film")
    assert not ours.knows("filmic")


def test_a_language_model_without_its_output_layer_is_one_too(tmp_path, make):
    folder = make.model(tmp_path / "llama", kind="llama")
    assert embed.load_encoder(folder).language_model
    (tmp_path / "bert").mkdir()
    assert not embed.load_encoder(make.model(tmp_path / "bert")).language_model


def test_a_sentence_encoder_made_of_a_language_model_is_a_sentence_encoder(tmp_path, make):
    folder = make.sentence(tmp_path, MEAN)
    language_model(folder, make)
    assert not embed.load_encoder(folder).language_model


@pytest.mark.parametrize("fast", [True, False])
def test_bfloat16_is_used_for_weights_saved_in_it_where_it_is_fast(
    tmp_path, make, monkeypatch, fast
):
    torch = pytest.importorskip("torch")
    folder = language_model(tmp_path, make, half=True)
    monkeypatch.setattr("cuewise.embed.runtime.fast_bfloat16", lambda: fast)
    monkeypatch.setattr("cuewise.embed.runtime.device", lambda: "cpu")
    engine = load_engine(folder, width=32, max_tokens=512, pooling="mean")
    assert engine.model.dtype == (torch.bfloat16 if fast else torch.float32)
