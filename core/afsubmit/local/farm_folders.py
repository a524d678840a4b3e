"""Where the farm keeps its things: one folder for each machine, since home folders are shared between machines."""

from __future__ import annotations

import os

from ..studio import farm_file, folders


def host_name() -> str:
    """This machine's name as a folder may be called."""
    return farm_file.machine_name()


def farm_folder(host: str) -> str:
    """The farm's folder on that machine; not created here."""
    return os.path.join(str(folders.state_folder()), "farm", host)


def log_file(folder: str) -> str:
    """The log of a farm that was started on demand."""
    return os.path.join(folder, "farm.log")


def stop_file(folder: str) -> str:
    """The farm that lives in `folder` leaves when it finds this file: only who may write there can stop it."""
    return os.path.join(folder, "stop")
