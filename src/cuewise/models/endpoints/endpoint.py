"""Which model answers, where, and with which key."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cuewise.errors import InputError

_DEFAULT_URL = "https://api.openai.com/v1"
_URL_FORM = "http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH"
# Visible ASCII without the backslash, which parsers of addresses read differently.
_URL = re.compile(r"[!-\[\]-~]+")
_KEY = re.compile(r"[!-~]*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind an OpenAI-compatible address.

    Parameters
    ----------
    model:
        The name by which the endpoint knows the model.
    base_url:
        The address before `/chat/completions`.
    key:
        Sent to the endpoint as a bearer token, and shown nowhere. Empty: none is sent.

    Raises
    ------
    InputError
        The name is empty, the address is not plain http or https, or the key cannot be sent.

    Examples
    --------
    >>> Endpoint("small", "http://127.0.0.1:8000/v1", "secret")
    Endpoint(model='small', base_url='http://127.0.0.1:8000/v1')
    """

    model: str
    base_url: str = _DEFAULT_URL
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise InputError("the model has no name", "openai:MODEL", "name a model")
        _check_url(self.base_url)
        if not _KEY.fullmatch(self.key):
            raise InputError(
                "the key in OPENAI_API_KEY has a space, a line break or a letter beyond ASCII",
                "visible ASCII characters",
                "set OPENAI_API_KEY again (cuewise never shows it)",
            )

    @property
    def address(self) -> str:
        """The address that chats are posted to."""
        return f"{self.base_url.rstrip('/')}/chat/completions"

    @property
    def is_loopback(self) -> bool:
        """Whether the endpoint is on this machine.

        Examples
        --------
        >>> Endpoint("small", "http://localhost:8000/v1").is_loopback, Endpoint("x").is_loopback
        (True, False)
        """
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def _check_url(url: str) -> None:
    """Raise InputError unless `url` is plain; its value stays unnamed, for it may be a secret."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        plain = False
    if not plain or not _URL.fullmatch(url):
        raise _bad_url("is not an address of http or https")
    if "@" in parts.netloc:
        raise _bad_url("holds a user name or a password")
    if "?" in url or "#" in url:
        raise _bad_url("holds a query or a fragment")


def _bad_url(fault: str) -> InputError:
    return InputError(
        f"the address of the endpoint {fault}",
        _URL_FORM,
        "set OPENAI_BASE_URL to the address before /chat/completions, and the key in"
        " OPENAI_API_KEY",
    )


def endpoint_named(model: str) -> Endpoint:
    """The endpoint of `model` by the environment.

    `OPENAI_BASE_URL` is its address and `OPENAI_API_KEY` the key. With a key alone the address is
    that of OpenAI; an address needs no key.

    Raises
    ------
    InputError
        The environment names neither, or an address or a key that cannot be used.

    Examples
    --------
    >>> import os
    >>> os.environ["OPENAI_BASE_URL"] = "http://localhost:8000/v1/"
    >>> endpoint_named("small").base_url
    'http://localhost:8000/v1'
    >>> del os.environ["OPENAI_BASE_URL"]
    """
    url, key = (os.environ.get(n, "").strip() for n in ("OPENAI_BASE_URL", "OPENAI_API_KEY"))
    if not url and not key:
        # Excerpts leave this machine only for a place that the user chose.
        raise InputError(
            "neither OPENAI_BASE_URL nor OPENAI_API_KEY is set, so no endpoint is known",
            f"OPENAI_BASE_URL with the address of an endpoint ({_URL_FORM}; a key is optional), or"
            f" OPENAI_API_KEY alone for {_DEFAULT_URL}",
            "set one of these variables",
        )
    return Endpoint(model, (url or _DEFAULT_URL).rstrip("/"), key)
