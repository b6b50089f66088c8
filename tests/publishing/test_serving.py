import socket
import threading
import time
import urllib.request

import pytest

from plugins.publishing.serving import find_file, serve
from plugins.publishing.serving import free_port as chosen_port
from plugins.shared.errors import BadSettings


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "output"
    (folder / "about").mkdir(parents=True)
    (folder / "index.html").write_text("<html><head></head><body>home</body></html>")
    (folder / "404.html").write_text("<html><head></head><body>not here</body></html>")
    (folder / "about" / "index.html").write_text("<html><body>about</body></html>")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.mark.parametrize(
    ("address", "name"),
    [("", "index.html"), ("about/", "about/index.html"), ("about", "about/index.html")],
)
def test_addresses_are_found_as_a_web_host_finds_them(output, address, name):
    assert find_file(output, address) == output / name


@pytest.mark.parametrize(
    "address", ["nothing.html", "../secret.txt", "/../secret.txt", "..%2fsecret.txt"]
)
def test_nothing_outside_is_served(output, address):
    assert find_file(output, address) is None


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(BadSettings, match="name another one, such as --port 8001"):
            chosen_port(str(taken.getsockname()[1]))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address):
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} never answered")


def test_a_change_is_built_and_the_open_page_reloads(output, tmp_path, browser):
    """A file is saved, the site is built again, and the browser shows it without a key pressed."""
    watched = tmp_path / "content"
    watched.mkdir()
    (watched / "post.md").write_text("old")
    port = free_port()
    still_at_it = threading.Event()

    def rebuild(announce):
        text = (watched / "post.md").read_text()
        (output / "index.html").write_text(f"<html><head></head><body>{text}</body></html>")
        announce()
        still_at_it.wait(timeout=60)  # what the next build needs is written afterwards

    threading.Thread(
        target=serve,
        args=(output, [watched, tmp_path / "missing"], rebuild),
        kwargs={"port": port},
        daemon=True,
    ).start()
    home = f"http://127.0.0.1:{port}/"
    assert b"EventSource" in wait_for(home)
    page = browser.new_page()
    page.goto(home)
    assert "home" in page.inner_text("body")

    (watched / "post.md").write_text("words of today")

    page.wait_for_function("document.body.innerText.includes('words of today')", timeout=20_000)
    page.goto(f"{home}no/such/page")
    assert "not here" in page.inner_text("body")
    page.close()
    still_at_it.set()
