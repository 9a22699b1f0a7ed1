"""One attempt to get a chat answered: what the endpoint sent, read as a reply or a failure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from cuewise.models.endpoints.chat import EndpointFailure, Reply
from cuewise.records import Reason

_PASSING = {429, 500, 502, 503, 504}  # another attempt may succeed
_NO_ACCESS = {401, 403}
_NOT_THERE = 404
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt ended.

    Parameters
    ----------
    result:
        The reply, or why there is none.
    passing:
        Another attempt may succeed.
    hopeless:
        No other request to this endpoint can succeed either.
    delay:
        Seconds that the endpoint asks to wait before the next attempt; None if it does not say.
    """

    result: Reply | EndpointFailure
    passing: bool = False
    hopeless: bool = False
    delay: float | None = None


def attempt_of_answer(
    base_url: str, status: int, headers: Mapping[str, str], body: bytes
) -> Attempt:
    """The attempt that ended with this answer.

    Examples
    --------
    >>> attempt_of_answer("http://localhost", 503, {"retry-after": "2"}, b"").delay
    2.0
    >>> body = b'{"choices": [{"message": {"content": "yes"}}]}'
    >>> attempt_of_answer("http://localhost", 200, {}, body).result
    Reply(text='yes')
    """
    if 200 <= status < 300:
        return Attempt(_reply(base_url, body))
    if 300 <= status < 400:
        reason = Reason.of("endpoint-redirect", endpoint=base_url, status=status)
    elif status in _NO_ACCESS:
        reason = Reason.of("endpoint-auth", endpoint=base_url, status=status)
    else:
        reason = Reason.of("endpoint-status", endpoint=base_url, status=status)
    return Attempt(
        EndpointFailure(reason),
        passing=status in _PASSING,
        hopeless=300 <= status < 400 or status in _NO_ACCESS or status == _NOT_THERE,
        delay=_delay(headers.get("retry-after", "")),
    )


def _reply(base_url: str, body: bytes) -> Reply | EndpointFailure:
    """The text of the first choice; anything of another shape is a failure."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    # JSON may be nested deeper than Python reads.
    except (ValueError, LookupError, TypeError, RecursionError):
        content = None
    if isinstance(content, str):
        return Reply(content)
    return EndpointFailure(Reason.of("endpoint-nonsense", endpoint=base_url))


def _delay(header: str) -> float | None:
    """Seconds from now that a Retry-After header names, as a number or as a date."""
    if _SECONDS.fullmatch(header):
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    # "-0000" is a date without a zone, which HTTP takes as UTC.
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())
