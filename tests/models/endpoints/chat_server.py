"""A chat endpoint of the standard library on this machine, for tests of what asks one."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the server sends: a body (a reply as a chat completion, or bytes as they are)."""

    body: str | bytes | Mapping[str, Any] = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    # Set before the answer begins; None begins at once.
    after: threading.Event | None = None
    # Bytes of the body that go out before the connection is closed; None: all.
    cut: int | None = None
    # Seconds between one byte of the body and the next.
    trickle: float = 0.0
    # Seconds between endless early hints, after which no answer comes; 0: none.
    hints: float = 0.0

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return json.dumps({"choices": [{"message": {"content": self.body}}]}).encode()
        return json.dumps(self.body).encode()


@dataclass
class ChatServer:
    """The `url` of the server, and what it was asked: requests and headers, in order."""

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    most_at_once: int = 0
    now: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def questions(self) -> list[str]:
        """The last message of every request."""
        return [request["messages"][-1]["content"] for request in self.requests]

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """Count the requests under way."""
        with self.lock:
            self.now += 1
            self.most_at_once = max(self.most_at_once, self.now)
        try:
            yield
        finally:
            with self.lock:
                self.now -= 1


Answering = Callable[[dict[str, Any]], Answer]


def _handler(server: ChatServer, answering: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # A test that sends many requests would wait for the network's delays otherwise.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with server.lock:
                server.requests.append(request)
                server.headers.append({"path": self.path, **dict(self.headers)})
            with server.counted():
                answer = answering(request)
                if answer.after:
                    answer.after.wait(10)
            with contextlib.suppress(OSError):  # the client may be gone
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            while answer.hints:
                self.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
                self.wfile.flush()
                time.sleep(answer.hints)
            self.send_response(answer.status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(answer.data)),
                **answer.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            body = answer.data[: answer.cut]
            step = 1 if answer.trickle else max(1, len(body))
            for start in range(0, len(body), step):
                self.wfile.write(body[start : start + step])
                self.wfile.flush()
                time.sleep(answer.trickle)
            self.close_connection = answer.cut is not None

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextlib.contextmanager
def serving(answering: Answering) -> Iterator[ChatServer]:
    """A server on a free port, whose answers are those of `answering(request)`."""
    server = ChatServer()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(server, answering)) as http:
        http.daemon_threads = True
        http.block_on_close = False
        server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def echo(request: dict[str, Any]) -> Answer:
    """The question, as the reply."""
    return Answer(request["messages"][-1]["content"])
