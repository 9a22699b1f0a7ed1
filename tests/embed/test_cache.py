import sqlite3
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

from cuewise.embed.cache import VectorCache, cache_dir, default_cache, keys


def some(n, width=8, seed=0):
    return np.random.default_rng(seed).random((n, width), dtype=np.float32)


def test_what_is_put_comes_back_in_the_order_asked(tmp_path):
    cache, names, vectors = (
        VectorCache(tmp_path),
        keys("e", [str(i) for i in range(1234)]),
        some(1234),
    )
    cache.put(names, vectors)
    found, there = cache.get([*names[::-1], *keys("e", ["new"])], 8)
    assert there.tolist() == [True] * 1234 + [False]
    np.testing.assert_array_equal(found[:-1], vectors[::-1])
    assert np.isnan(found[-1]).all()


def test_the_key_depends_on_the_encoder_and_on_where_a_pair_is_split():
    assert keys("a", ["x"]) != keys("b", ["x"])
    assert keys("a", ["xy"], ["z"]) != keys("a", ["x"], ["yz"])
    assert len(keys("a", ["\ud800", ""])) == 2


def test_the_environment_moves_the_cache_or_turns_it_off(tmp_path, monkeypatch):
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path / "here"))
    assert cache_dir() == tmp_path / "here"
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    cache = default_cache()
    cache.put(keys("a", ["x"]), some(1))
    assert not cache.get(keys("a", ["x"]), 8)[1].any()
    monkeypatch.delenv("CUEWISE_CACHE")
    assert cache_dir().name in {"cuewise", "Cache"}


def test_a_damaged_file_is_replaced_and_a_damaged_row_is_not_found(tmp_path):
    cache, names = VectorCache(tmp_path), keys("e", ["a", "b"])
    cache.put(names, some(2))
    with sqlite3.connect(cache.file) as database:
        database.execute("UPDATE vectors SET vector = zeroblob(32) WHERE key = ?", (names[0],))
    assert cache.get(names, 8)[1].tolist() == [False, True]
    cache.file.write_bytes(b"no database at all" * 500)
    with pytest.warns(UserWarning, match="continuing without it"):
        assert not cache.get(names, 8)[1].any()
    cache.put(names, some(2))
    assert cache.get(names, 8)[1].all()


def test_a_place_that_cannot_be_written_warns_and_does_not_stop(tmp_path):
    (tmp_path / "file").write_text("in the way")
    cache = VectorCache(tmp_path / "file" / "sub")
    with pytest.warns(UserWarning, match="continuing without it"):
        cache.put(keys("e", ["a"]), some(1))
    assert not cache.get(keys("e", ["a"]), 8)[1].any()


def test_it_stays_within_its_limit(tmp_path):
    cache = VectorCache(tmp_path, limit=400_000)
    for part in range(30):
        names = keys("e", [f"{part}/{i}" for i in range(100)])
        cache.put(names, some(100, 384))
    assert cache.get(names, 384)[1].all()
    assert cache.file.stat().st_size < 1_000_000


def test_it_can_be_deleted_between_two_uses(tmp_path):
    cache, names = VectorCache(tmp_path / "c"), keys("e", ["a"])
    cache.put(names, some(1))
    assert {p.name for p in cache.folder.iterdir()} == {"vectors.sqlite"}  # no log is left over
    cache.file.unlink()
    assert not cache.get(names, 8)[1].any()
    cache.put(names, some(1))
    assert cache.get(names, 8)[1].all()


WRITER = """
    import sys
    import numpy as np
    from pathlib import Path
    from cuewise.embed.cache import VectorCache, keys
    who, rounds = sys.argv[2], int(sys.argv[3])
    for part in range(rounds):
        names = keys("e", [f"{who}/{part}/{i}" for i in range(200)])
        VectorCache(Path(sys.argv[1])).put(names, np.full((200, 384), part, dtype=np.float32))
        print(part, flush=True)
"""


def writer(folder, who, rounds):
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(folder), who, str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_written_before_a_kill_is_there_and_whole(tmp_path):
    process = writer(tmp_path, "w", 100_000)
    for _ in range(5):
        process.stdout.readline()
    time.sleep(0.05)
    process.kill()  # SIGKILL, or what Windows has for it: no handler runs
    parts = 5 + len(process.stdout.read().split())
    process.wait()
    cache = VectorCache(tmp_path)
    for part in range(parts):
        vectors, there = cache.get(keys("e", [f"w/{part}/{i}" for i in range(200)]), 384)
        assert there.all()
        assert (vectors == part).all()
    cache.put(keys("e", ["after"]), some(1))
    assert cache.get(keys("e", ["after"]), 8)[1].all()
    with sqlite3.connect(cache.file) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_processes_write_at_once(tmp_path):
    writers = [writer(tmp_path, str(who), 10) for who in range(3)]
    assert [(w.communicate(), w.returncode)[1] for w in writers] == [0, 0, 0]
    names = keys("e", [f"{w}/{p}/{i}" for w in range(3) for p in range(10) for i in range(200)])
    assert VectorCache(tmp_path).get(names, 384)[1].all()


def test_reading_25000_vectors_takes_less_than_a_second(tmp_path):
    cache, names = VectorCache(tmp_path), keys("e", [str(i) for i in range(25_000)])
    cache.put(names, some(25_000, 384))
    seconds = []
    for _ in range(3):  # other work on the machine must not fail this
        start = time.perf_counter()
        assert cache.get(names, 384)[1].all()
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 1
