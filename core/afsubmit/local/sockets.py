"""Where the farm listens: a Unix socket in a folder that is ours alone, and a port of the loopback address."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile

LOOPBACK = "127.0.0.1"
NAME = "farm.sock"
BACKLOG = 128
MOST_PATH_BYTES = 103
"""The longest path that a Unix socket may have everywhere (Linux takes 107 bytes, macOS 103)."""
SHORT_BEGINNING = "afsubmit-"

HAS_UNIX = hasattr(socket, "AF_UNIX")


def of_folder(folder: str) -> socket.socket:
    """A Unix socket that listens in `folder`, which is ours alone.

    Where its path would be too long, or the disk takes no sockets, it lies in a new folder of ours among the system's
    temporary ones.

    Raises:
        OSError: nothing of that works.
    """
    path = os.path.join(folder, NAME)
    if len(os.fsencode(path)) <= MOST_PATH_BYTES:
        with contextlib.suppress(OSError):
            return _listening(path)
    short = tempfile.mkdtemp(prefix=SHORT_BEGINNING)
    try:
        return _listening(os.path.join(short, NAME))
    except OSError:
        shutil.rmtree(short, ignore_errors=True)
        raise


def _listening(path: str) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(path)
        os.chmod(path, 0o600)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def remove(path: str) -> None:
    """Take away what a farm's Unix socket left behind: its file, and the folder if it was made for it."""
    folder = os.path.dirname(path)
    with contextlib.suppress(OSError):
        if os.path.basename(path) == NAME:
            os.unlink(path)
        if os.path.basename(folder).startswith(SHORT_BEGINNING):
            os.rmdir(folder)


def of_port(port: int) -> socket.socket:
    """A socket that listens on `port` of the loopback address; 0 lets the system choose.

    Raises:
        OSError: the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
