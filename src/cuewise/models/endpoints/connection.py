"""The one place that speaks HTTP to an endpoint."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuewise.errors import InputError, require_packages
from cuewise.models.endpoints.attempt import Attempt, attempt_of_answer
from cuewise.models.endpoints.chat import EndpointFailure
from cuewise.models.endpoints.endpoint import Endpoint
from cuewise.records import Reason

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 2**20  # of one answer; a judgement takes a few hundred


@dataclass(frozen=True, slots=True)
class Connection:
    """Open connections to `endpoint`; several threads may send at once.

    An attempt takes `timeout` seconds to connect, as many to begin, and as many to end; together
    never more than three times as many.
    """

    endpoint: Endpoint
    client: httpx.Client
    timeout: float

    def send(self, body: bytes) -> Attempt:
        """Post `body`, and read what comes back. Trouble is a value, not an exception.

        The timeouts of httpx start anew with every byte of a header. Nothing stops such a request
        but the end of the client, so a thread of its own waits for it.
        """
        exchange: Future[Attempt] = Future()

        def run() -> None:
            try:
                exchange.set_result(self._exchange(body))
            except BaseException as error:  # noqa: BLE001  # raised again by `result`
                exchange.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        try:
            return exchange.result(3 * self.timeout)
        except TimeoutError:
            return Attempt(EndpointFailure(self._too_slow()), passing=True)

    def _too_slow(self) -> Reason:
        base_url = self.endpoint.base_url
        return Reason.of("endpoint-timeout", endpoint=base_url, seconds=self.timeout)

    def _exchange(self, body: bytes) -> Attempt:
        import httpx

        base_url = self.endpoint.base_url
        try:
            with self.client.stream("POST", self.endpoint.address, content=body) as response:
                answer = self._read(response)
                if answer is None:
                    reason = Reason.of("endpoint-long", endpoint=base_url, most=_MOST_BYTES)
                    return Attempt(EndpointFailure(reason))
                return attempt_of_answer(base_url, response.status_code, response.headers, answer)
        except (httpx.ConnectTimeout, httpx.ConnectError, httpx.ProxyError) as error:
            # The name of the cause alone: a message may quote an address with a password.
            fault = type(_root(error)).__name__
            reason = Reason.of("endpoint-refused", endpoint=base_url, fault=fault)
        except httpx.TimeoutException:
            reason = self._too_slow()
        except httpx.HTTPError as error:
            fault = type(_root(error)).__name__
            reason = Reason.of("endpoint-broken", endpoint=base_url, fault=fault)
        return Attempt(EndpointFailure(reason), passing=True)

    def _read(self, response: httpx.Response) -> bytes | None:
        """The body as it was sent; None if it is too long. It is never unpacked: no bombs.

        The timeout of httpx starts anew with every piece, so a slow endpoint needs one for all.
        """
        import httpx

        end, body = time.monotonic() + self.timeout, bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > _MOST_BYTES:
                return None
            if time.monotonic() > end:
                raise httpx.ReadTimeout("the answer does not end")
        return bytes(body)


def _root(error: BaseException) -> BaseException:
    while cause := error.__cause__ or error.__context__:
        error = cause
    return error


@contextlib.contextmanager
def connected(endpoint: Endpoint, *, at_once: int, timeout: float) -> Iterator[Connection]:
    """Connections to `endpoint`, at most `at_once`.

    Redirects are not followed: the key and the texts go to the named host only. Proxies of the
    environment are used, but not for an endpoint on this machine.

    Raises
    ------
    MissingExtra
        httpx is not installed.
    InputError
        The environment names a proxy or a certificate that cannot be used.
    """
    require_packages("httpx", extra="llm")
    import httpx

    headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    try:
        client = httpx.Client(
            headers=headers,
            timeout=timeout,
            limits=httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once),
            follow_redirects=False,
            trust_env=not endpoint.is_loopback,
        )
    # A message may quote the address of the proxy, with its password.
    except (ValueError, ImportError, OSError, httpx.InvalidURL):
        raise InputError(
            "the environment names a proxy or a certificate that cannot be used",
            "HTTPS_PROXY and HTTP_PROXY of the form http://HOST:PORT; SSL_CERT_FILE with a file",
            "correct these variables, or name the host in NO_PROXY",
        ) from None
    with client:
        yield Connection(endpoint, client, timeout)
