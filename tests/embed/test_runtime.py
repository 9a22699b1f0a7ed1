import pytest

from cuewise.embed import runtime


@pytest.mark.parametrize(
    ("described", "supported", "fast"),
    [
        ("flags : fpu sse2 avx2 fma", False, False),
        ("vendor_id : GenuineIntel\nflags : avx512f avx512_bf16", True, False),  # slower there
        ("vendor_id : GenuineIntel\nflags : avx512_bf16 amx_bf16 amx_tile", True, True),
        ("vendor_id : AuthenticAMD\nflags : avx512f avx512_bf16", True, True),
        ("vendor_id : AuthenticAMD\nflags : avx512f avx512_bf16", False, False),
        ("Features : fp asimd bf16 i8mm", True, True),
        (None, True, False),
    ],
)
def test_bfloat16_is_used_only_where_it_is_faster(
    tmp_path, monkeypatch, described, supported, fast
):
    if described is not None:
        (tmp_path / "cpuinfo").write_text(described)
    monkeypatch.setattr(runtime, "_PROCESSOR", tmp_path / "cpuinfo")
    monkeypatch.setattr(runtime, "_supports_bfloat16", lambda: supported)
    runtime._flags.cache_clear()
    assert runtime.fast_bfloat16.__wrapped__() is fast
    runtime._flags.cache_clear()


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


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ({"avx2", "AuthenticAMD"}, ""),
        ({"avx512_bf16", "GenuineIntel"}, ""),
        ({"avx512_bf16", "AuthenticAMD", "sse2"}, "AuthenticAMD+avx512_bf16"),
        ({"avx512_bf16", "amx_bf16"}, "amx_bf16"),
        ({"bf16", "asimd"}, "bf16"),
    ],
)
def test_processors_of_equal_arithmetic_have_one_name(monkeypatch, flags, named):
    monkeypatch.setattr(runtime, "_flags", lambda: frozenset(flags))
    assert runtime.processor_arithmetic() == named
