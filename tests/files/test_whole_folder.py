"""Folders are written whole; a kill leaves one visible folder, which the next run takes over."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import writers

from cuewise import unfinished
from cuewise.errors import InputError
from cuewise.files import finished_beside, whole_folder
from cuewise.unfinished import MARKER

PIECES = len(writers.KEYS)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def half_way(target):
    """A process that is half-way through its work."""
    line = [sys.executable, writers.__file__, str(target)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(line, text=True, **pipes) as run:
        try:
            assert run.stdout.readline() == "half-way\n"
            yield run
        finally:
            run.kill()


def killed(target):
    with half_way(target) as run:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()


def write(target, name="a.txt"):
    with whole_folder(target) as part:
        (part / name).write_text("done")


def test_a_killed_run_leaves_one_visible_folder_that_says_what_it_is(tmp_path):
    killed(tmp_path / "out")
    assert names(tmp_path) == ["out.unfinished"]
    left = tmp_path / "out.unfinished"
    assert names(left) == [MARKER, "finished", "result"]
    assert "Delete it if no cuewise command is running." in (left / MARKER).read_text()
    assert [path for path in left.rglob("*") if path.name.startswith(".")] == []


def test_the_next_run_goes_on_from_the_finished_pieces_and_leaves_nothing(tmp_path):
    killed(tmp_path / "out")
    assert writers.search(tmp_path / "out") == PIECES - 4
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["result.txt"]
    assert writers.search(tmp_path / "anew") == PIECES
    texts = [(tmp_path / name / "result.txt").read_text() for name in ("out", "anew")]
    assert texts[0] == texts[1]


def test_killed_twice_the_third_run_finishes(tmp_path):
    killed(tmp_path / "out")
    killed(tmp_path / "out")
    assert writers.search(tmp_path / "out") == PIECES - 4
    assert names(tmp_path) == ["out"]


def test_two_runs_at_once_the_second_is_refused_and_harms_nothing(tmp_path):
    out = tmp_path / "out"
    with half_way(out) as run:
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
        with pytest.raises(InputError, match="another run of cuewise") as error:
            write(out)
        assert error.value.allowed
        assert error.value.fix
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
        run.stdin.write("go on\n")
        run.stdin.flush()
        assert run.wait(60) == 0
    assert names(tmp_path) == ["out"]
    assert names(out) == ["half.txt", "result.txt"]


def test_many_runs_at_once_one_wins_and_nothing_is_left(tmp_path):
    code = (
        "import sys, time; from cuewise.files import whole_folder\n"
        "with whole_folder(sys.argv[1]) as part:\n"
        "    (part / 'a.txt').write_text(sys.argv[2]); time.sleep(.3)"
    )
    line = [sys.executable, "-c", code, str(tmp_path / "out")]
    runs = [subprocess.Popen([*line, str(i)], stderr=subprocess.PIPE, text=True) for i in range(6)]
    said = [run.communicate()[1] for run in runs]
    won = [str(i) for i, run in enumerate(runs) if run.returncode == 0]
    assert len(won) == 1
    assert (tmp_path / "out" / "a.txt").read_text() == won[0]
    assert names(tmp_path) == ["out"]
    refused = [text for text, run in zip(said, runs, strict=True) if run.returncode]
    assert all("another run" in text or "already contains" in text for text in refused)


@pytest.mark.parametrize("error", [ValueError, InputError, SystemExit])
def test_an_ordinary_error_leaves_nothing(tmp_path, error):
    def fail():
        with whole_folder(tmp_path / "out") as part:
            (part / "a.txt").write_text("half")
            finished_beside(part).put(writers.KEYS[0], {})
            raise error("no")

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == []


@pytest.mark.parametrize("stored", [True, False])
def test_an_interrupt_keeps_finished_pieces_and_nothing_else(tmp_path, stored):
    def interrupted():
        with whole_folder(tmp_path / "out") as part:
            (part / "a.txt").write_text("half")
            if stored:
                finished_beside(part).put(writers.KEYS[0], {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == (["out.unfinished"] if stored else [])
    if stored:
        assert names(tmp_path / "out.unfinished") == [MARKER, "finished"]
    write(tmp_path / "out")
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("taken", ["folder", "empty", "file", "link", "dangling", "linked marker"])
def test_what_cuewise_did_not_make_is_left_alone(tmp_path, taken):
    out, place = tmp_path / "out", tmp_path / "out.unfinished"
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / MARKER).write_text("mine")
    (mine / "notes.txt").write_text("mine")
    make = {
        "folder": lambda: (place.mkdir(), (place / "notes.txt").write_text("mine")),
        "empty": place.mkdir,
        "file": lambda: place.write_text("mine"),
        "link": lambda: place.symlink_to(mine),
        "dangling": lambda: place.symlink_to(tmp_path / "nowhere"),
        "linked marker": lambda: (place.mkdir(), (place / MARKER).symlink_to(mine / MARKER)),
    }
    make[taken]()
    before = sorted((str(p), p.lstat().st_mtime_ns) for p in tmp_path.rglob("*"))
    with pytest.raises(InputError, match=r"cuewise did not make .*out\.unfinished") as error:
        write(out)
    assert "interrupted run" in error.value.allowed
    assert "rename it" in error.value.fix
    assert sorted((str(p), p.lstat().st_mtime_ns) for p in tmp_path.rglob("*")) == before


def test_files_that_a_user_put_into_the_unfinished_folder_stay(tmp_path):
    killed(tmp_path / "out")
    (tmp_path / "out.unfinished" / "notes.txt").write_text("mine")
    write(tmp_path / "out")
    assert names(tmp_path) == ["out", "out.unfinished"]
    assert names(tmp_path / "out.unfinished") == ["notes.txt"]


def test_what_a_link_in_the_unfinished_folder_points_to_stays(tmp_path):
    killed(tmp_path / "out")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    left = tmp_path / "out.unfinished"
    for name in ("result", "finished"):
        (left / name).rename(tmp_path / f"old-{name}")
        (left / name).symlink_to(mine)
    write(tmp_path / "out")
    assert names(tmp_path) == ["mine", "old-finished", "old-result", "out"]
    assert names(mine) == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_bad_input(tmp_path):
    (tmp_path / "file").write_text("a file")
    with pytest.raises(InputError, match="cannot write") as error:
        write(tmp_path / "file" / "out")
    assert error.value.fix
    with pytest.raises(InputError, match="cannot write"):
        write(tmp_path / ("long" * 62))


def test_a_read_only_parent_is_bad_input(tmp_path, monkeypatch):
    # A test that runs as root is refused nothing, so the refusal is made here.
    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refuse)
        with pytest.raises(InputError, match=r"cannot write .*out\.unfinished: Permission denied"):
            write(tmp_path / "out")
    assert names(tmp_path) == []


@pytest.mark.parametrize("system", ["no locks", "locks fail"])
def test_without_locks_no_folder_is_taken_over(tmp_path, monkeypatch, system):
    killed(tmp_path / "out")
    if system == "no locks":
        monkeypatch.setattr(unfinished, "_lock", unfinished._no_lock)
    else:
        import fcntl

        def refuse(*_):
            raise OSError(37, "No locks available")

        monkeypatch.setattr(fcntl, "flock", refuse)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match="cannot tell whether a run still uses it") as error:
        write(tmp_path / "out")
    assert "delete it if no cuewise command is running" in error.value.fix
    assert sorted(tmp_path.rglob("*")) == before
    write(tmp_path / "another")
    assert names(tmp_path) == ["another", "out.unfinished"]


def test_permissions_are_those_of_an_ordinary_folder(tmp_path):
    with whole_folder(tmp_path / "out") as part:
        (part / "a.txt").write_text("done")
        (part / "a.txt").chmod(0o600)
        assert part.parent.stat().st_mode & 0o077 == 0
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain.txt").write_text("")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "out" / "a.txt").stat().st_mode == (tmp_path / "plain.txt").stat().st_mode


def test_work_that_turns_out_to_be_in_the_way_is_not_written_over(tmp_path):
    out = tmp_path / "out"

    def late():
        with whole_folder(out) as part:
            (part / "a.txt").write_text("done")
            out.mkdir()
            (out / "mine.txt").write_text("keep")

    with pytest.raises(InputError, match=r"already contains 'mine\.txt'"):
        late()
    assert names(tmp_path) == ["out"]
    assert names(out) == ["mine.txt"]
