"""What can be said of an endpoint before it is asked; httpx is not needed."""

from __future__ import annotations

import pytest

from cuewise.errors import InputError, MissingExtra
from cuewise.models.endpoints import Chat, ChatClient, Endpoint, Reply, endpoint_named
from cuewise.models.endpoints.chat import ChatRequest
from cuewise.models.endpoints.replies import ReplyCache

KEY = "sk-very-secret-0123456789"
HERE = Endpoint("small", "http://localhost/v1")


def test_the_environment_names_the_address_and_the_key(monkeypatch):
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}\n")
    assert endpoint_named("m") == Endpoint("m", "https://api.openai.com/v1", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://[::1]:8000/v1/")
    endpoint = endpoint_named("m")
    assert endpoint == Endpoint("m", "http://[::1]:8000/v1", KEY)
    assert endpoint.address == "http://[::1]:8000/v1/chat/completions"
    assert endpoint.is_loopback


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/v1",
        "file:///etc/hosts",
        "hunter2",
        "https://",
        "https:///v1",
        "http://me:hunter2@host/v1",
        "http://hunter2@host/v1",
        "http://host/v1?key=hunter2",
        "http://host/v1#hunter2",
        "http://host:99999/v1",
        "http://host:port/v1",
        "http://[::1/v1",
        "http://host\\@hunter2/v1",
        "http://host/v1\r\nX: hunter2",
        "http://ho st/v1",
        "http://主机/v1",
    ],
)
def test_an_address_that_is_not_plain_is_refused_and_not_shown(url, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(InputError, match="the address of the endpoint") as error:
        endpoint_named("m")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("blank", [None, "", " "])
def test_without_an_address_and_a_key_no_endpoint_is_assumed(monkeypatch, blank):
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
        if blank is not None:
            monkeypatch.setenv(name, blank)
    with pytest.raises(InputError, match="OPENAI_BASE_URL nor OPENAI_API_KEY") as error:
        endpoint_named("m")
    assert "OPENAI_API_KEY alone for https://api.openai.com/v1" in error.value.allowed
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")
    assert endpoint_named("m") == Endpoint("m", "http://localhost:1/v1")


@pytest.mark.parametrize("key", ["hunter2\nX-More: 1", "hunter2 x", "hunter2好", "hunter2\x00"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key):
    with pytest.raises(InputError, match="OPENAI_API_KEY") as error:
        Endpoint("m", key=key)
    assert "hunter2" not in str(error.value)


def test_a_model_needs_a_name(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(InputError, match="the model has no name"):
        endpoint_named(" ")


@pytest.mark.parametrize(
    "wrong", [{"at_once": 0}, {"tries": 0}, {"timeout": 0}, {"timeout": float("nan")}]
)
def test_impossible_limits_are_refused(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        ChatClient(HERE, **wrong)


def test_httpx_is_named_when_it_is_needed_and_not_before(monkeypatch, tmp_path):
    monkeypatch.setattr("cuewise.errors.missing_package", lambda *_: "httpx")
    client, chat = ChatClient(HERE, cache=ReplyCache(tmp_path)), Chat("", "Hi")
    with pytest.raises(MissingExtra, match=r"pip install 'cuewise\[llm\]'"):
        client.ask([chat])
    client.cache.put(ChatRequest.of(HERE, chat).key, Reply("yes"))
    assert client.ask([chat]) == [Reply("yes")]
