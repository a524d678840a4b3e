"""Where the farm keeps its things: one folder for each machine, since home folders are shared between machines."""

from __future__ import annotations

import os
import shutil

from ..studio import farm_file, folders, open_files

STOP = "stop."
MOST_LOG_BYTES = 4 * 2**20


def host_name() -> str:
    """This machine's name as a folder may be called."""
    return farm_file.machine_name()


def farm_folder(host: str) -> str:
    """The farm's folder on that machine; not created here."""
    return os.path.join(str(folders.state_folder()), "farm", host)


def log_file(folder: str) -> str:
    """The log of a farm that was started on demand."""
    return os.path.join(folder, "farm.log")


def shorten_log(folder: str, most_bytes: int = MOST_LOG_BYTES) -> None:
    """Move a log that has grown long aside, under the name of the one before; who writes to it goes on at its begin."""
    path = log_file(folder)
    try:
        if os.path.getsize(path) <= most_bytes:
            return
        with open(path, "r+b") as log, open(f"{path}.1", "wb") as aside:
            shutil.copyfileobj(log, aside)
            log.truncate(0)
    except OSError:  # there is none, or Windows has it open otherwise: looked at again
        return


def stop_file(folder: str, pid: int) -> str:
    """The farm in `folder` with that process leaves when it finds this file: only who may write there can stop it.

    A farm that has taken its place since then is not meant.
    """
    return os.path.join(folder, f"{STOP}{pid}")


def remove_stop_files(folder: str) -> None:
    """Forget who was told to stop before: all of them have ended when a farm takes the folder."""
    for name in os.listdir(folder):
        if name.startswith(STOP):
            open_files.remove(os.path.join(folder, name))
