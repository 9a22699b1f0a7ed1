import io
import os
import re
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cuewise.cli.progress import ProgressBars
from cuewise.cli.stages import Stage, stage_name, time_left
from cuewise.plugins.registry import entries


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class Watched:
    """A display with a clock of its own, which looks every half second."""

    def __init__(self, *, terminal):
        self.clock = Clock()
        self.console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
        self.progress = ProgressBars(self.console, clock=self.clock)

    def work(self, seconds):
        for _ in range(round(2 * seconds)):
            self.clock.now += 0.5
            self.progress.look()

    @property
    def shown(self):
        return self.console.file.getvalue()

    @property
    def lines(self):
        return self.shown.splitlines()


def test_a_log_gets_a_line_a_stage_and_then_one_every_ten_seconds():
    log = Watched(terminal=False)
    with log.progress, log.progress.stage("remedies", total=8) as advance:
        for _ in range(8):
            log.work(8)
            advance(1)
    # The first line comes after two seconds; a step takes eight.
    assert log.lines == [
        "remedies",
        "remedies: 1 of 8, about 55 s left",
        "remedies: 2 of 8, about 45 s left",
        "remedies: 3 of 8, about 35 s left",
        "remedies: 5 of 8, about 25 s left",
        "remedies: 6 of 8, about 15 s left",
        "remedies: 7 of 8, a few seconds left",
    ]


def test_work_of_under_two_seconds_prints_nothing():
    for terminal in (False, True):
        screen = Watched(terminal=terminal)
        with screen.progress, screen.progress.stage("verdict"):
            screen.work(1.5)
        assert screen.shown == ""


def test_short_stages_of_long_work_have_no_line():
    log = Watched(terminal=False)
    with log.progress:
        for code in ("cues", "association", "baseline"):
            with log.progress.stage(code):
                log.work(1.5)
        with log.progress.stage("verdict"):
            log.work(2)
    assert log.lines == ["judging cues"]


def test_work_without_steps_says_how_long_it_has_taken():
    log = Watched(terminal=False)
    with log.progress, log.progress.stage("model:tfidf"):
        log.work(23)
    assert log.lines == [
        "loading the model tfidf",
        "loading the model tfidf: 12 s so far",
        "loading the model tfidf: 22 s so far",
    ]


def test_of_nested_stages_the_one_with_steps_is_told():
    log = Watched(terminal=False)
    with log.progress, log.progress.stage("probe:tfidf"):
        with log.progress.stage("  cues", total=100) as advance:
            log.work(5)
            advance(10)
            with log.progress.stage("verdict"):
                log.work(12.5)
        log.work(3)
    assert log.lines == [
        "measuring tfidf",
        "measuring reliance on each cue",
        "judging cues",
        "measuring reliance on each cue: 10 of 100, about 45 s left",
    ]


def test_dropped_steps_shorten_the_time_left():
    clock = Clock()
    stage = Stage("remedies", 24, clock=clock)
    clock.now += 80
    stage.advance(8)
    assert (stage.left(), stage.share()) == (160.0, 8 / 24)
    stage.advance(0, total=12)
    assert (stage.left(), stage.share()) == (40.0, 8 / 12)


def test_a_step_that_takes_longer_than_the_others_leaves_the_rest_to_wait_for():
    clock = Clock()
    stage = Stage("remedies", 3, clock=clock)
    assert stage.left() is None
    clock.now += 10
    stage.advance(1)
    clock.now += 500
    assert stage.left() == 10.0


@given(
    total=st.integers(1, 50),
    steps=st.lists(st.tuples(st.floats(0, 1e4), st.integers(0, 20)), max_size=20),
)
def test_time_left_is_never_negative_and_ends_at_nothing(total, steps):
    clock = Clock()
    stage = Stage("remedies", total, clock=clock)
    for seconds, n in steps:
        clock.now += seconds
        stage.advance(n)
        left = stage.left()
        assert left is None or left >= 0
        assert 0 <= stage.share() <= 1
    stage.advance(max(total - stage.done, 0) or 1)
    assert stage.left() == 0


@given(st.floats(0, 1e6))
def test_time_left_is_rounded_up(seconds):
    said = time_left(seconds)
    if match := re.fullmatch(r"about (\d+) s left", said):
        assert seconds <= int(match[1]) < seconds + 5
    elif match := re.fullmatch(r"about (?:(\d+) h )?(\d+) min left", said):
        assert seconds <= 60 * (60 * int(match[1] or 0) + int(match[2])) < seconds + 60
    else:
        assert said == "a few seconds left"
        assert seconds < 10


def test_a_terminal_gets_bars_with_share_and_time_left():
    screen = Watched(terminal=True)
    with screen.progress, screen.progress.stage("remedies", total=8) as advance:
        screen.work(10)
        assert "so far" in screen.shown
        assert "%" in screen.shown
        advance(2)
        screen.work(0.5)
    last = screen.shown
    assert "remedies" in last
    assert "25%" in last
    assert "about 30 s left" in last


def test_a_terminal_has_no_share_of_an_unknown_number():
    screen = Watched(terminal=True)
    with screen.progress, screen.progress.stage("model:tfidf"):
        screen.work(4)
    assert "loading the model tfidf" in screen.shown
    assert "4 s so far" in screen.shown
    assert "%" not in screen.shown


@pytest.mark.parametrize("terminal", [False, True])
def test_an_error_passes_and_ends_the_display(terminal):
    screen = Watched(terminal=terminal)

    def fail():
        with screen.progress, screen.progress.stage("verdict", total=None):
            screen.work(3)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    shown = screen.shown
    screen.work(30)
    assert "judging cues" not in screen.shown[len(shown) :]


def test_without_a_clock_of_its_own_a_thread_looks_and_ends():
    screen = Console(file=io.StringIO(), force_terminal=False, width=80)
    seen = threading.Event()
    write = screen.file.write
    screen.file.write = lambda text: (write(text), seen.set())
    with ProgressBars(screen, wait=0.0) as progress, progress.stage("verdict"):
        assert seen.wait(30)
    assert screen.file.getvalue() == "judging cues\n"
    assert not progress._thread.is_alive()


def test_a_log_that_nobody_reads_does_not_stop_the_work():
    log = Watched(terminal=False)
    log.console.file.close()
    with log.progress, log.progress.stage("verdict"):
        log.work(30)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("probe:hf:./m:group.accuracy", "measuring hf:./m: accuracy with and without each cue"),
        ("probe:hf:./m", "measuring hf:./m"),
        ("asking qwen", "asking qwen about cues"),
        ("my-detector", "my-detector"),
        ("model:{of}\x1b[2J", "loading the model {of}\\x1b[2J"),
        ("{x}", "{x}"),
    ],
)
def test_names_of_stages(code, name):
    assert stage_name(code) == name


@pytest.mark.parametrize("kind", ["detectors", "probes"])
def test_every_plug_in_of_ours_has_a_name_in_plain_english(kind):
    ours = [e.code for e in entries(kind) if e.plugin.__module__.startswith("cuewise.")]
    assert ours
    assert [code for code in ours if stage_name(code) == code] == []


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
