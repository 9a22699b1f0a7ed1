"""As a script: write into a folder until told to stop, or until killed."""

import sys
import time

import numpy as np

from cuewise.files import finished_beside, whole_folder
from cuewise.finished import piece_key

KEYS = [piece_key("candidate", i) for i in range(6)]


def search(target, said=lambda _: None, stop_at=None):
    """Six pieces of work, each stored; returns how many were computed and the result."""
    computed = 0
    with whole_folder(target) as part:
        store, found = finished_beside(part), []
        for i, key in enumerate(KEYS):
            if i == stop_at:
                (part / "half.txt").write_text("half")
                said("half-way")
            arrays = store.get(key)
            if arrays is None:
                computed += 1
                arrays = {"answer": np.full(3, float(i))}
                store.put(key, arrays)
            found.append(arrays["answer"])
        np.savetxt(part / "result.txt", np.array(found))
    return computed


def wait(line):
    """Say a line and wait to be killed, or for a line on stdin."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    if not sys.stdin.readline():
        time.sleep(60)


if __name__ == "__main__":
    search(sys.argv[1], wait, stop_at=4)
