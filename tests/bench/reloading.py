"""From saving a post to the page that shows it, while `serve` is running."""

import http.client
import queue
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from running import Failed, end, start
from sites import Site, append_sentence, task

PATIENCE = 60
REST = 1.0  # between two saves, as long as it takes to be sure that no build is under way


def seconds_to_reload(site: Site, *, saves: int, first: int) -> list[float]:
    """Give, for each of so many saves, the seconds until the preview reloads and shows what was written.

    `first` is the number of the first save, so that every save is of a post of its own.
    Raises Failed when that does not happen.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _serving(site, port), _events(port) as events:
        return [_seconds(site, port, events, first + number) for number in range(saves)]


def _seconds(site: Site, port: int, events: queue.SimpleQueue[float], number: int) -> float:
    _wait_for_quiet(events)
    files = site.post_files()
    post = files[len(files) // 3 + number]
    saved = time.perf_counter()
    sentence = append_sentence(post, number)
    try:
        told = events.get(timeout=PATIENCE)
    except queue.Empty:
        raise Failed(f"serve told of no build within {PATIENCE} s") from None
    _wait_until(lambda: sentence in _get(port, site.page_of(post).as_posix()), "the new sentence")
    return max(told, time.perf_counter()) - saved


def _wait_for_quiet(events: queue.SimpleQueue[float]) -> None:
    with suppress(queue.Empty):
        while True:
            events.get(timeout=REST)


@contextmanager
def _serving(site: Site, port: int) -> Iterator[None]:
    options = ["--settings", "settings.py", "--output", "output", "--port", str(port)]
    process = start([*task("serve"), *options], site.folder)
    said: list[str] = []
    reading = threading.Thread(target=lambda: said.extend(process.stdout), daemon=True)
    reading.start()
    try:
        _wait_until(lambda: bool(_get(port, "")), "the first page", process, site.timeout)
        yield
    except Failed as error:
        raise Failed(f"{error}\n{''.join(said[-12:])}") from None
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        end(process)
        reading.join(timeout=10)


@contextmanager
def _events(port: int) -> Iterator[queue.SimpleQueue[float]]:
    """Give the times at which serve told its pages to reload."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10 * PATIENCE)
    connection.request("GET", "/-/changes")
    answer = connection.getresponse()
    answer.readline()  # ": listening"
    told: queue.SimpleQueue[float] = queue.SimpleQueue()

    def listen() -> None:
        with suppress(OSError, http.client.HTTPException, ValueError):
            while line := answer.readline():
                if line.startswith(b"data:"):
                    told.put(time.perf_counter())

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield told
    finally:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _get(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as answer:
            return answer.read().decode()
    except (OSError, http.client.HTTPException):
        return ""


def _wait_until(
    is_so: Callable[[], bool],
    what: str,
    process: subprocess.Popen[str] | None = None,
    seconds: float = PATIENCE,
) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if process and process.poll() is not None:
            raise Failed("serve has ended")
        if time.monotonic() > until:
            raise Failed(f"serve did not give {what} within {seconds:.0f} s")
        time.sleep(0.005)
