import asyncio
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest
from hostile_requests import ATTACKS, Target, check, storm
from raw_http import ask, connect, form, parse_answers, post, read_all, read_one, request
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from plugins.desk.guard.forms import BadForm, read_form
from plugins.desk.guard.headers import Guarded
from plugins.desk.server.connection import Patience
from plugins.desk.server.serving import Server, address_of
from plugins.shared.errors import BadSettings
from plugins.shared.site import ENGINE

QUICK = Patience(head=0.3, idle=1, answer=0.5, rest=0.3, stopping=1)
LARGE = 30_000_000
TOKEN = "abcdefghijklmnopqrstuvwxyz"


async def page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def take_form(request: Request) -> PlainTextResponse:
    try:
        fields = await read_form(request, seconds=0.3)
    except BadForm as error:
        return PlainTextResponse(error.why, status_code=error.status)
    return PlainTextResponse(repr(dict(fields)))


async def sleep(_request: Request) -> PlainTextResponse:
    await asyncio.sleep(0.4)
    return PlainTextResponse("awake")


async def large(_request: Request) -> StreamingResponse:
    pieces = (b"x" * 100_000 for _ in range(LARGE // 100_000))
    return StreamingResponse(pieces, headers={"Content-Length": str(LARGE)})


async def fail(_request: Request) -> PlainTextResponse:
    raise ValueError("ana@work.example")


def make_app() -> Guarded:
    routes = [
        Route("/", page, methods=["GET"]),
        Route("/", take_form, methods=["POST"]),
        Route("/u/{token}", page),
        Route("/sleep", sleep),
        Route("/large", large),
        Route("/fail", fail),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # it would lead to whatever Host says
    csp = "default-src 'none'"
    return Guarded(app, origins=frozenset({"https://ana.example"}), is_https=False, csp=csp)


@pytest.fixture(scope="module")
def port():
    with Server(make_app(), patience=QUICK) as server:
        yield server.port


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_stranger_harms_nothing(port, attack):
    attack(Target(port=port))

    assert check(ask(port, "GET", "/"), 200).body == b"hello"


def test_after_a_storm_the_desk_still_answers(port):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    storm(Target(port=port))

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert check(ask(port, "GET", "/"), 200).body == b"hello"
    assert grown < (200 * 1024 if sys.platform != "darwin" else 200 * 1024**2)


def test_a_form_comes_through(port):
    multipart = b'--f\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--f--\r\n'

    assert post(port, "/", "a=1").body == b"{'a': '1'}"
    assert (
        post(port, "/", multipart, Content_Type="multipart/form-data; boundary=f").body
        == b"{'a': '1'}"
    )
    chunked = form(
        "/", b"1\r\na\r\n2\r\n=1\r\n0\r\n\r\n", Transfer_Encoding="chunked", Connection="close"
    )
    with connect(port) as connected:
        connected.sendall(chunked)
        (answer,) = parse_answers(read_all(connected))
    assert answer.body == b"{'a': '1'}"


def test_an_answer_arrives_though_its_client_goes_on_sending(port):
    with connect(port) as connected:
        connected.sendall(form("/", b"", Content_Length="500000"))
        for _ in range(10):  # a connection closed outright would be reset, and this fail
            connected.sendall(b"x" * 1_000)
            time.sleep(0.01)
        (answer,) = parse_answers(read_all(connected))

    assert check(answer, 413).headers["connection"] == "close"


def test_a_kept_connection_is_used_again_and_closed_when_idle(port):
    with connect(port) as connected:
        for _ in range(3):
            connected.sendall(request("GET", "/"))
            assert read_one(connected).body == b"hello"
        assert read_all(connected) == b""


def test_a_slow_request_is_not_taken_for_a_slow_client(port):
    assert ask(port, "GET", "/sleep").body == b"awake"


def test_who_reads_slowly_keeps_nobody_waiting_and_is_left_in_the_end(port):
    with connect(port) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(request("GET", "/large"))
        began = time.monotonic()
        assert ask(port, "GET", "/").status == 200
        assert time.monotonic() - began < 2
        time.sleep(1)
        with suppress(ConnectionError):
            while slow.recv(65_536):
                assert time.monotonic() - began < 8


def test_who_reads_steadily_gets_all(port):
    assert len(ask(port, "GET", "/large").body) == LARGE


def test_too_many_are_told_so():
    crowd = Patience(connections=5, head=5, stopping=1)
    with Server(make_app(), patience=crowd) as server:
        waiting = [connect(server.port) for _ in range(5)]
        for connected in waiting:
            connected.sendall(b"GET")
        answer = check(ask(server.port, "GET", "/"), 503)
        for connected in waiting:
            connected.close()
        time.sleep(0.2)

        assert answer.headers["retry-after"] == "60"
        assert ask(server.port, "GET", "/").status == 200


def test_nothing_in_the_log_tells_who_it_was(port, caplog):
    caplog.set_level(logging.DEBUG)
    ask(port, "GET", f"/u/{TOKEN}?address=ana@work.example")
    ask(port, "GET", "/ana@work.example", Referer="ana@work.example", X_Forwarded_For="203.0.113.7")
    post(port, "/", "address=ana@work.example")
    with connect(port) as connected:
        connected.sendall(b"nonsense ana@work.example\r\n\r\n")
        read_all(connected)

    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "GET /u/{token} 200" in told
    assert "GET /… 404" in told
    assert "POST / 200" in told
    for secret in ("ana@", "127.0.0.1", "203.0.113.7", TOKEN):
        assert secret not in told


def test_stopping_answers_requests_at_hand_and_waits_for_nobody_else():
    answers = []
    with Server(make_app(), patience=Patience(stopping=5, head=60)) as server:
        idle, half = connect(server.port), connect(server.port)
        idle.sendall(request("GET", "/"))
        read_one(idle)
        half.sendall(b"GET / HTT")
        asking = threading.Thread(target=lambda: answers.append(ask(server.port, "GET", "/sleep")))
        asking.start()
        time.sleep(0.2)
        began = time.monotonic()
    asking.join()

    assert time.monotonic() - began < 4
    assert [answer.body for answer in answers] == [b"awake"]
    with idle, half, pytest.raises(ConnectionError):
        connect(server.port)


def test_a_slow_reader_does_not_hold_up_a_stop():
    with Server(make_app(), patience=Patience(stopping=1)) as server:
        slow = connect(server.port)
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(request("GET", "/large"))
        time.sleep(0.3)
        began = time.monotonic()

    assert time.monotonic() - began < 5
    slow.close()


PROGRAM = """
import sys
sys.path[:0] = ["tests", "tests/desk/server"]
from test_serving import make_app
from plugins.desk.server.serving import serve
serve(make_app(), host="127.0.0.1", port=0, on_ready=lambda address: print(address, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_an_orderly_way_and_its_log_is_discreet(number):
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command,
        cwd=ENGINE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
    ) as process:
        port = int(process.stdout.readline().rpartition(":")[2])
        check_failure = ask(port, "GET", "/fail")
        process.send_signal(number)
        out, told = process.communicate(timeout=20)

    assert check_failure.status == 500
    assert (process.returncode, out) == (0, "ended\n")
    assert "GET /fail 500" in told
    assert "builtins.ValueError" in told
    assert "ana@work.example" not in told
    assert "127.0.0.1" not in told


def test_a_place_that_is_taken_is_told(port):
    with pytest.raises(BadSettings, match=f"port {port}"):
        Server(make_app(), port=port)


@pytest.mark.parametrize(
    ("host", "number"), [("192.0.2.1", 0), ("no such host", 0), ("127.0.0.1", 70_000)]
)
def test_a_place_that_is_none_is_told(host, number):
    with pytest.raises(BadSettings, match="The desk cannot listen"):
        Server(make_app(), host=host, port=number)


def test_an_ipv6_host_has_brackets():
    assert address_of("::1", 8025) == "http://[::1]:8025"
    assert address_of("localhost", 8025) == "http://localhost:8025"
