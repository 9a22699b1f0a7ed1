"""Chat endpoints that speak the protocol of OpenAI; importing this does not load httpx."""

from cuewise.models.endpoints.chat import Chat, EndpointFailure, Reply
from cuewise.models.endpoints.client import ChatClient
from cuewise.models.endpoints.endpoint import Endpoint, endpoint_named

__all__ = ["Chat", "ChatClient", "Endpoint", "EndpointFailure", "Reply", "endpoint_named"]
