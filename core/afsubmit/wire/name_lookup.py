"""The addresses of a name, asked of the system with an end to the wait. No socket is opened here."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence

from ..errors import CancelledError
from ..typed import Any

SLICE_SECONDS = 0.1
"""How often a wait looks whether it was cancelled."""


def look_up(
    host: str, port: int, end: float, is_cancelled: Callable[[], bool]
) -> Sequence[tuple[Any, ...]] | BaseException:
    """What `socket.getaddrinfo` finds until `end` of the monotonic clock, or why it found nothing.

    The system is asked on a thread of its own: its call cannot be told to give up.

    Raises:
        CancelledError: `is_cancelled`, which is asked often, said so.
    """
    import threading

    results: list[Sequence[tuple[Any, ...]] | BaseException] = []

    def ask() -> None:
        try:
            results.append(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))
        except (OSError, UnicodeError, OverflowError) as error:
            results.append(error)

    thread = threading.Thread(target=ask, name="afsubmit-look-up", daemon=True)
    thread.start()
    while not results:
        thread.join(min(SLICE_SECONDS, max(end - time.monotonic(), 0.0)))
        if is_cancelled():
            raise CancelledError("Cancelled.")
        if not results and time.monotonic() >= end:
            return TimeoutError("the name was not found in time")
    return results[0]
