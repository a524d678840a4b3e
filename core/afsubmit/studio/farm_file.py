"""`farm.json`: where the local farm of this user on this machine listens, and the token it asks for.

Home folders are shared between machines, so there is one file for each host name.
"""

from __future__ import annotations

import json
import os

from . import folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

KEYS = {"host": str, "port": int, "pid": int, "start": str, "token": str}


def machine_name() -> str:
    """This machine's name as a folder may be called."""
    import socket

    name = socket.gethostname().split(".")[0]
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name) or "localhost"


def path(host_name: str, environ: Mapping[str, str] | None = None) -> str:
    """Where the file of that machine is, or would be."""
    return os.path.join(folders.state_folder(environ), "farm", host_name, "farm.json")


def read(host_name: str, environ: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    """What the farm wrote, None when there is no farm or what is there cannot be used."""
    try:
        with open(path(host_name, environ), encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or not all(type(content.get(key)) is kind for key, kind in KEYS.items()):
        return None
    return content if 0 < content["port"] < 65536 else None


def write(host_name: str, content: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> None:
    """Put `content` in place at once and whole, readable by this user only; the folder is created.

    Raises:
        OSError: the folder cannot be written.
    """
    target = path(host_name, environ)
    os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
    temporary = f"{target}.{os.getpid()}"
    try:
        os.remove(temporary)
    except FileNotFoundError:
        pass
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(dict(content), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise


def remove(host_name: str, environ: Mapping[str, str] | None = None) -> None:
    """Remove the file; no farm listens any more. Nothing happens when it is not there."""
    _remove(path(host_name, environ))


def _remove(name: str) -> None:
    try:
        os.remove(name)
    except OSError:
        return
