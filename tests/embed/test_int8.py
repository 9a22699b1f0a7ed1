import re

import numpy as np
import pytest

from cuewise import embed
from cuewise.embed import encoder, int8, runtime
from cuewise.errors import InputError, MissingExtra

pytest.importorskip("tokenizers")
TEXTS = ["good film", "the bad room", "", "film " * 90, "好 坏 😀", "a b c d e f g"]


@pytest.fixture
def model(tmp_path, make):
    return embed.load_encoder(make.model(tmp_path / "model"))


def test_without_its_packages_the_install_line_is_told(model, monkeypatch):
    monkeypatch.setattr(runtime, "missing", lambda *names: names[-1])
    with pytest.raises(MissingExtra, match="onnxruntime") as caught:
        embed.quantised(model, TEXTS)
    assert "pip install 'cuewise[int8]'" in str(caught.value)


def test_the_cost_is_told_with_its_spread():
    cosines = np.linspace(0.9, 1, 101)
    said = str(int8.Cost(cosines))
    assert [float(x) for x in re.findall(r"0\.\d{4}", said)] == [0.95, 0.9, 0.9025, 0.9975]
    assert "101 texts" in said


def test_no_text_to_measure_the_cost_on_is_refused(model):
    for sample in ([], ["", ""]):
        with pytest.raises(InputError, match="measure the cost"):
            embed.quantised(model, sample)


@pytest.fixture
def onnx():
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")


@pytest.mark.usefixtures("onnx")
def test_it_is_near_the_encoder_by_as_much_as_it_says(model):
    fast, cost = embed.quantised(model, TEXTS)
    cosines = (fast.encode(TEXTS) * model.encode(TEXTS)).sum(axis=1)
    np.testing.assert_allclose(cost.cosines, cosines, atol=1e-6)
    assert 0.9 < cosines.min() < 0.999999
    assert fast.encoder_id != model.encoder_id


@pytest.mark.usefixtures("onnx")
def test_a_damaged_graph_is_made_again(model, cache):
    fast, _ = embed.quantised(model, TEXTS)
    (file,) = (cache / "int8").iterdir()
    file.write_bytes(b"damaged")
    encoder._loaded.cache_clear()
    (cache / "vectors.sqlite").unlink()
    assert fast.encode(TEXTS).shape == (6, 32)
    assert file.stat().st_size > 1000


@pytest.mark.usefixtures("onnx")
def test_products_that_narrow_stay_in_full_precision(model):
    import onnx

    graph = onnx.load_from_string(int8._made(model)).graph
    kinds = [node.op_type for node in graph.node]
    # Three layers: query, key, value, output and the widening product in 8 bits.
    assert kinds.count("MatMulInteger") == 3 * 5
