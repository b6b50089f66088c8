"""A line to another host: run a command here, count the bytes that it is sent, and cut it off in time.

    python relay.py COUNTED LIMIT COMMAND

COUNTED is a file that gets the number of bytes, a line for each run. After LIMIT bytes (0: never) the
command is killed, as when a cable is pulled.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path


def relay(command: subprocess.Popen[bytes], limit: int, count: list[int]) -> None:
    while data := os.read(0, 65536):
        room = limit - count[0] if limit else len(data)
        count[0] += len(data[:room])
        try:
            command.stdin.write(data[:room])
            command.stdin.flush()
        except BrokenPipeError:
            return
        if limit and count[0] >= limit:
            command.kill()
            return
    command.stdin.close()


if __name__ == "__main__":
    _, counted, limit, line = sys.argv
    count = [0]
    running = subprocess.Popen(["sh", "-c", f"exec {line}"], stdin=subprocess.PIPE)
    threading.Thread(target=relay, args=(running, int(limit), count), daemon=True).start()
    code = running.wait()
    with Path(counted).open("a") as file:
        file.write(f"{count[0]}\n")
    os._exit(code & 255)
