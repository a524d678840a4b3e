"""The Blender of the farm against the one that wrote the file, where its version is known: by a path or a service."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .afsubmit.errors import Problem

_VERSION = re.compile(r"blender[^\d/\\]{0,12}(\d{1,2})\.(\d{1,2})", re.IGNORECASE)


def of_farm(executable: str, service: str) -> tuple[int, int] | None:
    """The version that stands in the program's path or name (`/opt/blender-4.2/blender`), else in the service's."""
    for text in (executable, service):
        found = _VERSION.findall(text)
        if found:
            return int(found[-1][0]), int(found[-1][1])
    return None


def problem(file: Sequence[int], farm: tuple[int, int] | None) -> Problem | None:
    """What is to be said of a file of one version that another renders; None for the same, or where one is unknown.

    Files do not go back: 3.4.1 refuses a file of 5.2, or dies of it (measured).
    """
    own = (file[0], file[1]) if len(file) > 1 and file[0] else None
    if own is None or farm is None or own == farm:
        return None
    here, there = (f"{one[0]}.{one[1]}" for one in (own, farm))
    if farm < own:
        message = (
            f"The farm's program is Blender {there}, and the file is of {here}: it may not open, or not as a whole."
        )
        return Problem("warning", "executable", message, f"Name Blender {here} or newer as the program.")
    message = f"The farm's program is Blender {there}, and the file is of {here}: pictures may differ."
    return Problem("info", "executable", message)
