"""What the tests of submit on save have in common: the application is idle until something is so."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE_SECONDS = 300.0
"""However busy the machine is."""


def until(fake: Any, condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
    """Let the application be idle until it is so, or for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        fake.idle(0.2)
    return bool(condition())


def jobs(fake: Any, count: int, seconds: float = PATIENCE_SECONDS) -> list[dict[str, Any]]:
    """The jobs of its farm when there are so many, or after so long."""
    until(fake, lambda: len(fake.farm.jobs) >= count, seconds)
    fake.idle(0.3)
    return list(fake.farm.jobs.values())
