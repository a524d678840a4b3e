"""Reads JSON that people and programs wrote: what a file or text holds is a value, or a sentence that names it."""

from __future__ import annotations

import json
import os
import stat

from ..errors import SettingsError
from ..typed import Any

MOST_BYTES = 64 * 1024 * 1024
DEEPEST = 100
"""Objects and lists within each other; what is deeper would end any function that goes through it."""


class JsonError(SettingsError):
    """What stands at `place` ("FILE", or "FILE:LINE:COLUMN") is not the JSON that it should be, for `reason`."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}{':' if place[-1:].isdecimal() else ''} {reason}")


def read(path: str) -> dict[str, Any] | None:
    """The object in the file; None when there is no such file.

    Raises:
        JsonError: it holds something else, or cannot be read.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise JsonError(path, "is no regular file.")
        with open(path, "rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise JsonError(path, f"cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(raw) > MOST_BYTES:
        raise JsonError(path, f"cannot be read: it is larger than {MOST_BYTES // 2**20} MB.")
    value = loads(raw, path)
    if not isinstance(value, dict):
        raise JsonError(path, "must hold one object.")
    return value


def loads(text: str | bytes, name: str) -> Any:
    """The value that `text` is, with or without a byte order mark; `name` is what errors call it.

    Raises:
        JsonError: it is not JSON, not UTF-8, or nested more than `DEEPEST` times.
    """
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise JsonError(f"{name}:{error.lineno}:{error.colno}", f"{error.msg}.") from error
    except UnicodeDecodeError as error:
        raise JsonError(name, f"cannot be read: byte {error.start} is not UTF-8.") from error
    except ValueError as error:  # a number of thousands of digits
        raise JsonError(name, f"cannot be read: {error}.") from error
    except RecursionError:
        raise JsonError(name, "cannot be read: it is nested too deeply.") from None
    if text.count("[") + text.count("{") > DEEPEST and _is_deeper(value):
        raise JsonError(name, "cannot be read: it is nested too deeply.")
    return value


def _is_deeper(value: Any) -> bool:
    """Whether `value` is nested more than `DEEPEST` times."""
    level = [value]
    for _ in range(DEEPEST):
        containers = [one for one in level if isinstance(one, (dict, list))]
        level = [below for one in containers for below in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return any(isinstance(one, (dict, list)) for one in level)
