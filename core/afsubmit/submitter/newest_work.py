"""A thread that does only the newest of what it is asked for. No Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any


class NewestWork:
    """A thread that works on the newest of what it is given; hands results to `take_result`, drops older work."""

    def __init__(self, work: Callable[[Any], Iterator[Any]], take_result: Callable[[Any], None]) -> None:
        """`take_result` is called on that thread. Call `close` in the end."""
        self._work, self._take_result = work, take_result
        self._has_work = threading.Condition()
        self._waiting: list[Any] = []
        self._is_closed = False
        threading.Thread(target=self._run, name="afsubmit-preview", daemon=True).start()

    def put(self, work: Any) -> None:
        """Do this next, and nothing of what waits."""
        with self._has_work:
            self._waiting[:] = [work]
            self._has_work.notify()

    def close(self) -> None:
        """Hand over nothing more."""
        with self._has_work:
            self._is_closed = True
            self._has_work.notify()

    def _run(self) -> None:
        while True:
            with self._has_work:
                while not self._waiting and not self._is_closed:
                    self._has_work.wait()
                if self._is_closed:
                    return
                work = self._waiting.pop()
            for done in self._work(work):
                if self._is_closed:
                    return
                self._take_result(done)
                if self._waiting:
                    break
