"""The store of finished pieces: whole files, and nothing that a file holds ends a run."""

import os
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from cuewise import finished
from cuewise.finished import Finished, piece_key

KEY, OTHER = piece_key("one"), piece_key("other")


def same(a, b):
    return a.keys() == b.keys() and all(
        a[k].dtype == b[k].dtype and a[k].shape == b[k].shape and a[k].tobytes() == b[k].tobytes()
        for k in a
    )


@given(
    arrays=st.dictionaries(
        st.sampled_from(["a", "file", "名", "args", "arr_0"]),
        arrays_of.arrays(
            st.sampled_from(["f8", "f4", "i8", "?", "U3", "c16"]),
            arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4),
        ),
    )
)
def test_what_is_put_in_comes_back_bit_for_bit(arrays, tmp_path_factory):
    store = Finished(tmp_path_factory.mktemp("store"))
    store.put(KEY, arrays)
    assert same(store.get(KEY), arrays)
    assert store.get(OTHER) is None


def test_a_piece_is_replaced_and_nothing_else_lies_about(tmp_path):
    store = Finished(tmp_path / "deep" / "store")
    for value in (1.0, 2.0):
        store.put(KEY, {"x": np.array(value)})
    assert store.get(KEY)["x"] == 2.0
    assert [path.name for path in store.folder.iterdir()] == [f"{KEY}.npz"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_piece_is_missing(tmp_path, share):
    store = Finished(tmp_path)
    store.put(KEY, {"x": np.arange(1000.0)})
    path = tmp_path / f"{KEY}.npz"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert store.get(KEY) is None
    store.put(KEY, {"x": np.arange(3.0)})
    assert store.get(KEY)["x"].tolist() == [0, 1, 2]


@given(place=st.integers(0, 10**6), value=st.integers(1, 255))
def test_a_damaged_byte_never_changes_an_answer(tmp_path_factory, place, value):
    store = Finished(tmp_path_factory.mktemp("store"))
    arrays = {"x": np.arange(50.0)}
    store.put(KEY, arrays)
    path = store.folder / f"{KEY}.npz"
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= value
    path.write_bytes(content)
    found = store.get(KEY)
    assert found is None or same(found, arrays)


def hostile_object(path):
    np.savez(path, x=np.array([{"an": "object"}], dtype=object))


def hostile_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", b"\0" * 10**6)


def hostile_shape(path):
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000,), }"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)


@pytest.mark.parametrize(
    "make",
    [
        hostile_object,
        hostile_bomb,
        hostile_shape,
        lambda path: path.write_bytes(b"PK\x03\x04 not a zip"),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("elsewhere.npz"),
        os.mkfifo,
        lambda path: np.savez(path, x=np.ones(2)),
    ],
)
def test_a_hostile_file_is_missing(tmp_path, make):
    elsewhere = Finished(tmp_path / "elsewhere")
    elsewhere.put(KEY, {"x": np.ones(2)})
    (tmp_path / "elsewhere" / f"{KEY}.npz").rename(tmp_path / "elsewhere.npz")
    make(tmp_path / f"{KEY}.npz")
    assert Finished(tmp_path).get(KEY) is None


def test_a_piece_under_the_name_of_another_is_missing(tmp_path):
    store = Finished(tmp_path)
    store.put(KEY, {"x": np.ones(2)})
    (tmp_path / f"{KEY}.npz").rename(tmp_path / f"{OTHER}.npz")
    assert store.get(OTHER) is None


@pytest.mark.parametrize("key", ["", "x", "../" * 21 + "a", "A" * 64, KEY + "\n"])
def test_a_name_that_is_no_key_is_refused(tmp_path, key):
    with pytest.raises(ValueError, match="not the key"):
        Finished(tmp_path).put(key, {})
    with pytest.raises(ValueError, match="not the key"):
        Finished(tmp_path).get(key)


def test_objects_are_refused(tmp_path):
    with pytest.raises(ValueError, match="arrays of objects cannot be stored: x"):
        Finished(tmp_path).put(KEY, {"x": np.array([None])})
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_cannot_be_written_does_not_stop_the_work(tmp_path):
    (tmp_path / "file").write_text("a file")
    store = Finished(tmp_path / "file")
    store.put(KEY, {"x": np.ones(2)})
    assert store.get(KEY) is None


INPUTS = st.recursive(
    st.text(max_size=3) | st.binary(max_size=3) | st.integers(-3, 3) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(INPUTS, INPUTS)
def test_keys_are_equal_only_for_equal_inputs(a, b):
    # 1 == True in Python, but they are not the same input.
    assert (piece_key(a) == piece_key(b)) == (repr(a) == repr(b))


def test_every_property_of_an_array_counts():
    x = np.zeros((2, 3))
    others = [x.T.copy(), x.astype(np.float32), x.ravel(), x + 1, x.astype(np.int64)]
    assert len({piece_key(array) for array in [x, *others]}) == 6
    assert piece_key(np.asfortranarray(x)) == piece_key(x)


def test_an_input_without_bytes_is_refused():
    for odd in (object(), {"a": 1}, np.array([None])):
        with pytest.raises(TypeError, match="a key cannot be made of"):
            piece_key(odd)


def test_other_code_has_other_keys(monkeypatch):
    before = piece_key("x")
    monkeypatch.setattr(finished, "code_digest", lambda: "other code")
    assert piece_key("x") != before
