"""What a job of the history was sent with, so that a dialog can be filled with it. No Qt."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import AfError
from ..studio import json_files
from ..submission.history.entries import Entry, History
from ..submission.settings.values import BY_KEY


class SentBefore(NamedTuple):
    """A job, the application and scene that it was sent from, and what was chosen then."""

    name: str
    host: str
    scene: str
    settings: Mapping[str, Any]
    outputs: Sequence[str]


def text(settings: Mapping[str, Any], outputs: Sequence[str]) -> str:
    """Settings and ids of outputs, as the history keeps them."""
    return json.dumps({"settings": dict(settings), "outputs": list(outputs)})


def find(name: str, server: str, number: int, serial: int) -> SentBefore:
    """What the job `name` was sent with, which has that id and serial on `server`, called as in the history.

    Raises:
        AfError: this machine did not send it, or did not keep with what; the sentence says so.
    """
    entries = History().entries(limit=1, server=server, id=number, serial=serial)
    if not entries:
        raise AfError(f"{name} was not sent from here: its settings are with who sent it.")
    return of(entries[0])


def of(entry: Entry) -> SentBefore:
    """What the job of that entry was sent with.

    Raises:
        AfError: that was not kept, or cannot be read.
    """
    if not entry.request:
        raise AfError(f"{entry.name} was sent by a version that did not keep with which settings.")
    try:
        kept = json_files.loads(entry.request, "its request")
    except json_files.JsonError as error:
        raise AfError(f"With what {entry.name} was sent cannot be read: {error}") from error
    if not isinstance(kept, dict) or not isinstance(kept.get("settings"), dict):
        raise AfError(f"With what {entry.name} was sent cannot be read.")
    outputs = [str(one) for one in kept.get("outputs", ())]
    return SentBefore(entry.name, entry.host, entry.scene, kept["settings"], outputs)


def why_not_here(sent: SentBefore, host: str, scene: str) -> str:
    """Why the application `host` with that scene open cannot send it again, "" when it can."""
    if sent.host != host:
        return f"{sent.name} was sent from {sent.host.capitalize()}: send it again there."
    if _same(sent.scene) != _same(scene):
        return f"Open {sent.scene or 'its scene'} first: {sent.name} was sent from it."
    return ""


def _same(path: str) -> str:
    return os.path.normcase(os.path.normpath(path)) if path else ""


def settings_of(sent: SentBefore) -> Mapping[str, Any]:
    """Its settings, without those of another version that nobody knows here."""
    return {key: value for key, value in sent.settings.items() if key in BY_KEY}
