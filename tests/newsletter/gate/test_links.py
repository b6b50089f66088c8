"""The links of a letter, asked of real servers on this machine."""

import socket
import ssl
import threading
import time

import pytest
import trustme
from odd_server import behaving, dropping, leading_to, only_get

from plugins.newsletter.gate.links import check_links, links_of
from plugins.newsletter.gate.model import Level

DESK = "https://desk.ana.dev"
TOKEN = "abcdefgh234567abcdefgh"


def check(urls, *, site="https://ana.dev", desk="", timeout=5, **options):
    return check_links(urls, site=site, desk=desk, timeout=timeout, **options)


def outcome(behaviour, *, is_ours=True):
    """Give level and message for a link that a server answers so."""
    with behaving({"/page": behaviour, "/there": 200}) as server:
        site = server.address if is_ours else "https://ana.dev"
        (finding,) = check([f"{server.address}/page"], site=site)
    return finding.level, finding.message.replace(server.address, "")


def test_links_of_both_parts_are_given_once_and_without_the_readers_own(write, text):
    more = "https://ana.dev/1.html#c1 (https://other.dev/only-here). mailto:bo@c.dev\n"

    assert links_of(write(text=text + more)) == (
        "https://ana.dev/1.html",
        "https://other.dev/x?a=1&b=2",
        "https://ana.dev/p.png",
        "https://other.dev/only-here",
    )


def test_what_holds_the_readers_address_is_left_out(write, text):
    more = "https://other.dev/?to=bo%40reader.dev\n"

    assert "other.dev/?to" not in " ".join(links_of(write(text=text + more)))


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_a_server_that_refuses_head_is_asked_by_get(status):
    with behaving({"/page": only_get(status)}) as server:
        (finding,) = check([f"{server.address}/page"], site=server.address)

    assert (finding.level, finding.message) == (Level.GOOD, "1 link of 1 answered")
    assert server.asked == [("HEAD", "/page"), ("GET", "/page")]
    assert all("Still-in-Touch" in agent for agent in server.agents)


def test_a_server_that_breaks_off_at_head_is_asked_by_get():
    assert outcome(dropping)[0] is Level.GOOD


@pytest.mark.parametrize("status", [401, 403, 404, 410, 500, 503, 599])
def test_what_is_not_there_is_a_fault_of_the_site_and_a_warning_for_others(status):
    ours, message = outcome(status)
    others, _message = outcome(status, is_ours=False)

    assert (ours, others) == (Level.FAULT, Level.WARNING)
    assert message.startswith(f"/page: its server answers {status}")


def test_a_busy_server_is_a_warning():
    assert outcome(429)[0] is Level.WARNING


def test_an_answer_that_is_no_http_is_told():
    def babble(request):
        request.wfile.write(b"220 smtp.ana.dev ESMTP\r\n")

    level, message = outcome(babble)

    assert level is Level.FAULT
    assert "HTTP" in message


def test_nobody_there_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    (finding,) = check([url], site=url)

    assert finding.level is Level.FAULT
    assert "connection refused" in finding.message


def test_a_redirect_within_a_host_is_followed_without_a_word():
    assert outcome(leading_to("/there"))[0] is Level.GOOD
    assert outcome(leading_to("/there", status=308))[0] is Level.GOOD


def test_a_redirect_to_another_host_is_a_warning():
    with behaving({"/there": 200}) as other:
        place = other.address.replace("127.0.0.1", "localhost")
        level, message = outcome(leading_to(f"{place}/there"))

    assert level is Level.WARNING
    assert "leads on to localhost" in message


def test_a_redirect_to_nothing_is_a_fault():
    level, message = outcome(leading_to("/gone"))

    assert level is Level.FAULT
    assert message.startswith("/page: its server answers 404")


@pytest.mark.parametrize("place", ["/page", "ftp://ana.dev/", "", "http://[x"])
def test_a_redirect_that_leads_nowhere_is_a_fault(place):
    assert outcome(leading_to(place))[0] is Level.FAULT


@pytest.mark.parametrize(
    "path",
    ["/u/T", "/p/T", "/c/T", "/U/T", "//u/T", "/x/../u/T", "/%75/T", "/%2575/T", "/u/T?x=1", "/u"],
)
def test_a_readers_page_at_the_desk_is_never_asked_for(path):
    with behaving({"/page": leading_to(f"/desk{path}")}) as server:
        desk = f"{server.address}/desk"
        (told,) = check([f"{server.address}/page"], site=server.address, desk=desk)
        (nothing,) = check([f"{desk}{path}"], site=server.address, desk=desk)

    assert server.asked == [("HEAD", "/page")]
    assert (told.level, "one reader's page" in told.message) == (Level.FAULT, True)
    assert nothing.message == "0 links of 0 answered"


def test_other_pages_beside_the_desk_are_asked_for():
    paths = ["/desk/", "/desk/subscribe", "/u/1.html", "/desk/up/"]
    with behaving(dict.fromkeys(paths, 200)) as server:
        urls = [f"{server.address}{path}" for path in paths]
        (finding,) = check(urls, site=server.address, desk=f"{server.address}/desk")

    assert finding.message == "4 links of 4 answered"


def test_each_address_is_asked_for_once_whatever_its_fragment():
    with behaving({"/page": 200}) as server:
        page = f"{server.address}/page"
        check([page, f"{page}#a", f"{page}#b", "mailto:a@b.dev", "#c"])

    assert server.asked == [("HEAD", "/page")]


def test_findings_come_in_the_order_of_the_links_and_progress_is_told():
    paths = [f"/{number}" for number in range(30)]
    told = []
    with behaving({}) as server:
        findings = check(
            [f"{server.address}{path}" for path in paths],
            site=server.address,
            progress=lambda done, of: told.append((done, of)),
        )

    assert [finding.message.split(":")[2].partition("/")[2] for finding in findings] == [
        path[1:] for path in paths
    ]
    assert told == [(number, 30) for number in range(1, 31)]


def test_signs_outside_ascii_reach_the_server_encoded():
    with behaving({"/gr%C3%BC%C3%9Fe%20x?q=%C3%A4": 200}) as server:
        (finding,) = check([f"{server.address}/grüße x?q=ä"], site=server.address)

    assert finding.level is Level.GOOD


@pytest.mark.parametrize("url", ["http://a..b/", f"http://{'x' * 80}.dev/", "http://a b.dev/"])
def test_what_is_no_host_is_told(url):
    assert {finding.level for finding in check([url])} == {Level.WARNING}


def test_a_password_in_a_link_is_not_told():
    with behaving({}) as server:
        (finding,) = check([server.address.replace("//", "//ana:secret@") + "/x"])

    assert "secret" not in finding.message


def test_a_server_that_sends_byte_by_byte_is_not_waited_for():
    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            request.wfile.write(b"X")
            time.sleep(0.05)

    with behaving({"/page": drip}) as server:
        (finding,) = check([f"{server.address}/page"], site=server.address, timeout=0.3)

    assert finding.level is Level.FAULT
    assert "within 0.3 seconds" in finding.message


def test_what_was_not_asked_in_time_is_unknown():
    over = threading.Event()
    with behaving({"/slow": lambda _request: over.wait(30) and None, "/fast": 200}) as server:
        urls = [f"{server.address}/{name}" for name in ("fast", "slow", "later")]
        findings = check(urls, site=server.address, timeout=20, total=0.5, connections=1)
        over.set()

    assert [finding.level for finding in findings] == [Level.GOOD, Level.UNKNOWN, Level.UNKNOWN]
    assert "/slow" in findings[1].message


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def tls(authority, *names, **options):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names, **options).configure_cert(context)
    return context


def test_certificates_are_checked(authority):
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with (
        behaving({"/": 200}, tls(authority, "127.0.0.1")) as good,
        behaving({"/": 200}, tls(authority, "other.dev")) as misnamed,
    ):
        told = check([f"{good.address}/", f"{misnamed.address}/"], context=trusting)
        (untrusted,) = check([f"{good.address}/"])

    assert [finding.level for finding in told] == [Level.GOOD, Level.WARNING]
    assert "its certificate is for another name" in told[1].message
    assert "signed by somebody unknown" in untrusted.message
