"""A sender of 60 lines that keeps its ledger rightly, or wrongly in one of three classic ways.

    python toy_sender.py PORT FOLDER POLICY

FOLDER/readers has an address a line; FOLDER/ledger is what survives a kill.
"""

import os
import smtplib
import socket
import sys
import threading
from collections import deque
from pathlib import Path

RIGHT = "before the dot"
AFTER_THE_ANSWER = "after the answer"
WHEN_FETCHED = "when fetched"
NEVER = "never"
_BATCH = 50
_LETTER = b"Subject: Hi\r\n\r\n" + b"Words, words.\r\n" * 100


class Toy:
    def __init__(self, port: int, folder: Path, policy: str) -> None:
        self._port = port
        self._policy = policy
        self._file = os.open(folder / "ledger", os.O_RDWR | os.O_APPEND | os.O_CREAT)
        known = {line.split()[1] for line in (folder / "ledger").read_text().splitlines()}
        readers = (folder / "readers").read_text().split()
        self._waiting = deque(reader for reader in readers if reader not in known)
        self._fetched: deque[str] = deque()
        self._turn = threading.Lock()

    def work(self) -> None:
        with smtplib.SMTP("127.0.0.1", self._port) as smtp:
            # Without it the dot waits for the body's acknowledgement, which is delayed by 40 ms.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo()
            while reader := self._take():
                self._hand_over(smtp, reader)

    def _take(self) -> str | None:
        with self._turn:
            if not self._fetched:
                batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                self._fetched.extend(batch)
                if self._policy == WHEN_FETCHED:
                    self._note("fetched", *batch)
            return self._fetched.popleft() if self._fetched else None

    def _hand_over(self, smtp: smtplib.SMTP, reader: str) -> None:
        smtp.mail("ana@ana.example")
        smtp.rcpt(reader)
        smtp.docmd("DATA")
        smtp.send(_LETTER)
        if self._policy == RIGHT:
            self._note("dotting", reader)
        smtp.send(b".\r\n")
        smtp.getreply()
        if self._policy in {RIGHT, AFTER_THE_ANSWER}:
            self._note("submitted", reader)

    def _note(self, state: str, *readers: str) -> None:
        os.write(self._file, "".join(f"{state} {reader}\n" for reader in readers).encode())


def main() -> None:
    port, folder, policy = sys.argv[1:]
    toy = Toy(int(port), Path(folder), policy)
    threads = [threading.Thread(target=toy.work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
