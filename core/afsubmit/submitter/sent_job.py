"""A job that is with a farm, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..submission.sending.delivery import Receipt
from .farm_connection import FarmConnection


@dataclass
class SentJob:
    """A job that a farm took.

    `id` is used again once the job is deleted, `serial` never. `name` is the farm's own, which ends in "-1" where it
    has another job of that name. `state` is "sent", or after a wait "done", "failed" or "deleted". `snapshot` is the
    copy of the scene that the job renders, None where it needs none; `number` is its entry in `afsubmit history`;
    `contents` says in words what it renders, in `tasks` tasks.
    """

    id: int
    serial: int
    name: str
    server: str
    state: str = "sent"
    snapshot: str | None = None
    number: int = 0
    contents: str = ""
    tasks: int = 0
    farm: FarmConnection | None = field(default=None, repr=False, compare=False)
    """Where it can be asked about."""


def sent_job(receipt: Receipt, farm: FarmConnection) -> SentJob:
    """What `receipt` says of a job of `farm`."""
    return SentJob(
        id=receipt.id,
        serial=receipt.serial,
        name=receipt.name,
        server=farm.name,
        snapshot=receipt.snapshot,
        number=receipt.number,
        contents=receipt.contents,
        tasks=receipt.tasks,
        farm=farm,
    )
