"""What every test stands on: one thread a worker, no network, the same examples every time."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Before numpy is imported: two workers on two cores would fight over each other's threads.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

# A property that fails on one run in ten is found by the author, not by the next reader.
settings.register_profile("cuewise", derandomize=True, deadline=None)
settings.load_profile("cuewise")


def pytest_runtest_setup(item):
    """Skip what asks the default encoder, or the small language model, where there is none."""
    if item.get_closest_marker("needs_encoder"):
        # Not before the threads are set, and only where it is asked for.
        from cuewise import embed

        if missing := embed.unavailable():
            pytest.skip(f"the default encoder is not installed: {missing}")
    if item.get_closest_marker("needs_small_lm"):
        folder = os.environ.get("CUEWISE_SMALL_LM", "")
        if not folder or not Path(folder).is_dir():
            pytest.skip(
                f"CUEWISE_SMALL_LM={folder!r} names no folder; tools/small_lm.py DIR makes one"
            )


def pytest_addoption(parser):
    """Bound the skips: a run that skips most of its tests proves little."""
    parser.addoption("--max-skips", type=int, default=None, help="fail if more tests are skipped")


def pytest_terminal_summary(terminalreporter, config):
    """Say that the bound was passed, below the list of skips."""
    most, skipped = config.getoption("--max-skips"), terminalreporter.stats.get("skipped", [])
    if most is not None and len(skipped) > most:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped, {most} are allowed")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail the run where the bound was passed."""
    most = session.config.getoption("--max-skips")
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if most is None or reporter is None:
        return
    if len(reporter.stats.get("skipped", [])) > most:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
