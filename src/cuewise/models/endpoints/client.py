"""Ask an endpoint many chats: several at once, with retries, each distinct one at most once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import KW_ONLY, dataclass, field, replace
from threading import Event

import numpy as np

from cuewise.embed import OnProgress
from cuewise.errors import InputError
from cuewise.models.endpoints.attempt import Attempt
from cuewise.models.endpoints.chat import Chat, ChatRequest, EndpointFailure, Reply
from cuewise.models.endpoints.connection import Connection, connected
from cuewise.models.endpoints.endpoint import Endpoint
from cuewise.models.endpoints.replies import ReplyCache, default_replies

_SHORTEST, _LONGEST = 1.0, 60.0  # seconds between two attempts
# Requests that fail in spite of retries, before the others are not sent: in any way, and for want
# of a connection.
_MOST_IN_A_ROW, _MOST_LOST = 8, 2


@dataclass(frozen=True, slots=True)
class ChatClient:
    """Asks one endpoint.

    Parameters
    ----------
    endpoint:
        Which model to ask, and where.
    at_once:
        The most requests under way at one time.
    timeout:
        Seconds to wait for a connection, for an answer to begin, and for it to end.
    tries:
        Attempts at one request, if the endpoint is busy, fails or cannot be reached.
    cache:
        Replies are kept there as they arrive, and not asked for again.
    pause:
        Waits some seconds before another attempt, or less once the event is set.

    Raises
    ------
    InputError
        `at_once`, `timeout` or `tries` is too small.

    Examples
    --------
    >>> ChatClient(Endpoint("small", "http://localhost:8000/v1")).ask([])
    []
    """

    endpoint: Endpoint
    _: KW_ONLY
    at_once: int = 4
    timeout: float = 60
    tries: int = 4
    cache: ReplyCache = field(default_factory=default_replies)
    pause: Callable[[Event, float], object] = field(default=Event.wait, repr=False)

    def __post_init__(self) -> None:
        for name, value in (("at_once", self.at_once), ("tries", self.tries)):
            if value < 1:
                raise InputError(f"{name} is {value}", "1 or more", f"raise {name}")
        if not self.timeout > 0:
            raise InputError(f"timeout is {self.timeout}", "seconds above 0", "raise timeout")

    def ask(
        self, chats: Sequence[Chat], *, progress: OnProgress | None = None
    ) -> list[Reply | EndpointFailure]:
        """The reply to every chat, in their order, or why there is none.

        The first request goes alone. If it shows that no request can succeed (no connection, no
        access, nothing at the address), the others are not sent and share its failure. So do those
        that wait when access ends later, or when two requests in a row find no connection.

        Parameters
        ----------
        chats:
            n chats; equal ones are asked once.
        progress:
            Called with (done, total) of the distinct chats.

        Raises
        ------
        MissingExtra
            httpx is not installed, and a reply is not in the cache.
        """
        requests = [ChatRequest.of(self.endpoint, chat) for chat in chats]
        distinct = {request.key: request for request in requests}
        results: dict[bytes, Reply | EndpointFailure] = {**self.cache.get(distinct)}
        unknown = [request for key, request in distinct.items() if key not in results]
        if unknown:
            with (
                connected(self.endpoint, at_once=self.at_once, timeout=self.timeout) as connection,
                # However the loop ends, no request outlives its connection.
                closing(self._arriving(connection, unknown)) as arriving,
            ):
                for request, result in arriving:
                    results[request.key] = result
                    if progress:
                        progress(len(results), len(distinct))
        return [results[request.key] for request in requests]

    def _arriving(
        self, connection: Connection, requests: Sequence[ChatRequest]
    ) -> Generator[tuple[ChatRequest, Reply | EndpointFailure], None, None]:
        """Every request with its result, as they arrive."""
        queue = list(reversed(requests))
        pending: dict[Future[Attempt], ChatRequest] = {}
        room, in_a_row, lost, most_lost = 1, 0, 0, 1
        stop = Event()
        with ThreadPoolExecutor(self.at_once) as pool:
            try:
                while queue or pending:
                    while queue and len(pending) < room:
                        request = queue.pop()
                        pending[pool.submit(self._settle, connection, request, stop)] = request
                    for future in wait(pending, return_when=FIRST_COMPLETED).done:
                        attempt, request = future.result(), pending.pop(future)
                        yield request, attempt.result
                        in_a_row = in_a_row + 1 if attempt.passing else 0
                        lost = lost + 1 if _no_connection(attempt) else 0
                        stuck = lost >= most_lost or in_a_row == _MOST_IN_A_ROW
                        if attempt.hopeless or stuck:
                            stop.set()
                            shared = _unsent(attempt.result)
                            yield from ((other, shared) for other in queue)
                            queue = []
                    room, most_lost = self.at_once, _MOST_LOST
            finally:
                stop.set()  # After an interruption too, nobody waits for a further attempt.

    def _settle(self, connection: Connection, request: ChatRequest, stop: Event) -> Attempt:
        """The last attempt at one request. A reply is stored before anything else happens."""
        draw = np.random.default_rng(int.from_bytes(request.key))
        attempt = connection.send(request.body)
        for count in range(self.tries - 1):
            if not attempt.passing or stop.is_set():
                break
            self.pause(stop, _seconds(attempt, count, draw))
            if stop.is_set():
                break
            attempt = connection.send(request.body)
        if isinstance(attempt.result, Reply):
            self.cache.put(request.key, attempt.result)
        return attempt


def _unsent(result: Reply | EndpointFailure) -> Reply | EndpointFailure:
    return replace(result, sent=False) if isinstance(result, EndpointFailure) else result


def _no_connection(attempt: Attempt) -> bool:
    return isinstance(attempt.result, EndpointFailure) and attempt.result.code == "endpoint-refused"


def _seconds(attempt: Attempt, count: int, draw: np.random.Generator) -> float:
    """How long to wait after attempt `count`: twice as long each time, half of it by chance.

    Chance keeps requests that failed together from coming back together. What the endpoint asks
    for goes first.
    """
    if attempt.delay is not None:
        return min(attempt.delay, _LONGEST)
    return float(min(_SHORTEST * 2.0**count, _LONGEST) * draw.uniform(0.5, 1.0))
