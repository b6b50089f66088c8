import io
import logging

import pytest
from coroutines import run
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from plugins.desk.server.request_log import Discreet, Logged, log_line

TOKEN = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (("POST", "/u/{token}", 200, 3.4), "POST /u/{token} 200 3 ms"),
        (("GET", None, 404, 0.2), "GET /… 404 0 ms"),
        (("GET", "/", 0, 12), "GET / - 12 ms"),
        (("ana@work.example", None, 405, 0), "? /… 405 0 ms"),
        (("GET\nPOST", None, 405, 0), "? /… 405 0 ms"),
    ],
)
def test_a_line_says_what_and_never_who(values, line):
    assert log_line(*values) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (f"/u/{TOKEN}", "GET /u/{token} 200 "),
        (f"/x/{TOKEN}", "GET /… 404 "),
        ("/ana@work.example", "GET /… 404 "),
    ],
)
def test_each_request_is_one_line(path, line, caplog):
    caplog.set_level(logging.INFO, logger="desk")
    app = Starlette(routes=[Route("/u/{token}", lambda _request: PlainTextResponse("hello"))])
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": TOKEN.encode(),
             "client": ("203.0.113.7", 4711)}  # fmt: skip

    async def send(_message):
        pass

    run(Logged(app)(scope, None, send))

    # A desk of another test may still say that it ended.
    (found,) = [message for message in caplog.messages if message.startswith("GET")]
    assert found.startswith(line)


def fail():
    try:
        int("ana@work.example")
    except ValueError:
        {}[TOKEN]


def test_of_an_exception_only_its_kind_and_place_are_told():
    stream = io.StringIO()
    logger = logging.getLogger("desk.test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet("%(message)s"))
    logger.addHandler(handler)
    logger.propagate = False

    try:
        fail()
    except KeyError:
        logger.exception("It failed")

    told = stream.getvalue()
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert "test_request_log.py" in told
    assert "ana@" not in told
    assert TOKEN not in told
