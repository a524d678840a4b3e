"""`farm.json`: where the local farm of this user on this machine listens, and the token it asks for.

Home folders are shared between machines, so there is one file for each host name. Whether a farm lives is answered
here and nowhere else: `living`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from ..typed import Any, NamedTuple
from . import farm_lock, folders, ownership, process_mark


class Living(NamedTuple):
    """Whether a farm runs, and what it wrote: None while it is just starting or stopping."""

    is_running: bool
    content: dict[str, Any] | None


KEYS = {"host": str, "port": int, "pid": int, "start": str, "token": str}
"""What must stand in it. `socket`, if it has one, is the path of its Unix socket; then `port` may be 0."""
MOST_BYTES = 64 * 1024


def machine_name() -> str:
    """This machine's name as a folder may be called."""
    import socket

    name = socket.gethostname().split(".")[0]
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name) or "localhost"


def path(host_name: str, environ: Mapping[str, str] | None = None) -> str:
    """Where the file of that machine is, or would be."""
    return os.path.join(folders.state_folder(environ), "farm", host_name, "farm.json")


def living(host_name: str, environ: Mapping[str, str] | None = None) -> Living:
    """Whether this user's farm on that machine lives: the lock is held, and the process that wrote the file runs.

    The number of a process alone proves nothing: it is given away again, and so is a port. Sends and creates nothing.
    """
    if not farm_lock.is_held(farm_lock.path_in(os.path.dirname(path(host_name, environ)))):
        return Living(False, None)
    content = read(host_name, environ)
    if content is None or not process_mark.is_running(content["pid"], content["start"]):
        return Living(True, None)
    return Living(True, content)


def make_folder(host_name: str, environ: Mapping[str, str] | None = None) -> str:
    """The folder of that machine's farm, made for us alone and with all above it that is the suite's own.

    Raises:
        OSError: it cannot be made, or is not ours (`ownership.DistrustError`).
    """
    state, own = folders.state_folder(environ), os.path.dirname(path(host_name, environ))
    ownership.private_folder(state, is_chosen=True)
    for folder in (os.path.dirname(own), own):
        ownership.private_folder(folder)
    return own


def read(host_name: str, environ: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    """What a farm wrote, None when there is nothing, or what is there is not ours or cannot be used."""
    try:
        content = json.loads(ownership.read_ours(path(host_name, environ), MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not all(type(content.get(key)) is kind for key, kind in KEYS.items()):
        return None
    socket = content.setdefault("socket", "")
    is_ours = isinstance(socket, str) and (not socket or ownership.distrust(os.path.dirname(socket)) is None)
    return content if is_ours and (0 if socket else 1) <= content["port"] < 65536 else None


def write(host_name: str, content: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> None:
    """Put `content` in place at once and whole, readable by this user only; the folder is created.

    Raises:
        OSError: the folder cannot be written, or is not ours (`ownership.DistrustError`).
    """
    make_folder(host_name, environ)
    ownership.write_ours(path(host_name, environ), json.dumps(dict(content)).encode("utf-8"))


def remove(host_name: str, environ: Mapping[str, str] | None = None) -> None:
    """Remove the file; no farm listens any more. Nothing happens when it is not there."""
    _remove(path(host_name, environ))


def _remove(name: str) -> None:
    try:
        os.remove(name)
    except OSError:
        return
