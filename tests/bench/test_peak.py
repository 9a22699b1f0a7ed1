import subprocess
import sys

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read from /proc")
def test_a_small_child_of_a_large_process_is_small():
    code = "from cuewise.bench.cost import peak_mb; print(peak_mb())"
    parent = (
        "import subprocess, sys; memory = bytearray(b'x') * 500_000_000; "
        f"subprocess.run([sys.executable, '-c', {code!r}], check=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", parent], capture_output=True, text=True, check=True
    )
    assert 10 < float(done.stdout) < 400
