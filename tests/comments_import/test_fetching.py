"""Fetching: what it asks for, what it takes, and to whom it never talks."""

import socket
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from itertools import count

import pytest
import trustme

from plugins.comments_import.pictures.fetching import CannotFetch, Unreachable, fetch, is_public

LOOPBACK = ip_address("127.0.0.1")


class Answers(BaseHTTPRequestHandler):
    """Answers from a table of {path: (status, headers, body)}, and remembers what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


class Server(ThreadingHTTPServer):
    """Says nothing of clients that go: here they are meant to."""

    def handle_error(self, *_args):
        pass


@contextmanager
def answering(answers, context=None):
    """Give a server of the loopback, and its address."""
    server = Server(("127.0.0.1", 0), Answers)
    server.answers, server.asked = answers, []
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server, f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fetched(address, *, limit=1000, may_connect=lambda address: address == LOOPBACK):
    return fetch(address, limit_bytes=limit, may_connect=may_connect)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001:0:7f00::1", "5f00::1"),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_none(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::", "64:ff9b::808:808"],
)
def test_an_address_of_the_public_internet_is_one(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "[::1]"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "user:word@127.0.0.1", "LOCALHOST."),
    ],
)
def test_this_machine_is_not_asked_whatever_it_is_called(host):
    with answering({"/a.png": (200, {}, b"secret")}) as (server, address):
        port = address.rpartition(":")[2]

        with pytest.raises(CannotFetch):
            fetch(f"http://{host}:{port}/a.png", limit_bytes=1000)

        assert server.asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fe80::1]", "[fd00::1]"])
def test_the_network_around_is_not_asked(host):
    with pytest.raises(CannotFetch, match="is no public host"):
        fetch(f"http://{host}/a.png", limit_bytes=1000)


@pytest.mark.parametrize(
    "to", ["http://127.0.0.2:{port}/a", "http://[::ffff:10.0.0.1]/a", "//169.254.169.254/a"]
)
def test_a_redirect_to_what_is_not_allowed_is_not_followed(to):
    answers = {"/": (302, {}, b""), "/a": (200, {}, b"secret")}
    with answering(answers) as (server, address):
        answers["/"] = (302, {"Location": to.format(port=address.rpartition(":")[2])}, b"")

        with pytest.raises(CannotFetch, match="is no public host"):
            fetched(f"http://{address}/")

        assert [path for _host, path in server.asked] == ["/"]


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1/"])
def test_a_redirect_to_what_is_not_the_web_is_not_followed(to):
    answers = {"/": (301, {"Location": to}, b"")}
    with (
        answering(answers) as (_server, address),
        pytest.raises(CannotFetch, match="only http and https"),
    ):
        fetched(f"http://{address}/")


def test_a_host_is_refused_when_one_of_its_addresses_is_not_public(monkeypatch):
    places = [("93.184.215.14", 80), ("127.0.0.1", 80)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)

    with pytest.raises(CannotFetch, match=r"public\.example is no public host"):
        fetch("http://public.example/a", limit_bytes=1000)


def test_a_host_is_looked_up_once_and_asked_where_that_said(monkeypatch):
    """A name server that gives another address a moment later changes nothing."""
    turns = count(1)
    with answering({"/a": (200, {}, b"data")}) as (server, address):

        def look_up(_host, port, **_options):
            place = (f"127.0.0.{next(turns)}", port)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        port = address.rpartition(":")[2]

        assert fetched(f"http://turning.example:{port}/a") == b"data"
        assert server.asked == [(f"turning.example:{port}", "/a")]
        assert next(turns) == 2


def test_redirects_are_followed_with_what_they_carry():
    answers = {
        "/": (301, {"Location": "two?a=b"}, b""),
        "/two?a=b": (307, {"Location": "/caf\u00e9".encode().decode("latin-1")}, b""),
        "/caf%C3%A9": (200, {}, b"data"),
    }
    with answering(answers) as (_server, address):
        assert fetched(f"http://{address}/") == b"data"


def test_redirects_end():
    with (
        answering({"/": (302, {"Location": "/"}, b"")}) as (server, address),
        pytest.raises(CannotFetch, match="more than 5 times"),
    ):
        fetched(f"http://{address}/")

    assert len(server.asked) == 6


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "1001"}])
def test_what_is_too_large_is_not_taken(headers):
    answers = {"/a": (200, headers, b"x" * 1001), "/b": (200, {}, b"x" * 1000)}
    with answering(answers) as (_server, address):
        with pytest.raises(CannotFetch, match=r"larger than 0\.00095"):
            fetched(f"http://{address}/a")

        assert len(fetched(f"http://{address}/b")) == 1000


def test_an_answer_that_breaks_off_is_not_taken():
    answers = {"/a": (200, {"Content-Length": "10"}, b"12345")}
    with answering(answers) as (_server, address), pytest.raises(CannotFetch, match="broke before"):
        fetched(f"http://{address}/a")


@pytest.mark.parametrize("status", [404, 403, 500, 599, 204])
def test_an_answer_that_is_no_success_is_not_taken(status):
    with (
        answering({"/a": (status, {}, b"")}) as (_server, address),
        pytest.raises(CannotFetch, match=f"its server answers {status}"),
    ):
        fetched(f"http://{address}/a")


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/a b/c.jpg", "/a%20b/c.jpg"),
        ("/a%20b%2B.jpg", "/a%20b%2B.jpg"),
        ("/é.jpg?ü=1&b=%C3#part", "/%C3%A9.jpg?%C3%BC=1&b=%C3"),
        ("", "/"),
        ("/x\x01\x7f HTTP/1.1", "/x%01%7F%20HTTP/1.1"),
    ],
)
def test_the_path_is_asked_for_as_it_is_and_encoded_where_it_must(written, asked):
    with answering({asked: (200, {}, b"data")}) as (_server, address):
        assert fetched(f"http://{address}{written}") == b"data"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ftp://ana.example/a",
            "file:///etc/passwd",
            "ana.example/a",
            "",
            "http://",
            "http://[::1/",
        ),
        *("http://a:99999/", "http://a:b/", "javascript:alert(1)", f"http://{'a' * 70}.example/"),
    ],
)
def test_what_is_no_web_address_is_refused(address):
    with pytest.raises(CannotFetch):
        fetched(address)


def test_a_host_that_does_not_answer_is_named():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        name = f"127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(Unreachable, match="does not answer") as caught:
        fetched(f"http://{name}/a")

    assert caught.value.host == name


def test_a_server_that_talks_nonsense_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk():
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 this is no web server\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(CannotFetch):
            fetched(f"http://127.0.0.1:{server.getsockname()[1]}/a")
        thread.join()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The certificate of an authority that nobody knows, and the one it gave to localhost alone."""
    folder = tmp_path_factory.mktemp("certificate")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
        folder / "localhost.pem"
    )
    return folder


def test_https_is_asked_for_the_host_it_was_meant_for(certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "localhost.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "authority.pem"))
    with answering({"/a": (200, {}, b"data")}, context) as (server, address):
        port = address.rpartition(":")[2]

        assert fetched(f"https://localhost:{port}/a", may_connect=lambda _: True) == b"data"
        with pytest.raises(Unreachable, match="its certificate is not valid"):
            fetched(f"https://127.0.0.1:{port}/a")

        assert server.asked == [(f"localhost:{port}", "/a")]
