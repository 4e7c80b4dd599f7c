"""How processes stop on SIGTERM: at once while they start or work, and in any case within a few seconds.

A process that was told to stop has LIMIT seconds to finish what it does and to release the database. Then it ends as it is:
entries are durable once they are acknowledged, and everything else is done again.
"""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from ops.embedded import abandon_all

LIMIT = 10.0
"""Seconds after the first signal until the process is ended."""

STATUS = 128 + signal.SIGTERM
"""The exit status of a command that was told to stop."""


class Stopping:
    """Whether this process was told to stop, and whether it may be interrupted in the middle of what it does."""

    def __init__(self) -> None:
        self.begun = False
        self.interruptible = False

    def begin(self) -> None:
        """From now on the process ends within LIMIT seconds."""
        if not self.begun:
            self.begun = True
            threading.Thread(target=end, args=(LIMIT,), name="stopping", daemon=True).start()


stopping = Stopping()


def end(seconds: float) -> NoReturn:
    """Ends this process after some seconds, and the embedded database if nobody else uses it."""
    time.sleep(seconds)
    sys.stderr.write(f"Not stopped after {seconds:.0f} seconds: ended.\n")
    abandon_all()
    os._exit(STATUS)


def exit_on_signal() -> None:
    """SIGTERM ends a command as an exception does: what it has opened is closed, unfinished files are removed."""

    def stop(number: int, frame: FrameType | None) -> None:
        if not stopping.begun:
            stopping.begin()
            raise SystemExit(STATUS)

    signal.signal(signal.SIGTERM, stop)


def call_on_signal(stop: Callable[[], Any]) -> None:
    """Calls `stop` on SIGTERM and SIGINT. A server whose loop is blocked while it starts (`interruptible`) is interrupted by
    CancelledError instead."""

    def begin(number: int, frame: FrameType | None) -> None:
        stopping.begin()
        if stopping.interruptible:
            stopping.interruptible = False
            raise asyncio.CancelledError
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, begin)


@contextmanager
def interruptible() -> Iterator[None]:
    """For blocking work of a server that starts."""
    if stopping.begun:
        raise asyncio.CancelledError
    stopping.interruptible = True
    try:
        yield
    finally:
        stopping.interruptible = False
