"""Puts a sampler into every Python process of a build: this folder is on its path (see shares.py).

Every few milliseconds of processor time a process writes down where it stands, and how much time has gone
since. That costs about 1 %, reaches forked workers, too, and needs no orderly end of a process.
"""

import atexit
import os
import signal
import time

from rooms import Rooms

PAUSE = 0.002


def begin(path: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    rooms = Rooms()
    last = time.process_time()

    def sample(_signal, frame):
        nonlocal last
        now = time.process_time()
        names = []
        while frame:
            names.append(frame.f_code.co_filename)
            frame = frame.f_back
        told = "\t".join([f"{now - last:.6f}", *rooms.of_stack(names)])
        os.write(file, f"{told}\n".encode())
        last = now

    def go_on():
        nonlocal last
        last = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, PAUSE, PAUSE)

    signal.signal(signal.SIGPROF, sample)
    os.register_at_fork(after_in_child=go_on)  # a child inherits the handler, but not the timer
    # Python gives its handlers up before it ends, and then a signal would kill it.
    atexit.register(signal.setitimer, signal.ITIMER_PROF, 0)
    go_on()


if "BENCH_SAMPLES" in os.environ:
    begin(os.environ["BENCH_SAMPLES"])
