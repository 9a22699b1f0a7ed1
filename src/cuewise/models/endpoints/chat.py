"""What is asked of an endpoint, and what comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cuewise.models.endpoints.endpoint import Endpoint
from cuewise.records import Fact, Reason


@dataclass(frozen=True, slots=True)
class Chat:
    """One question to a model.

    Parameters
    ----------
    system:
        Instructions. Empty: the model gets none.
    user:
        The question.
    max_tokens:
        The most tokens the answer may have.
    temperature:
        0 asks for the most probable answer.
    """

    system: str
    user: str
    max_tokens: int = 512
    temperature: float = 0.0

    def body(self, model: str) -> bytes:
        """The request as JSON in ASCII: half a surrogate pair has no other form.

        Examples
        --------
        >>> json.loads(Chat("", "Hi", max_tokens=9).body("small"))["messages"]
        [{'content': 'Hi', 'role': 'user'}]
        """
        texts = {"system": self.system, "user": self.user}
        request = {
            "model": model,
            "messages": [
                {"role": role, "content": text}
                for role, text in texts.items()
                if text or role == "user"
            ],
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }
        return json.dumps(request, sort_keys=True).encode("ascii")


@dataclass(frozen=True, slots=True)
class Reply:
    """The text that a model answered with. It is not to be trusted."""

    text: str


@dataclass(frozen=True, slots=True)
class EndpointFailure:
    """Why a request has no answer; `sent` is False if it shares the failure of another one.

    Examples
    --------
    >>> failure = EndpointFailure(Reason(code="endpoint-timeout", facts={"seconds": 60}))
    >>> failure.code, failure.facts
    ('endpoint-timeout', {'seconds': 60})
    """

    reason: Reason
    sent: bool = True

    @property
    def code(self) -> str:
        """The code of the reason, such as `endpoint-timeout`."""
        return self.reason.code

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What fills the slots of the wording."""
        return self.reason.facts


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat as it is sent, and the `key` of its answer in the cache."""

    key: bytes
    body: bytes

    @classmethod
    def of(cls, endpoint: Endpoint, chat: Chat) -> ChatRequest:
        """The request of `chat` to `endpoint`; its key names the address, the model and the chat.

        Examples
        --------
        >>> here = Endpoint("small", "http://localhost:1/v1", "a")
        >>> there = Endpoint("small", "http://localhost:2/v1", "a")
        >>> ChatRequest.of(here, Chat("", "Hi")) == ChatRequest.of(there, Chat("", "Hi"))
        False
        """
        body = chat.body(endpoint.model)
        return cls(hashlib.sha256(endpoint.address.encode() + b"\n" + body).digest(), body)
