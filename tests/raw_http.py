"""HTTP by hand over a socket: requests that no client would send, and answers looked at to the byte."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3}) [ -~]*")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e]*)")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer; a header's lines are joined by commas."""

    status: int
    headers: dict[str, str]
    body: bytes


def request(
    method: str, target: str, body: bytes = b"", *, version: str = "1.1", **headers: str
) -> bytes:
    """Give a request's bytes. A header of "" is left out; by default there is a Host."""
    given = {
        "Host": "desk.ana.example",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if body and "Transfer-Encoding" not in given:
        given.setdefault("Content-Length", str(len(body)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return f"{method} {target} HTTP/{version}\r\n{lines}\r\n".encode("latin-1") + body


def form(target: str, body: bytes | str, **headers: str) -> bytes:
    """Give a POST of a form, urlencoded unless its Content_Type says otherwise."""
    data = body if isinstance(body, bytes) else body.encode()
    given = {"Content_Type": "application/x-www-form-urlencoded", **headers}
    return request("POST", target, data, **given)


def connect(port: int, *, timeout: float = 5) -> socket.socket:
    """Give a connection to a server on this machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def read_all(connected: socket.socket) -> bytes:
    """Give what comes until the other side closes; TimeoutError when it does not."""
    found = bytearray()
    with suppress(ConnectionError):
        while data := connected.recv(65_536):
            found += data
    return bytes(found)


def read_one(connected: socket.socket) -> Answer:
    """Give the next answer on a connection that is kept."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += connected.recv(1)
    size = int(re.search(rb"content-length: (\d+)", found, re.IGNORECASE)[1])
    while size:
        data = connected.recv(size)
        size -= len(data)
        found += data
    (answer,) = parse_answers(found)
    return answer


def exchange(port: int, data: bytes, *, method: str = "GET") -> list[Answer]:
    """Send, and give every answer: the last request asks for the connection to be closed, or is refused."""
    with connect(port) as connected:
        with suppress(ConnectionError):
            connected.sendall(data)
        return [*parse_answers(read_all(connected), method=method)]


def ask(port: int, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
    """Send one request, and give its one answer."""
    data = request(method, target, body, **{"Connection": "close", **headers})
    (answer,) = exchange(port, data, method=method)
    return answer


def post(port: int, target: str, body: bytes | str, **headers: str) -> Answer:
    """Send one form, and give its one answer."""
    (answer,) = exchange(port, form(target, body, **{"Connection": "close", **headers}))
    return answer


def parse_answers(data: bytes, *, method: str = "GET") -> Iterator[Answer]:
    """Give the answers, and fail at whatever is none; answers to HEAD have no body."""
    while data:
        head, end, data = data.partition(b"\r\n\r\n")
        assert end, f"no whole head: {head[:200]!r}"
        first, *lines = head.split(b"\r\n")
        status_line = _STATUS_LINE.fullmatch(first)
        assert status_line, f"no status line: {first[:200]!r}"
        status = int(status_line[1])
        headers: dict[str, str] = {}
        for line in lines:
            header = _HEADER.fullmatch(line)
            assert header, f"no header: {line[:200]!r}"
            name, value = header[1].decode().lower(), header[2].decode()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        if status == 100:
            continue
        size = 0 if method == "HEAD" or status in {204, 304} else _size(headers, data)
        body, data = data[:size], data[size:]
        assert len(body) == size, "the body was cut"
        yield Answer(status=status, headers=headers, body=body)


def _size(headers: dict[str, str], data: bytes) -> int:
    if "content-length" in headers:
        return int(headers["content-length"])
    assert "transfer-encoding" not in headers, "the desk's answers have a length"
    return len(data)


def seconds_until_closed(connected: socket.socket) -> float:
    """Give how long the other side keeps the connection, whatever it says; TimeoutError when for long."""
    began = time.monotonic()
    read_all(connected)
    return time.monotonic() - began
