"""The answers of one annotator, replayed by a chat endpoint on this machine.

The endpoint speaks the protocol of OpenAI: cuewise asks it as it would ask any model. The address
holds the name of the set. It counts its calls and the cues that they asked about.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

_WORDS = {"G": "yes", "S": "no", "A": "unsure"}


@dataclass
class ReplayCount:
    """Calls and cues by set."""

    calls: Counter[str] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)


@contextmanager
def replayed(shared: Path, annotator: str) -> Iterator[tuple[str, ReplayCount]]:
    """Serve the answers of `annotator`; yields the address, less the set, and the counts."""
    with (shared / "verdicts" / "truth.csv").open(encoding="utf-8") as file:
        truth = {
            (r["set"], r["subject"].partition(":")[2], r["label"]): _WORDS[r[annotator]]
            for r in csv.DictReader(file)
        }
    count = ReplayCount()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(truth, count))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", count
    finally:
        server.shutdown()


def _handler(
    truth: Mapping[tuple[str, str, str], str], count: ReplayCount
) -> type[BaseHTTPRequestHandler]:
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        # Answers leave at once.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            name = self.path.split("/")[1]
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            items = json.loads(request["messages"][-1]["content"])["items"]
            with lock:
                count.calls[name] += 1
                count.cues[name] += len(items)
            lines = [f"{item['number']} {_answer(truth, name, item)}" for item in items]
            message = {"role": "assistant", "content": "\n".join(lines)}
            body = json.dumps({"choices": [{"message": message}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    return Handler


def _answer(truth: Mapping[tuple[str, str, str], str], name: str, item: Mapping[str, Any]) -> str:
    # Nobody annotated the other cues of an audit.
    return truth.get((name, item["words"], item["label"]), "unsure")
