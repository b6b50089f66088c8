"""A running desk of a little site, its clock in our hands, with a real mail server and a real database."""

import email
import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from urllib.parse import quote, urlencode, urlsplit

import pytest
from little_site import LittleSite
from newsletters import SECRET, Blog
from smtp_server import FEATURES, SmtpServer, smtp_server

from plugins.desk.app import build_app
from plugins.desk.opening import Desk, open_desk
from plugins.desk.server.serving import Server
from plugins.newsletter.addresses import parse_address
from plugins.newsletter.database.opening import reading
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers import commands, joining, store
from plugins.newsletter.subscribers.model import Subscriber
from plugins.newsletter.tokens import make_token

ADDRESS = "http://127.0.0.1:9"  # what readers would be told; the port is known only later
FORM = "application/x-www-form-urlencoded"
BROWSER = {
    "Origin": "https://ana.example",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
    "Sec-Fetch-Dest": "document",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the desk said."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def heading(self) -> str:
        """The page's first heading, as words."""
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.DOTALL)
        return re.sub(r"<[^>]*>", "", found[1]).strip() if found else ""

    @property
    def stamp(self) -> str:
        """The stamp of the page's form."""
        return re.search(r'name="stamp" value="([^"]+)"', self.text)[1]


def text_of(message: EmailMessage) -> str:
    """Give a letter's text part."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


@dataclass
class RunningDesk:
    """A desk, and what is around it."""

    blog: Blog
    server: Server
    mail: SmtpServer
    newsletter: Newsletter
    seen: list[str] = field(default_factory=list)

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Ask the desk; header names are written with underscores."""
        place = urlsplit(self.server.address)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers=sent)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        text = answer.read().decode()
        connection.close()
        return Answer(status=answer.status, headers=found, text=text)

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        body = urlencode(fields, quote_via=quote).encode()
        return self.request("POST", path, body, **{"Content-Type": FORM, **headers})

    def subscribe(self, address: str, **headers: str) -> Answer:
        """Send the form of a static page, as a browser does."""
        return self.post("/subscribe", {"address": address}, **{**BROWSER, **headers})

    def letters(self, address: str, number: int = 1) -> list[EmailMessage]:
        """Give the letters to an address, once there are so many."""

        def found() -> list[bytes]:
            return [one.data for one in self.mail.letters if address in one.recipients]

        self.until(lambda: len(found()) >= number)
        assert len(found()) == number
        return [email.message_from_bytes(data, policy=default) for data in found()]

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _try in range(400):
            if condition():
                return
            time.sleep(0.025)
        raise AssertionError("it never came")

    def owed(self, *, tried: int = 0) -> int:
        """Give how many letters the desk owes that were tried so often at least."""
        query = "SELECT count(*) FROM outgoing WHERE attempts >= ?"
        with reading(self.newsletter.engine) as connection:
            return connection.exec_driver_sql(query, (tried,)).scalar()

    def settle(self) -> None:
        """Wait until the desk owes nothing: a letter to somebody else would have come by then."""
        self.until(lambda: not self.owed())

    def token_in(self, message: EmailMessage, route: str) -> str:
        """Give the token of a link in a letter's text."""
        return re.search(rf"/{route}/(\w{{26}})", text_of(message))[1]

    def add(self, address: str, **choices) -> str:
        """Add a subscriber; give their token."""
        joining.add(self.newsletter, address, consent="said so", **choices)
        return self.token(address)

    def invite(self, address: str) -> str:
        """Put somebody on the list who has not said yes; give their token."""
        joining.add(self.newsletter, address)
        return self.token(address)

    def token(self, address: str) -> str:
        return make_token(self.newsletter.secrets, self.person(address).id)

    def person(self, address: str) -> Subscriber | None:
        with reading(self.newsletter.engine) as connection:
            return store.find(connection, parse_address(address))

    def listed(self) -> str:
        return commands.listed(self.newsletter)

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.blog.now += timedelta(**time)


@contextmanager
def running_desk(  # noqa: PLR0913 - each is an option
    site: LittleSite,
    *,
    address: str = ADDRESS,
    extra: str = "",
    script=(),
    feed: str = "",
    secret: str = SECRET,
    port: int = 0,
    features: tuple[str, ...] = FEATURES,
) -> Iterator[RunningDesk]:
    """Give a running desk of a site."""
    blog = Blog(site, extra=f'NEWSLETTER_DESK = "{address}"\n{extra}')
    blog.write_feed()
    with smtp_server(script, features=features) as mail:

        def open_own() -> Desk:
            newsletter = blog.open(SMTP_URL=f"{mail.url}?rate=0", NEWSLETTER_SECRET=secret)
            return open_desk(newsletter, feed=feed or blog.feed)

        newsletter = blog.open()
        with Server(build_app(open_own), port=port) as server:
            yield RunningDesk(blog=blog, server=server, mail=mail, newsletter=newsletter)
        newsletter.engine.dispose()


def free_port() -> int:
    """Give a port of the loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def desk(site: LittleSite) -> Iterator[RunningDesk]:
    """A desk of an empty little site."""
    with running_desk(site) as running:
        yield running
        assert running.mail.violations == []
