"""What tasks that run add up to, as nodes of all kinds show it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .state import TaskRef


def capacity(running: Sequence[TaskRef]) -> int:
    """What their blocks say they need."""
    return sum(block.field("capacity", 1000) for _, block, _ in running)


def services(running: Sequence[TaskRef]) -> dict[str, Any]:
    """How many of each service run, under the server's key; empty when nothing does."""
    found: dict[str, int] = {}
    for _, block, _ in running:
        service = str(block.field("service", ""))
        found[service] = found.get(service, 0) + 1
    return {"running_services": found} if found else {}
