"""What a farm has that can be picked: machines, pools, tickets, services, branches, jobs. Asked on a thread. No Qt."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import AfError
from ..submission.sending import destination
from ..wire import Client, answers
from .farm_connection import farm_for
from .newest_work import NewestWork

log = logging.getLogger(__name__)

KEPT_SECONDS = 20.0
"""So long an answer counts: a machine that is free now is hardly so in an hour."""
MOST_JOBS = 2000
SYSTEM_JOB = 1
_NOT_FREE = frozenset(("RUN", "NBY", "NbY", "PAU", "SIC", "WFL", "WSL", "WWK"))
"""Words of a render that takes no task now, though it is on (afserver 3.4.1)."""

FREE, BUSY, OFF = "free", "busy", "off"


class Machine(NamedTuple):
    """One render: its name, whether it is FREE, BUSY (or kept by its artist) or OFF, and its pool."""

    name: str
    state: str
    pool: str = ""


class JobName(NamedTuple):
    """A job that one may wait for."""

    name: str
    user: str
    is_done: bool


class FarmLists(NamedTuple):
    """What the farm of `choice` has; `sentence` says why it is not known, "" when it is."""

    choice: str
    sentence: str = ""
    machines: Sequence[Machine] = ()
    pools: Sequence[str] = ()
    tickets: Sequence[str] = ()
    services: Sequence[str] = ()
    branches: Sequence[str] = ()
    jobs: Sequence[JobName] = ()
    user: str = ""


class FarmListsAsker:
    """Asks on a thread of its own and hands `FarmLists` to `take_result`; what is fresh is not asked for again."""

    def __init__(self, take_result: Callable[[FarmLists], None]) -> None:
        """`take_result` is called on another thread. Call `close` in the end."""
        self._kept: dict[str, tuple[float, FarmLists]] = {}
        self._thread = NewestWork(self._steps, take_result)

    def ask(self, choice: str) -> None:
        """Ask the farm that `choice` means; a farm of this machine that does not run is not started for it."""
        self._thread.put(choice)

    def close(self) -> None:
        """Tell nothing more."""
        self._thread.close()

    def _steps(self, choice: str) -> Iterator[FarmLists]:
        asked, kept = self._kept.get(choice, (float("-inf"), None))
        if kept is None or kept.sentence or time.monotonic() - asked > KEPT_SECONDS:
            kept = ask(choice)
            self._kept[choice] = time.monotonic(), kept
        yield kept


def ask(choice: str) -> FarmLists:
    """What the farm of `choice` has, or why that is not known."""
    try:
        found = destination.server(choice)
        if found.is_local and not found.host:
            return FarmLists(choice, "The farm of this machine is not running.")
        user = destination.target(is_local=found.is_local).user_name
        return lists_of(farm_for(choice, str).client, choice, user)
    except AfError as error:
        return FarmLists(choice, str(error))
    except Exception as error:  # the edge of the window: shown, and in the log with its traceback
        log.exception("Asking what the farm has failed")
        return FarmLists(choice, f"{type(error).__name__}: {error}")


def lists_of(client: Client, choice: str, user: str) -> FarmLists:
    """Ask a farm.

    Raises:
        AfError: as `Client.request`.
    """
    renders, pools, branches, jobs = client.renders(), client.pools(), client.branches(), client.jobs()
    blocks = [block for job in jobs for block in job.get("blocks", ())]
    owners: list[answers.Answer] = [*renders, *pools]
    tickets = [name for one in owners for key in ("tickets_pool", "tickets_host") for name in one.get(key, ())]
    services = [name for one in owners for key in ("services", "services_disabled") for name in one.get(key, ())]
    mine = [job for job in jobs if job["id"] != SYSTEM_JOB]
    return FarmLists(
        choice, "", sorted(map(_machine, renders)), _names(pools), _sorted([*tickets, *_keys(blocks, "tickets")]),
        _sorted([*services, *(str(block.get("service", "")) for block in blocks)]), _names(branches),
        [_job_name(job) for job in sorted(mine, key=lambda job: -int(job.get("time_creation", 0)))[:MOST_JOBS]], user,
    )  # fmt: skip


def _machine(render: answers.RenderAnswer) -> Machine:
    words = set(render.words)
    state = OFF if "ONL" not in words else BUSY if words & _NOT_FREE else FREE
    return Machine(str(render.get("name", "")), state, str(render.get("pool", "")))


def _job_name(job: answers.JobAnswer) -> JobName:
    return JobName(str(job.get("name", "")), str(job.get("user_name", "")), "DON" in job.words)


def _names(nodes: Iterable[answers.Answer]) -> list[str]:
    return _sorted(str(node.get("name", "")) for node in nodes)


def _keys(blocks: Iterable[answers.Answer], name: str) -> list[str]:
    return [key for block in blocks for key in block[name]]


def _sorted(names: Iterable[Any]) -> list[str]:
    return sorted({str(name) for name in names if name})
