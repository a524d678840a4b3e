"""Whose turn it is: from one process, nothing else is done on a server while something is deleted there.

afserver 3.4.1 carries out in one turn what came in during a second. A change of a job that was deleted in the same turn
puts it back into lists of its owner; then it is freed, and the server dies of the next look at them, or much later of
what was overwritten (seen with the address sanitizer: priority, owner, by id or by mask). Its answer to a deletion
comes in the turn in which it was done, so that whoever waits for it is safe.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping

from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .address import Address

DELETIONS = frozenset(("delete", "delete_done_jobs", "delete_renders"))
SLICE_SECONDS = 0.1
"""How often a wait looks whether it was cancelled."""


class _ServerActions:
    """The actions that are under way at one server."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.others = self.deletions = 0
        self.is_deleting = False


_ACTIONS: dict[tuple[str, int], _ServerActions] = {}
_LOCK = threading.Lock()


@contextlib.contextmanager
def action_lock(address: Address, root: Mapping[str, Any], check: Callable[[], None]) -> Iterator[None]:
    """Wait until `root` may be sent, and keep what must not meet it waiting. Only actions wait for each other.

    `check` is called while it waits and may raise.
    """
    action = root.get("action")
    if not isinstance(action, dict):
        yield
        return
    with _LOCK:
        server = _ACTIONS.setdefault((address.host, address.port), _ServerActions())
    operation = action.get("operation")
    is_deletion = isinstance(operation, dict) and operation.get("type") in DELETIONS
    _begin(server, is_deletion, check)
    try:
        yield
    finally:
        _end(server, is_deletion)


def _begin(server: _ServerActions, is_deletion: bool, check: Callable[[], None]) -> None:
    with server.changed:
        server.deletions += is_deletion
        try:
            while server.is_deleting or (server.others if is_deletion else server.deletions):
                check()
                server.changed.wait(SLICE_SECONDS)
        except BaseException:
            server.deletions -= is_deletion
            server.changed.notify_all()
            raise
        server.is_deleting = is_deletion
        server.others += not is_deletion


def _end(server: _ServerActions, is_deletion: bool) -> None:
    with server.changed:
        if is_deletion:
            server.is_deleting = False
            server.deletions -= 1
        else:
            server.others -= 1
        server.changed.notify_all()
