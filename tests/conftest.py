"""What every test stands on: one thread a worker, no network, the same examples every time."""

import os

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
    """Skip what asks the default encoder where there is none."""
    if item.get_closest_marker("needs_encoder"):
        # Not before the threads are set, and only where it is asked for.
        from cuewise import embed

        if missing := embed.unavailable():
            pytest.skip(f"the default encoder is not installed: {missing}")
