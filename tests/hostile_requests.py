"""What strangers send to a desk, and what has to come of it. Each attack is a function of a Target.

    for attack in ATTACKS:
        attack(Target(port=8001, form="/subscribe"))

An attack fails by itself when an answer is none of HTTP's, lacks the guard's headers, or is a 500.
"""

import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from raw_http import (
    Answer,
    ask,
    connect,
    exchange,
    form,
    parse_answers,
    post,
    read_all,
    request,
    seconds_until_closed,
)

MULTIPART = "multipart/form-data; boundary=frontier"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A running server: a page of it, a form's target, and how many seconds it waits for a head or a body."""

    port: int
    page: str = "/"
    form: str = "/"
    head: float = 0.3
    body: float = 0.3


Attack = Callable[[Target], None]


def check(answer: Answer, *statuses: int) -> Answer:
    """Fail when an answer could do harm, or has another status."""
    assert answer.status != 500
    assert not statuses or answer.status in statuses, answer
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    forbidden = {"server", "set-cookie", "x-evil", "evil"} & set(answer.headers)
    assert not forbidden
    assert "evil.example" not in str(answer.headers)
    return answer


def refused(target: Target, data: bytes, *statuses: int) -> None:
    """Fail unless there is one answer, by one of the statuses, and then the connection is closed."""
    answers = exchange(target.port, data)
    assert len(answers) == 1, answers
    check(answers[0], *statuses)


def a_half_sent_head(target: Target) -> None:
    with connect(target.port) as connected:
        connected.sendall(b"GET / HTTP/1.1\r\nHost: ana.example\r\n")
        (answer,) = parse_answers(read_all(connected))
    check(answer, 408)


def a_connection_without_a_word(target: Target) -> None:
    with connect(target.port) as connected:
        assert read_all(connected) == b""


def drip(target: Target, connected: socket.socket, data: bytes) -> None:
    """Send byte by byte, and fail unless it is ended long before the whole is sent."""
    connected.settimeout(5)
    began = time.monotonic()
    with suppress(ConnectionError):
        for byte in data * 100:
            connected.sendall(bytes([byte]))
            time.sleep(0.02)
            if time.monotonic() - began > target.head + target.body + 2.5:
                break
    assert time.monotonic() - began < target.head + target.body + 2.5
    with suppress(ConnectionError):
        connected.recv(1)


def a_dripping_head(target: Target) -> None:
    with connect(target.port) as connected:
        drip(target, connected, b"GET / HTTP/1.1\r\nX: " + b"y" * 500)


def a_dripping_second_head(target: Target) -> None:
    with connect(target.port) as connected:
        connected.sendall(request("GET", target.page))
        assert connected.recv(1)
        drip(target, connected, b"GET / HTTP/1.1\r\nX: " + b"y" * 500)


def a_half_sent_head_behind_a_whole_request(target: Target) -> None:
    data = request("GET", target.page) + b"GET / HTTP/1.1\r\nHo"
    with connect(target.port, timeout=8) as connected:
        connected.sendall(data)
        first, *_rest = parse_answers(read_all(connected))
    check(first, 200)


def a_body_that_never_comes(target: Target) -> None:
    refused(target, form(target.form, b"", Content_Length="10"), 408)


def a_dripping_body(target: Target) -> None:
    with connect(target.port) as connected:
        connected.sendall(form(target.form, b"", Content_Length="5000"))
        drip(target, connected, b"a=1&" * 100)


def a_body_of_10_mb(target: Target) -> None:
    ended = exchange(target.port, form(target.form, b"a=" + b"x" * 10_000_000))
    for answer in ended:
        check(answer, 413)


def an_endless_body(target: Target) -> None:
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    with connect(target.port) as connected:
        connected.sendall(form(target.form, b"", Transfer_Encoding="chunked"))
        sent = 0
        with suppress(ConnectionError, TimeoutError):
            while sent < 100_000_000:
                connected.sendall(chunk)
                sent += len(chunk)
    assert sent < 100_000_000


def an_endless_body_to_nowhere(target: Target) -> None:
    with connect(target.port) as connected:
        connected.sendall(form("/nowhere-at-all", b"", Content_Length="900000000"))
        (answer,) = parse_answers(read_all(connected))
    check(answer, 404, 405)


def a_body_to_a_page(target: Target) -> None:
    refused(target, request("GET", target.page, b"", Content_Length="10"), 200)


def heads_that_are_too_large(target: Target) -> None:
    many = "".join(f"X-{number}: {'y' * 20}\r\n" for number in range(1_000))
    refused(target, f"GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n".encode(), 431)
    refused(target, request("GET", "/", X_Long="y" * 100_000), 431)
    refused(target, request("GET", "/" + "y" * 100_000), 431)
    refused(target, b"G" * 100_000, 400, 431)


def long_addresses(target: Target) -> None:
    check(ask(target.port, "GET", "/" + "a" * 3_000), 404, 414)
    check(ask(target.port, "GET", f"{target.page}?" + "a" * 5_000), 414)
    check(ask(target.port, "GET", "/" + "a/" * 900), 404)


def line_ends_in_texts(target: Target) -> None:
    for evil in (
        "%0d%0aX-Evil:%201",
        "%0aX-Evil:1",
        "%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0aX-Evil:1",
        "%E5%98%8D%E5%98%8AX-Evil:1",
    ):
        check(ask(target.port, "GET", f"/{evil}"))
        check(ask(target.port, "GET", f"{target.page}?next={evil}&lang={evil}"))
        check(
            post(target.port, target.form, f"address=a{evil}&name={evil}&next={evil}&lang={evil}")
        )
        check(ask(target.port, "GET", target.page, Accept_Language=evil, Referer=evil, Cookie=evil))


def line_ends_in_heads(target: Target) -> None:
    for data in (
        b"GET / HTTP/1.1\nHost: a\nConnection: close\n\n",
        b"GET / HTTP/1.1\r\nHost: a\rX-Evil: 1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n X-Evil: 1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\nConnection: close\r\n\r\n",
        b"GET /\rX HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\n X: folded\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ):
        answers = exchange(target.port, data)
        assert len(answers) <= 1
        for answer in answers:
            check(answer, 200, 400, 404)


def requests_in_one_piece(target: Target) -> None:
    pages = request("GET", target.page) * 20 + request("GET", target.page, Connection="close")

    assert [check(answer).status for answer in exchange(target.port, pages)] == [200] * 21


def a_request_hidden_behind_a_form(target: Target) -> None:
    """What stands behind a body's end is a request of its own, and no part of the form."""
    data = form(target.form, b"a=1") + request("GET", "/nowhere-at-all", Connection="close")
    first, second = exchange(target.port, data)

    check(first)
    check(second, 404)


def other_versions(target: Target) -> None:
    refused(target, request("GET", target.page, version="1.0"), 200)
    refused(target, b"GET / HTTP/1.0\r\n\r\n", 200, 404)
    refused(target, b"GET /\r\n\r\n", 400)
    refused(target, request("GET", "/", version="3.7", Connection="close"), 400, 505)
    for answer in exchange(target.port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        check(answer, 400, 405, 505)
    refused(
        target, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300 + b"\r\n\r\n", 400
    )
    refused(target, request("GET", target.page, Upgrade="websocket", Connection="upgrade, close",
                            Sec_WebSocket_Key="eA==", Sec_WebSocket_Version="13"), 200)  # fmt: skip
    refused(target, request("GET", target.page, Upgrade="h2c", Connection="Upgrade, close"), 200)


def odd_targets(target: Target) -> None:
    for odd in (
        "http://evil.example/", "https://desk.ana.example/", "*", "evil.example:443", "//evil.example/", "///",
        "/\\evil.example", "/..;/", "/.//..", "/%2e%2e/%2e%2e/etc/passwd", "/%00", "/%", "/%zz", "/%c0%af",
        "/?%00", "/" + "%41" * 600, "/a//b", "/a/", "?", "#", "/#a", "/;a=b",
    ):  # fmt: skip
        for method in ("GET", "POST", "HEAD"):
            answers = exchange(target.port, request(method, odd, Connection="close"), method=method)
            assert len(answers) == 1
            check(answers[0])
            assert not answers[0].status >= 500


def odd_hosts(target: Target) -> None:
    for host in (
        "evil.example",
        "evil.example/@a",
        "a b",
        "[::1]:80",
        ":",
        "a:99999999",
        "x" * 5_000,
    ):
        check(ask(target.port, "GET", target.page, Host=host), 200, 400)
        check(ask(target.port, "GET", f"{target.form.rstrip('/')}/", Host=host))
        check(ask(target.port, "GET", f"{target.page.rstrip('/')}/a/", Host=host), 400, 404)
    check(
        ask(
            target.port,
            "GET",
            target.page,
            X_Forwarded_Host="evil.example",
            Forwarded="host=evil.example",
        ),
        200,
    )
    refused(target, request("GET", "/", Host=""), 400)
    refused(target, b"GET / HTTP/1.1\r\nHost: a\r\nHost: evil.example\r\n\r\n", 400)


def no_letters(target: Target) -> None:
    refused(target, b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", 400)
    refused(target, b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", 400)
    refused(target, b"GET / HTTP/1.1\r\nHost: a\r\n\x00: a\r\n\r\n", 400)
    refused(target, b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", 400)
    refused(target, b"G\xc3\xa4T / HTTP/1.1\r\nHost: a\r\n\r\n", 400)
    check(ask(target.port, "GET", target.page, X="\xff\xe4", Cookie="\xff=\xfe"), 200)


def wrong_encodings(target: Target) -> None:
    for body in (b"\xff\xfe", b"a=%FF%FE", b"%C0%80=1", b"a=\x80\x81", b"\xef\xbb\xbfa=%ED%A0%80"):
        check(post(target.port, target.form, body), 400)
    check(post(target.port, target.form, b"a=%00%01%7F&%00=1"))
    utf_16 = "application/x-www-form-urlencoded; charset=utf-16"
    check(post(target.port, target.form, "a=1".encode("utf-16"), Content_Type=utf_16), 415)
    check(post(target.port, target.form, b"a=1", Content_Encoding="gzip"), 415)
    check(post(target.port, target.form, b"\x1f\x8b\x08", Content_Encoding="br"), 415)
    for kind in (
        "text/plain",
        "application/json",
        "multipart/mixed; boundary=a",
        "\xff",
        ";;;",
        "a" * 9_000,
    ):
        check(post(target.port, target.form, b"a=1", Content_Type=kind), 415)


def lengths_that_lie(target: Target) -> None:
    start = f"POST {target.form} HTTP/1.1\r\nHost: a\r\n".encode()
    for lines in (
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Content-Length: 3, 4",
        b"Content-Length: -1",
        b"Content-Length: +3",
        b"Content-Length: 0x3",
        b"Content-Length: 3 3",
        b"Content-Length: " + b"9" * 40,
        b"Content-Length: \xb2",
        b"Content-Length:",
    ):
        refused(target, start + lines + b"\r\n\r\na=1", 400)


def smuggling(target: Target) -> None:
    hidden = request("GET", "/hidden", Connection="close")
    start = f"POST {target.form} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n".encode()
    for lines in (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: identity, chunked",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding:\x0bchunked",
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding: gzip, chunked",
    ):
        refused(target, start + lines + b"\r\n\r\n0\r\n\r\n" + hidden, 400, 501)


def bad_chunks(target: Target) -> None:
    start = form(target.form, b"", Transfer_Encoding="chunked")
    for body in (
        b"zz\r\n", b"-1\r\n", b"0x3\r\na=1\r\n0\r\n\r\n", b"3\r\na=1X\r\n", b"f" * 30 + b"\r\n", b"3" * 30_000,
        b"3;" + b"a" * 30_000, b"\r\n\r\n\r\n",
    ):  # fmt: skip
        refused(target, start + body, 400, 413, 431)
    answers = exchange(
        target.port,
        start + b"3\r\na=1\r\n0\r\nX-Evil: 1\r\n\r\n" + request("GET", "/", Connection="close"),
    )
    assert all(check(answer).status < 500 for answer in answers)


def odd_multipart(target: Target) -> None:
    field = b'--frontier\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    nested = b"--frontier\r\nContent-Type: multipart/mixed; boundary=frontier\r\n\r\n" * 500
    for body, kind in (
        (field + b"--frontier--", "multipart/form-data"),
        (field + b"--frontier--", "multipart/form-data; boundary="),
        (field + b"--frontier--", "multipart/form-data; boundary=other"),
        (field + b"--frontier--", "multipart/form-data; boundary=" + "x" * 5_000),
        (field + b"--frontier--", 'multipart/form-data; boundary="\xe4"'),
        (field, MULTIPART),
        (field * 100 + b"--frontier--", MULTIPART),
        (b"--frontier\r\n\r\n\r\n" * 10_000 + b"--frontier--", MULTIPART),
        (field * 10_000 + b"--frontier--", MULTIPART),
        (nested, MULTIPART),
        (b"--frontier\r\n" + b"X: y\r\n" * 5_000, MULTIPART),
        (b"--frontier\r\n" + b"X" * 60_000, MULTIPART),
        (b"-" * 60_000, MULTIPART),
        (field.replace(b'"a"', b'"a"; filename="../../a.txt"') + b"--frontier--", MULTIPART),
        (b"\x00" * 60_000, MULTIPART),
    ):  # fmt: skip
        check(post(target.port, target.form, body, Content_Type=kind), 400, 413, 415)


def only_heads(target: Target) -> None:
    for path in (
        target.page,
        target.form,
        "/nowhere-at-all",
        "/%00",
        f"{target.page}?{'a' * 5_000}",
    ):
        data = request("HEAD", path, Connection="close")
        answers = exchange(target.port, data, method="HEAD")  # fails when there is a body
        assert len(answers) == 1
        check(answers[0])


def other_methods(target: Target) -> None:
    for method in (
        "OPTIONS",
        "PUT",
        "PATCH",
        "DELETE",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "X" * 900,
    ):
        for path in (target.page, target.form, "/nowhere-at-all", "*"):
            asked = {"Origin": "https://evil.example", "Access_Control_Request_Method": "POST"}
            answer = check(ask(target.port, method, path, **asked), 405)
            assert not [name for name in answer.headers if name.startswith("access-control")]


def forms_of_other_websites(target: Target) -> None:
    for origin in (
        "https://evil.example",
        "http://evil.example",
        "file://",
        "https://desk.ana.example.evil.example",
    ):
        check(post(target.port, target.form, b"a=1", Origin=origin), 403)


def asking_first(target: Target) -> None:
    with connect(target.port) as connected:
        connected.sendall(form(target.form, b"", Content_Length="10000000", Expect="100-continue"))
        assert b" 413 " in connected.recv(100)
    refused(target, request("GET", target.page, Expect="200-ok", Connection="close"), 200, 417)


def leaving(target: Target) -> None:
    """Go away in the middle, politely and by a reset."""
    wholes = (request("GET", target.page), form(target.form, b"a=1&b=2"), b"", b"\x00")
    for data in (
        piece for whole in wholes for piece in (whole, whole[: len(whole) // 2], whole[:-1])
    ):
        for is_rude in (True, False):
            with connect(target.port) as connected:
                connected.sendall(data)
                if is_rude:
                    connected.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                    )


def noise(target: Target) -> None:
    """Whatever a generator of numbers makes of a good request; what is still good may wait for more."""
    source = random.Random(6)
    good = form(target.form, b"a=1&b=2", Connection="close")
    for _ in range(25):
        data = bytearray(good)
        for _ in range(source.randint(1, 6)):
            data[source.randrange(len(data))] = source.choice(b"\x00\r\n :%&=;\xff\x7f0aZ")
        for answer in exchange(target.port, bytes(data)):
            check(answer)


def many_who_wait(target: Target) -> None:
    """Half-sent heads of a hundred, and a page for somebody else meanwhile."""
    waiting = [connect(target.port) for _ in range(100)]
    for connected in waiting:
        connected.sendall(b"GET / HTTP/1.1\r\n")
    began = time.monotonic()
    check(ask(target.port, "GET", target.page), 200)
    assert time.monotonic() - began < 2
    for connected in waiting:
        assert seconds_until_closed(connected) < 5
        connected.close()


# The others wait for nothing, and so one after the other.
WAITING: tuple[Attack, ...] = (
    a_half_sent_head, a_connection_without_a_word, a_dripping_head, a_dripping_second_head,
    a_half_sent_head_behind_a_whole_request, a_body_that_never_comes, a_dripping_body, a_body_to_a_page,
    an_endless_body_to_nowhere, many_who_wait,
)  # fmt: skip
ATTACKS: tuple[Attack, ...] = (
    *WAITING, a_body_of_10_mb, an_endless_body, heads_that_are_too_large, long_addresses, line_ends_in_texts,
    line_ends_in_heads, requests_in_one_piece, a_request_hidden_behind_a_form, other_versions, odd_targets,
    odd_hosts, no_letters, wrong_encodings, lengths_that_lie, smuggling, bad_chunks, odd_multipart, only_heads,
    other_methods, forms_of_other_websites, asking_first, leaving, noise,
)  # fmt: skip


# Whether a body is given up in time is the app's affair.
SLOW_BODIES: tuple[Attack, ...] = (a_body_that_never_comes, a_dripping_body)


def storm(target: Target) -> None:
    """Make every attack, all at once; fail when one does."""
    failures: list[str] = []

    def make(attack: Attack) -> None:
        try:
            attack(target)
        except (AssertionError, OSError, ValueError) as error:
            failures.append(f"{attack.__name__}: {error!r}")

    threads = [threading.Thread(target=make, args=[attack]) for attack in ATTACKS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, "\n".join(failures)
