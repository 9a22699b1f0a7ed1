import pytest

from cuewise.embed import runtime


@pytest.mark.parametrize(
    ("flags", "may"),
    [
        ("fpu sse2 avx2 fma", False),
        ("avx512f avx512_vnni avx512_bf16", False),  # bfloat16 slower than float32
        ("avx512_bf16 amx_bf16 amx_tile", True),
        ("fp asimd bf16 i8mm", True),
    ],
)
def test_torch_is_looked_at_only_where_bfloat16_is_fast(tmp_path, monkeypatch, flags, may):
    described = tmp_path / "cpuinfo"
    described.write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    monkeypatch.setattr(runtime, "_PROCESSOR", described)
    monkeypatch.setattr(runtime, "_GPUS", (str(tmp_path / "no-gpu"),))
    runtime._flags.cache_clear()
    assert runtime._may_accelerate() is may
    runtime._flags.cache_clear()


def test_a_gpu_or_a_system_that_says_nothing_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(runtime, "_PROCESSOR", tmp_path / "none")
    monkeypatch.setattr(runtime, "_GPUS", (str(tmp_path / "none"),))
    assert runtime._may_accelerate()
    (tmp_path / "cpuinfo").write_text("flags : sse2\n")
    (tmp_path / "gpu").touch()
    monkeypatch.setattr(runtime, "_PROCESSOR", tmp_path / "cpuinfo")
    monkeypatch.setattr(runtime, "_GPUS", (str(tmp_path / "gpu"),))
    assert runtime._may_accelerate()


@pytest.mark.parametrize(
    ("flags", "supported", "pays"),
    [("avx512_bf16", True, False), ("amx_bf16", True, True), ("amx_bf16", False, False)],
)
def test_bfloat16_pays_where_processor_and_torch_have_it(monkeypatch, flags, supported, pays):
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(runtime, "device", lambda: "cpu")
    monkeypatch.setattr(runtime, "_flags", lambda: frozenset({flags}))
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: supported)
    assert runtime.half_precision.__wrapped__() is pays
