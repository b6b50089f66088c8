"""The desk itself under the attacks that test_serving.py makes on its server alone."""

import pytest
from desks import ADDRESS, BROWSER
from hostile_requests import ATTACKS, SLOW_BODIES, Target, check
from little_site import LittleSite
from newsletters import Blog
from raw_http import ask, post
from smtp_server import smtp_server

from plugins.desk.app import build_app
from plugins.desk.opening import open_desk
from plugins.desk.server.connection import Patience
from plugins.desk.server.serving import Server
from plugins.newsletter.database.opening import reading

QUICK = Patience(head=0.3, idle=1, answer=0.5, rest=0.3, stopping=2)
# A body has 20 seconds here; that one is given up in time is tested with less.
FAST = [attack for attack in ATTACKS if attack not in SLOW_BODIES]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A desk that is short with strangers, and its newsletter."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "content" / "posts").mkdir(parents=True)
    blog = Blog(LittleSite(folder), extra=f'NEWSLETTER_DESK = "{ADDRESS}"\n')
    blog.write_feed()
    with smtp_server() as mail:
        newsletter = blog.open()

        def open_own():
            return open_desk(blog.open(SMTP_URL=mail.url), feed=blog.feed)

        with Server(build_app(open_own), patience=QUICK) as server:
            yield server.port, newsletter
        newsletter.engine.dispose()
        assert mail.letters == []


@pytest.mark.parametrize("target", ["/subscribe", "/u/" + "a" * 26, "/p/" + "a" * 26, "/comment"])
def test_forms_that_are_none_are_told_so(attacked, target):
    port, _newsletter = attacked

    check(post(port, target, b"a=%FF"), 400)
    check(post(port, target, b"a=1", Content_Type="text/plain"), 415)
    check(post(port, target, b"a=1", Origin="https://evil.example"), 403)
    check(post(port, target, b"a=" + b"x" * 70_000), 413)


@pytest.mark.parametrize("attack", FAST, ids=lambda attack: attack.__name__)
def test_a_stranger_harms_nothing_at_the_desk(attacked, attack):
    port, newsletter = attacked

    attack(Target(port=port, form="/subscribe"))

    assert check(ask(port, "GET", "/health"), 200).body == b"ok\n"
    with reading(newsletter.engine) as connection:
        for table in ("subscriber", "signup", "outgoing", "suppression"):
            assert not connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()


def test_an_address_with_line_ends_is_no_address_and_no_header(attacked):
    port, _newsletter = attacked
    browser = {name.replace("-", "_"): value for name, value in BROWSER.items()}

    for evil in ("bo@work.example%0d%0aBcc:%20cy@work.example", "%22a%0d%0aX%22@work.example"):
        check(post(port, "/subscribe", f"address={evil}", **browser), 422)
