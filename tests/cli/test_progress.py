import io
import os
import re
import subprocess
import sys
import time

import pytest
from rich.console import Console

from cuewise.cli.progress import ProgressBars


def work(progress, steps=3, pause=0.0):
    with progress, progress.stage("counting words", total=steps) as advance:
        for _ in range(steps):
            time.sleep(pause)
            advance(1)


def console(terminal):
    return Console(file=io.StringIO(), force_terminal=terminal, width=80)


def test_a_pipe_gets_no_bars():
    screen = console(terminal=False)
    work(ProgressBars(screen, wait=0.0), pause=0.05)
    assert screen.file.getvalue() == ""


def test_short_work_gets_no_bars():
    screen = console(terminal=True)
    work(ProgressBars(screen, wait=60.0))
    assert screen.file.getvalue() == ""


def test_long_work_gets_bars():
    screen = console(terminal=True)
    work(ProgressBars(screen, wait=0.0), pause=0.1)
    assert "counting words" in screen.file.getvalue()


def test_an_error_passes_and_ends_the_bars():
    progress = ProgressBars(console(terminal=True), wait=0.0)

    def fail():
        with progress, progress.stage("counting", total=None):
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert progress._bars.finished
    assert not progress._bars.live.is_started


def test_steps_are_counted_only_if_their_number_is_known():
    screen = console(terminal=True)
    with (
        ProgressBars(screen, wait=0.0) as progress,
        progress.stage("fitting"),
        progress.stage("cues", total=120) as advance,
    ):
        advance(7)
        time.sleep(0.3)
    shown = screen.file.getvalue()
    assert "7/120" in shown
    assert "/?" not in shown


def test_compiling_is_reported_once(tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("text,label\n" + "".join(f"a good film {i},{i % 2}\n" for i in range(40)))
    code = "from cuewise.cli import main; main()"
    asked = ["--text", "text", "--label", "label", "--model", "none"]
    line = [sys.executable, "-c", code, "audit", str(data), *asked, "--out", str(tmp_path / "out")]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    first, second = (
        subprocess.run(line, env=environment, check=True, capture_output=True, text=True).stderr
        for _ in range(2)
    )
    assert re.search(r"compiled the counting code in \d+\.\d s; it is cached on disk", first)
    assert "compiled" not in second
