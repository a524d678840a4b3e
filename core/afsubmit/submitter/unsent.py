"""Settings that were typed and not sent yet, kept in the state folder: a dialog that closes loses nothing. No Qt.

They count only as long as the scene holds what it held when they were typed. What goes wrong here is in the log.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..studio import folders, json_files, ownership

log = logging.getLogger(__name__)

FOLDER = "unsent"
MOST_FILES, MOST_BYTES = 100, 1 << 20


class Unsent(NamedTuple):
    """What differs from `base`, the settings inside the scene: `values`, and `frames` by output that name none."""

    base: Mapping[str, Any]
    values: Mapping[str, Any]
    frames: Mapping[str, str]


def keep(host: str, scene: str, unsent: Unsent) -> None:
    """Keep it for that scene; nothing for a scene that was never saved, whose path says nothing."""
    if not scene:
        return
    body = json.dumps({"scene": scene, "moment": time.time(), **unsent._asdict()}).encode("utf-8", "surrogatepass")
    if len(body) > MOST_BYTES:
        log.warning("The settings of %s are too long to be kept", scene)
        return
    try:
        ownership.private_folder(folders.state_folder(), is_chosen=True)
        ownership.private_folder(_folder())
        ownership.write_ours(_path(host, scene), body)
        _forget_oldest()
    except OSError as error:
        log.warning("What was not sent of %s cannot be kept: %s", scene, error)


def load(host: str, scene: str, base: Mapping[str, Any]) -> Unsent | None:
    """What was kept of that scene; None where there is nothing, or the scene holds other settings than `base`."""
    try:
        kept = json_files.loads(ownership.read_ours(_path(host, scene), MOST_BYTES), scene) if scene else None
    except FileNotFoundError:
        return None
    except (OSError, json_files.JsonError) as error:
        log.warning("What was not sent of %s cannot be read: %s", scene, error)
        return None
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), dict) for name in Unsent._fields):
        return None
    is_as_then = kept.get("scene") == scene and kept["base"] == json.loads(json.dumps(base))
    return Unsent(kept["base"], kept["values"], kept["frames"]) if is_as_then else None


def forget(host: str, scene: str) -> None:
    """Nothing of that scene is unsent."""
    try:
        os.remove(_path(host, scene))
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("%s", error)


def _folder() -> str:
    return os.path.join(folders.state_folder(), FOLDER)


def _path(host: str, scene: str) -> str:
    name = hashlib.sha256(f"{host}\n{scene}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return os.path.join(_folder(), f"{name}.json")


def _forget_oldest() -> None:
    files = [os.path.join(_folder(), name) for name in os.listdir(_folder())]
    for path in sorted(files, key=os.path.getmtime)[:-MOST_FILES]:
        os.remove(path)
