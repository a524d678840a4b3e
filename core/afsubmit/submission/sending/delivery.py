"""Brings jobs to a server and takes them back, with outcomes that nobody heard looked up. No sockets here."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ...errors import AfError, CancelledError, JobError, ServerRefusedError, ServerUnreachableError, UnknownOutcomeError
from ..planning.plan import PlannedJob

log = logging.getLogger(__name__)

LOOK_UPS = 3
LOOK_UP_PAUSE_SECONDS = 0.5
NOT_ACCEPTED = (JobError, ServerRefusedError, ServerUnreachableError, CancelledError)
"""Errors after which the server certainly has no job; after anything else it may have."""


class JobServer(Protocol):
    """What a submission asks of `wire.Client`."""

    def send_job(self, job: Mapping[str, Any]) -> Any:
        """Send one job; the answer has its `id` and `serial`."""

    def jobs(
        self, *, ids: Sequence[int] | None = None, users: Sequence[str] | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """The jobs with these ids, or of these users."""

    def action(self, kind: str, *, ids: Sequence[int] | None = None, operation: Mapping[str, Any] | None = None) -> Any:
        """Do something with the nodes of that kind and these ids."""

    def cancel(self) -> None:
        """End a request that is under way. Callable from any thread."""


@dataclass(frozen=True)
class Receipt:
    """A job that the server accepted; `serial` is its identity (ids are used again after a deletion).

    `name` is the farm's own once it was asked for: it ends in "-1" where the farm has another job of that name.
    `number` is its entry in the history, 0 when it is not kept there; `contents` says what its `tasks` render.
    """

    id: int
    serial: int
    name: str
    document: Mapping[str, Any]
    snapshot: str | None = None
    number: int = 0
    contents: str = ""
    tasks: int = 0


def look_up(server: JobServer, job: PlannedJob) -> tuple[int, int] | None:
    """Id and serial of a job whose acceptance was not heard; None when it is not in the server's list (yet)."""
    for attempt in range(LOOK_UPS):
        if attempt:
            time.sleep(LOOK_UP_PAUSE_SECONDS)
        try:
            listed = server.jobs(users=[str(job.document["user_name"])])
        except AfError as failure:
            log.info("Looking for the job failed: %s", failure)
            continue
        for candidate in listed:
            if is_same(candidate, job.document, job.snapshot):
                return int(candidate["id"]), int(candidate["serial"])
    return None


def is_same(listed: Mapping[str, Any], document: Mapping[str, Any], snapshot: str | None) -> bool:
    """Whether a job in a server's list is the one that was sent: by its snapshot's name, else by time and name.

    The server adds `-1`, `-2` to a name that a live job has already.
    """
    mark = os.path.basename(snapshot) if snapshot else ""
    if mark and mark in str(document.get("command_post", "")):
        return mark in str(listed.get("command_post", ""))
    if any(listed.get(key) != document[key] for key in ("time_creation", "host_name", "user_name")):
        return False
    name, sent_name = str(listed.get("name")), str(document["name"])
    return name == sent_name or (name.startswith(sent_name + "-") and name[len(sent_name) + 1 :].isdecimal())


def names_of(server: JobServer, receipts: Sequence[Receipt]) -> Mapping[int, str]:
    """What the farm calls these jobs, by serial.

    Raises:
        AfError: it could not be asked.
    """
    listed = server.jobs(ids=[receipt.id for receipt in receipts]) if receipts else ()
    return {int(job.get("serial") or 0): str(job["name"]) for job in listed if job.get("name")}


def start(server: JobServer, receipts: Sequence[Receipt]) -> None:
    """Start jobs that were sent paused; asked again when nobody heard the answer, since twice does no harm.

    Raises:
        AfError: they may still be paused.
    """
    ids = [receipt.id for receipt in receipts]
    for attempt in range(LOOK_UPS):
        try:
            if ids:
                server.action("jobs", ids=ids, operation={"type": "start"})
            return
        except UnknownOutcomeError as error:
            if attempt + 1 == LOOK_UPS:
                raise error
            time.sleep(LOOK_UP_PAUSE_SECONDS)


def delete(server: JobServer, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Delete the jobs by id, each only while its serial is still ours; returns those that are left all the same.

    Raises:
        AfError: the server could not be asked, or refused.
    """
    left = living(server, receipts)
    for attempt in range(LOOK_UPS):
        if not left:
            break
        if attempt:
            time.sleep(LOOK_UP_PAUSE_SECONDS)
        try:
            server.action("jobs", ids=[receipt.id for receipt in left], operation={"type": "delete"})
        except UnknownOutcomeError as error:
            log.info("Deleting the jobs: %s", error)
        left = living(server, left)
    return left


def living(server: JobServer, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Those of `receipts` whose jobs the server still has.

    Raises:
        AfError: it could not be asked.
    """
    if not receipts:
        return []
    serials = {int(job["id"]): job.get("serial") for job in server.jobs(ids=[receipt.id for receipt in receipts])}
    return [receipt for receipt in receipts if serials.get(receipt.id) == receipt.serial]
