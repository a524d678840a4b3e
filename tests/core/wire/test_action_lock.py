"""While something is deleted, this process asks for nothing else to be done: the server would die of it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from afsubmit.errors import CancelledError
from afsubmit.wire import Address, Client
from afsubmit.wire.action_lock import action_lock


def action(name: str, number: int = 2) -> dict[str, object]:
    return {
        "action": {"user_name": "j", "host_name": "h", "type": "jobs", "ids": [number], "operation": {"type": name}}
    }


class Overlaps:
    """What was under way at the same time."""

    def __init__(self) -> None:
        self.now: list[str] = []
        self.seen: set[tuple[str, ...]] = set()
        self.lock = threading.Lock()

    def during(self, name: str) -> None:
        with self.lock:
            self.now.append(name)
            self.seen.add(tuple(sorted(self.now)))
        time.sleep(0.02)
        with self.lock:
            self.now.remove(name)


def test_actions_when_one_of_them_deletes_then_it_is_alone_until_it_was_answered() -> None:
    overlaps = Overlaps()
    address = Address("turns.test", 1)

    def send(name: str) -> None:
        with action_lock(address, action(name), lambda: None):
            overlaps.during(name)

    names = ["delete" if number % 5 == 0 else "pause" for number in range(60)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(send, names))
    assert ("delete",) in overlaps.seen
    assert not [seen for seen in overlaps.seen if "delete" in seen and len(seen) > 1]
    assert any(len(seen) > 1 for seen in overlaps.seen), "everything waits for everything"


def test_action_that_waits_for_its_turn_when_cancelled_then_nothing_is_sent() -> None:
    address = Address("turns.test", 2)
    client = Client(address)
    with action_lock(address, action("delete"), lambda: None), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.request, action("pause"))
        while not client._under_way:
            time.sleep(0.01)
        client.cancel()
        with pytest.raises(CancelledError):
            waiting.result(30)


def test_questions_and_jobs_wait_for_nobody() -> None:
    address = Address("turns.test", 3)
    with action_lock(address, action("delete"), lambda: None):
        for root in ({"get": {"type": "jobs"}}, {"job": {}}):
            with action_lock(address, root, lambda: None):
                pass
