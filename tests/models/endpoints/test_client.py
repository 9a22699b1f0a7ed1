"""Many chats: their order, the cache, retries, and when to stop asking."""

from __future__ import annotations

import socket
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from chat_server import Answer, echo, serving

from cuewise.models.endpoints import Chat, ChatClient, Endpoint, EndpointFailure, Reply
from cuewise.models.endpoints.attempt import Attempt
from cuewise.models.endpoints.chat import ChatRequest
from cuewise.models.endpoints.replies import ReplyCache, default_replies
from cuewise.records import Reason

httpx = pytest.importorskip("httpx", reason="the extra 'llm' is not installed")
OFF = ReplyCache(None)


def client(server, *, key="", pauses=None, cache=OFF, **options):
    """A client of `server` that notes its pauses instead of waiting."""
    pauses = [] if pauses is None else pauses
    return ChatClient(
        Endpoint("small", getattr(server, "url", server), key),
        cache=cache,
        pause=lambda _, seconds: pauses.append(seconds),
        **options,
    )


def chats(n):
    return [Chat("Answer.", f"question {i}") for i in range(n)]


def texts(results):
    return [result.text for result in results]


def free_url():
    """An address at which nothing listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{place.getsockname()[1]}/v1"


def failing_first(times, answer):
    """Answer every question with `answer` at first, and with an echo after `times`."""
    counts = defaultdict(int)

    def answering(request):
        question = request["messages"][-1]["content"]
        counts[question] += 1
        return answer if counts[question] <= times else echo(request)

    return answering


def test_the_replies_are_in_the_order_of_the_chats_and_equal_chats_are_asked_once():
    late = threading.Event()

    def answering(request):
        question = request["messages"][-1]["content"]
        if question == "question 7":
            late.set()
        return Answer(question, after=late if question == "question 1" else None)

    steps = []
    with serving(answering) as server:
        results = client(server).ask(chats(8) + chats(3), progress=lambda *s: steps.append(s))
    assert texts(results) == [f"question {i}" for i in [*range(8), 0, 1, 2]]
    assert sorted(server.questions) == [f"question {i}" for i in range(8)]
    assert steps == [(i, 8) for i in range(1, 9)]


def test_the_request_is_what_the_protocol_says():
    with serving(echo) as server:
        client(server, key="secret").ask([Chat("Be brief.", "好吗\ud800", max_tokens=7)])
        client(server).ask([Chat("", "Hi")])
    assert server.requests[0] == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "好吗\ud800"},
        ],
        "max_tokens": 7,
        "temperature": 0.0,
    }
    assert server.requests[1]["messages"] == [{"role": "user", "content": "Hi"}]
    assert server.headers[0]["path"] == "/v1/chat/completions"
    assert server.headers[0]["Authorization"] == "Bearer secret"
    assert "Authorization" not in server.headers[1]


def test_an_answered_request_is_not_sent_again_even_if_the_server_is_gone(tmp_path):
    cache = ReplyCache(tmp_path / "cache")
    with serving(echo) as server:
        first = client(server, cache=cache).ask(chats(5))
    assert client(server, cache=cache).ask(chats(5)) == first
    asked = client(server, cache=cache, tries=1).ask(chats(6))
    assert asked[:5] == first
    assert asked[5].code == "endpoint-refused"


def test_an_interrupted_run_goes_on_where_it_ended(tmp_path):
    cache, n = ReplyCache(tmp_path), 20

    def interrupt(done, _):
        if done == 3:
            raise KeyboardInterrupt

    with serving(echo) as server:
        with pytest.raises(KeyboardInterrupt):
            client(server, cache=cache).ask(chats(n), progress=interrupt)
        assert 3 <= len(server.requests) <= 3 + 4
        results = client(server, cache=cache).ask(chats(n))
    assert texts(results) == [f"question {i}" for i in range(n)]
    assert sorted(server.questions) == sorted(f"question {i}" for i in range(n))


def test_the_cache_keeps_apart_what_differs_and_keeps_no_failure(tmp_path):
    cache, chat = ReplyCache(tmp_path), Chat("", "Hi")
    with serving(echo) as one, serving(lambda _: Answer("two")) as two:
        assert texts(client(one, cache=cache).ask([chat])) == ["Hi"]
        assert texts(client(two, cache=cache).ask([chat])) == ["two"]
        other = ChatClient(Endpoint("large", one.url), cache=cache)
        other.ask([chat, Chat("", "Hi", max_tokens=1), Chat("", "Hi", temperature=1.0)])
    assert len(one.requests) == 4
    with serving(failing_first(1, Answer(status=400))) as server:
        ask = client(server, cache=cache).ask
        assert ask([chat])[0].facts["status"] == 400
        assert texts(ask([chat])) == ["Hi"]


def test_a_cache_that_cannot_be_used_warns_and_does_not_stop(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    with serving(echo) as server, pytest.warns(UserWarning, match="continuing without it"):
        assert texts(client(server, cache=ReplyCache(file)).ask(chats(2)))[1] == "question 1"
    monkeypatch.setenv("CUEWISE_CACHE", "off")
    assert default_replies().file is None
    monkeypatch.setenv("CUEWISE_CACHE", str(tmp_path))
    assert default_replies().file == tmp_path / "replies.sqlite"


def test_a_reply_may_hold_any_character(tmp_path):
    odd, cache = "\ud800\x00\u202e<b>{{7*7}}好", ReplyCache(tmp_path)
    with serving(lambda _: Answer(odd)) as server:
        ask = client(server, cache=cache).ask
        assert ask(chats(1)) == ask(chats(1)) == [Reply(odd)]
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again_after_longer_and_longer_pauses(status):
    pauses = []
    with serving(failing_first(3, Answer(status=status))) as server:
        assert texts(client(server, pauses=pauses).ask(chats(1))) == ["question 0"]
    assert len(server.requests) == 4
    assert [2**i / 2 <= pause <= 2**i for i, pause in enumerate(pauses)] == [True] * 3


def test_the_pauses_of_a_request_are_the_same_in_every_run():
    pauses = [[], []]
    with serving(lambda _: Answer(status=500)) as server:
        for noted in pauses:
            client(server, pauses=noted).ask(chats(1))
    assert pauses[0] == pauses[1]
    assert len(set(pauses[0])) == 3


def test_a_request_that_fails_every_time_says_how_it_failed_last():
    with serving(lambda _: Answer(status=503)) as server:
        (failure,) = client(server, tries=2).ask(chats(1))
    assert (failure.code, failure.facts["status"]) == ("endpoint-status", 503)
    assert len(server.requests) == 2


def in_seconds(n):
    return format_datetime(datetime.now(UTC) + timedelta(seconds=n), usegmt=True)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 7),
        ("0", 0, 0),
        ("86400", 60, 60),
        (in_seconds(-100), 0, 0),
        (in_seconds(86400), 60, 60),
        (in_seconds(0).replace("GMT", "-0000"), 0, 1),
        ("nan", 0.5, 1),
        ("-1", 0.5, 1),
        ("9" * 400, 0.5, 1),
        ("soon", 0.5, 1),
    ],
    # The time of collection must not be a part of a name: processes collect at different times.
    ids=["7", "0", "day", "past", "tomorrow", "now", "nan", "negative", "long", "word"],
)
def test_retry_after_is_honoured_within_a_minute_and_nonsense_in_it_is_not(header, least, most):
    pauses = []
    busy = Answer(status=429, headers={"Retry-After": header})
    with serving(failing_first(1, busy)) as server:
        assert texts(client(server, pauses=pauses).ask(chats(1))) == ["question 0"]
    (pause,) = pauses
    assert least <= pause <= most


def test_an_interruption_ends_the_pauses_of_the_others():
    def answering(request):
        fine = request["messages"][-1]["content"] <= "question 1"
        return echo(request) if fine else Answer(status=503, headers={"Retry-After": "60"})

    def interrupt(done, _):
        if done == 2:
            raise KeyboardInterrupt

    start = time.monotonic()
    with serving(answering) as server, pytest.raises(KeyboardInterrupt):
        # The pause that users get.
        ChatClient(Endpoint("small", server.url), cache=OFF).ask(chats(9), progress=interrupt)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "endpoint-auth"), (403, "endpoint-auth"), (404, "endpoint-status")],
)
def test_nothing_more_is_sent_if_no_request_can_succeed(status, code):
    with serving(lambda _: Answer(status=status)) as server:
        results = client(server).ask(chats(9))
    assert [(r.code, r.facts["status"]) for r in results] == [(code, status)] * 9
    assert [r.sent for r in results] == [True] + [False] * 8
    assert len(server.requests) == 1


def test_two_lost_connections_in_a_row_end_the_asking():
    held = client("http://127.0.0.1:1/v1", at_once=1, tries=1)
    lost = EndpointFailure(Reason.of("endpoint-refused", endpoint="", fault=""))
    answers = [Reply("a"), lost, Reply("b"), lost, lost, Reply("never")]
    sent = iter(answers)

    class Line:
        def send(self, body):
            result = next(sent)
            return Attempt(result, passing=result is lost)

    requests = [ChatRequest.of(held.endpoint, chat) for chat in chats(9)]
    results = [result for _, result in held._arriving(Line(), requests)]
    assert results[:5] == answers[:5]
    assert {(r.code, r.sent) for r in results[5:]} == {("endpoint-refused", False)}
    assert len(results) == 9


def test_access_that_ends_stops_the_run_and_keeps_what_was_answered():
    def answering(request):
        late = request["messages"][-1]["content"] >= "question 3"
        return Answer(status=401) if late else echo(request)

    with serving(answering) as server:
        results = client(server, at_once=2).ask(chats(9))
    assert texts(results[:3]) == ["question 0", "question 1", "question 2"]
    assert {result.code for result in results[3:]} == {"endpoint-auth"}
    assert len(server.requests) <= 5


def test_a_bad_request_is_not_tried_again_and_does_not_stop_the_others():
    def answering(request):
        bad = request["messages"][-1]["content"] == "question 1"
        return Answer(status=400) if bad else echo(request)

    with serving(answering) as server:
        results = client(server).ask(chats(4))
    assert [isinstance(result, EndpointFailure) for result in results] == [
        False,
        True,
        False,
        False,
    ]
    assert len(server.requests) == 4


def test_a_refused_connection_is_tried_again_and_then_the_others_are_not():
    pauses = []
    results = client(free_url(), pauses=pauses).ask(chats(50))
    assert [(r.code, r.facts["fault"]) for r in results] == [
        ("endpoint-refused", "ConnectionRefusedError")
    ] * 50
    assert len(pauses) == 3


def test_an_endpoint_that_fails_again_and_again_is_left_alone():
    with serving(lambda _: Answer(status=500)) as server:
        results = client(server, tries=1).ask(chats(100))
    assert {result.code for result in results} == {"endpoint-status"}
    assert 8 <= len(server.requests) <= 8 + 3


def test_no_more_requests_are_under_way_than_allowed():
    together = threading.Barrier(3)

    def answering(request):
        if request["messages"][-1]["content"] != "question 0":
            together.wait(5)  # three must meet, or this raises and nothing is answered
        return echo(request)

    with serving(answering) as server:
        results = client(server, at_once=3).ask(chats(10))
    assert texts(results) == [f"question {i}" for i in range(10)]
    assert server.most_at_once == 3
