"""One endpoint, hostile or broken: every answer ends as a value, and no key leaves its place."""

from __future__ import annotations

import gzip
import json
import logging
import threading
import time

import pytest
from chat_server import Answer, echo, serving

from cuewise.errors import InputError
from cuewise.models.endpoints import Chat, ChatClient, Endpoint
from cuewise.models.endpoints.connection import Connection
from cuewise.models.endpoints.replies import ReplyCache
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording

httpx = pytest.importorskip("httpx", reason="the extra 'llm' is not installed")
KEY = "sk-very-secret-0123456789"
CHAT = Chat("", "Hi")


def ask(url, *, tries=1, timeout=5.0, key=KEY, cache=None):
    endpoint = Endpoint("small", url, key)
    client = ChatClient(
        endpoint,
        tries=tries,
        timeout=timeout,
        cache=cache or ReplyCache(None),
        pause=lambda *_: None,
    )
    (result,) = client.ask([CHAT])
    return result


def failure_of(answer, **options):
    with serving(lambda _: answer) as server:
        return ask(server.url, **options)


def completion(content):
    return {"choices": [{"message": {"content": content}}]}


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Sign in</title>",
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"choices": [' + b"[" * 100_000,
        b'{"choices": ' + b"9" * 10_000 + b"}",
        {"error": "no"},
        {"choices": []},
        {"choices": {}},
        {"choices": "yes"},
        {"choices": [{"text": "yes"}]},
        {"choices": [{"message": "yes"}]},
        completion(None),
        completion(1),
        completion([{"type": "text", "text": "yes"}]),
    ],
    ids=lambda body: repr(body)[:30],
)
def test_what_is_no_chat_completion_is_nonsense(body):
    assert failure_of(Answer(body)).code == "endpoint-nonsense"


def test_an_answer_is_read_up_to_a_bound():
    assert failure_of(Answer("x" * 1_000_000)).text == "x" * 1_000_000
    failure = failure_of(Answer("x" * 2**22))
    assert (failure.code, failure.facts["most"]) == ("endpoint-long", 2**20)
    assert failure_of(Answer(b"x" * 2**22, status=500)).code == "endpoint-long"


def test_a_packed_answer_is_not_unpacked():
    bomb = gzip.compress(json.dumps(completion("x" * 2**24)).encode())
    packed = Answer(bomb, headers={"Content-Encoding": "gzip"})
    assert failure_of(packed).code == "endpoint-nonsense"


def test_an_endpoint_that_does_not_answer_in_time():
    never = threading.Event()
    with serving(lambda _: Answer(after=never)) as server:
        failure = ask(server.url, timeout=0.1, tries=2)
        never.set()
    assert (failure.code, failure.facts["seconds"]) == ("endpoint-timeout", 0.1)
    assert len(server.requests) == 2


def test_an_answer_that_does_not_end_in_time():
    start = time.monotonic()
    assert failure_of(Answer("x" * 200, trickle=0.05), timeout=0.2).code == "endpoint-timeout"
    assert time.monotonic() - start < 3


def test_hints_without_end_are_not_waited_for():
    start = time.monotonic()
    with serving(lambda _: Answer(hints=0.02)) as server:
        assert ask(server.url, timeout=0.2, tries=2).code == "endpoint-timeout"
        assert len(server.requests) == 2
    assert time.monotonic() - start < 4


def test_an_answer_that_is_cut_off_is_asked_for_again():
    answers = iter([Answer("yes", cut=5), Answer("yes")])
    with serving(lambda _: next(answers)) as server:
        assert ask(server.url, tries=2).text == "yes"
    assert failure_of(Answer("yes", cut=5)).code == "endpoint-broken"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status):
    with serving(echo) as elsewhere:
        moved = Answer(status=status, headers={"Location": f"{elsewhere.url}/chat/completions"})
        failure = failure_of(moved, tries=4)
    assert (failure.code, failure.facts["status"]) == ("endpoint-redirect", status)
    assert elsewhere.requests == []


def test_proxies_are_for_other_machines_only(monkeypatch):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(echo) as server, serving(lambda _: Answer("by proxy")) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert ask(server.url).text == "Hi"
        assert ask("http://models.example/v1").text == "by proxy"
    assert [seen["path"] for seen in proxy.headers] == ["http://models.example/v1/chat/completions"]


def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(monkeypatch):
    for name in ("ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "odd://me:hunter2@proxy.example")
    with pytest.raises(InputError, match="a proxy or a certificate") as error:
        ask("http://models.example/v1")
    assert "hunter2" not in f"{error.value}{error.value.__cause__}"


def test_the_key_is_nowhere_but_in_the_request(tmp_path, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    said = [repr(Endpoint("small", key=KEY)), repr(ChatClient(Endpoint("small", key=KEY)))]
    cache = ReplyCache(tmp_path)
    answers = [
        Answer("yes"),
        Answer({"error": f"Incorrect API key provided: {KEY}"}, status=401),
        Answer(KEY.encode()),
        Answer("yes", cut=3),
        Answer(status=302, headers={"Location": "http://other.example/"}),
    ]
    for answer in answers:
        with serving(lambda _, answer=answer: answer) as server:
            result = ask(server.url, cache=cache)
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
        said.append(repr(result))
        if reason := getattr(result, "reason", None):
            said += [reason.model_dump_json(), sentence(reason, wording("zh"))]
    said += [record.getMessage() for record in caplog.records]
    said += [*capsys.readouterr()]
    assert [text for text in said if KEY in text] == []
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [data for data in files if KEY.encode() in data]


def test_a_host_that_never_connects_is_no_connection_rather_than_a_late_answer():
    def never(request):
        raise httpx.ConnectTimeout("no route", request=request)

    with httpx.Client(transport=httpx.MockTransport(never)) as http:
        attempt = Connection(Endpoint("small", "http://localhost/v1"), http, 5.0).send(b"{}")
    assert (attempt.result.code, attempt.passing) == ("endpoint-refused", True)
