"""A job of the history as a new submission: the same document, with copies of its files of its own."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from ...document import flags
from ...document.frames import FrameList
from ...document.validate import problems as document_problems
from ...errors import Problem
from ..planning.file_host import FileHost
from ..planning.plan import Plan, PlannedJob
from ..planning.scene import Output, SceneState, Stamp
from ..sending.own_file import mark_of
from .entries import Entry, History

_STAMP = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}(?:-\d+)?")
"""The part of our files' names that no other submission has (`names.snapshot_path`)."""


def host_of(entry: Entry) -> FileHost:
    """The copy of the scene that was made then, as a host."""
    return FileHost(SceneState(entry.host, "", entry.snapshot, FrameList(), title=entry.name), [])


def plan_again(history: History, entry: Entry, stamp: Stamp) -> Plan:
    """The plan that sends the job of `entry` once more. A problem of level error when its files are not there.

    Raises:
        HistoryError: the history cannot be read.
    """
    scene = SceneState(entry.host, "", entry.scene, FrameList(), title=entry.name)
    problems = _missing(entry)
    if problems:
        return Plan(scene, (), tuple(problems))
    document, words = history.document(entry.number), {}
    document["time_creation"] = stamp.seconds
    for path in entry.marks:
        found = _STAMP.search(os.path.basename(path))
        if found is None:
            text = f"{path} has no name that this version gives."
            return Plan(scene, (), (Problem("error", "snapshot", text, _fix(entry)),))
        words[found[0]] = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(stamp.seconds))}-{stamp.random}"
    copies = {_renamed(path, words): path for path in entry.marks if path != entry.snapshot}
    snapshot = _renamed(entry.snapshot, words) if entry.snapshot else None
    job = PlannedJob(_document(document, words), snapshot, copies)
    return Plan(scene, (job,), tuple(document_problems(job.document)))


def outputs_of(document: Mapping[str, Any], to_here: Callable[[str], str]) -> list[Output]:
    """What the job renders, an output for each block; `to_here` says a path of the farm as this machine sees it.

    Blocks that leave out what is there already write over nothing, and are passed over.
    """
    return [
        _output(block, to_here) for block in document["blocks"] if not block.get("flags", 0) & flags.SKIP_EXISTING_FILES
    ]


def _output(block: Mapping[str, Any], to_here: Callable[[str], str]) -> Output:
    name = str(block.get("name", ""))
    if block.get("flags", 0) & flags.NUMERIC:
        frames = range(block["frame_first"], block["frame_last"] + 1, max(block.get("frames_inc", 1), 1))
        return Output(name, name, FrameList(frames), tuple(map(to_here, block.get("files", ()))))
    files = [to_here(path) for task in block.get("tasks", ()) for path in task.get("files", ())]
    return Output(name, name, FrameList(range(len(files))), listed_files=(dict(enumerate(files)),))


def _missing(entry: Entry) -> list[Problem]:
    gone = [path for path in entry.marks if not mark_of(path)]
    changed = [path for path, mark in entry.marks.items() if path not in gone and mark != mark_of(path)]
    found = [f"{path} is gone: the farm removed it with the job." for path in gone]
    found += [f"{path} was changed after it was sent." for path in changed]
    found += [f"{path} holds files of that job alone, and its scene names them there." for path in _folders(entry)]
    return [Problem("error", "snapshot", text, _fix(entry)) for text in found]


def _folders(entry: Entry) -> list[str]:
    return [path for path in entry.marks if os.path.isdir(path)]


def _fix(entry: Entry) -> str:
    return f"Submit the scene itself again: {entry.scene}" if entry.scene else "Submit it anew."


def _renamed(path: str, words: Mapping[str, str]) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, _replaced(name, words))


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _document(document: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The words are digits, letters and dashes: neither JSON nor a shell nor another system writes them otherwise."""
    changed: dict[str, Any] = json.loads(_replaced(json.dumps(document), words))
    return changed
