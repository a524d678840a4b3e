"""The demo's course of events: build a scene, submit it as an artist does, watch it render, look at what is left."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afsubmit.cli.bars import ProgressBars
from afsubmit.errors import AfError
from afsubmit.local import launch
from afsubmit.wire import Address, Client

from .surroundings import DemoError, Surroundings

FRAMES = 16
COLUMNS = 4
POLL_SECONDS = 0.2
RENDER_TIMEOUT_SECONDS = 600
POST_COMMAND_TIMEOUT_SECONDS = 30


@dataclass
class Result:
    """What the demo saw, each fact looked at for itself."""

    blender: str
    expected_frames: int
    frames: int = 0
    state: str = ""
    job_deleted: bool = False
    snapshot_removed: bool = False
    scene_unchanged: bool = False
    session_unchanged: bool = False
    render_seconds: float = 0.0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether everything a user was promised is true."""
        promises = (self.job_deleted, self.snapshot_removed, self.scene_unchanged, self.session_unchanged)
        return self.frames == self.expected_frames and self.state == "DON" and all(promises)

    def as_json(self) -> str:
        """One line for a program."""
        facts = {
            "frames": self.frames,
            "expected_frames": self.expected_frames,
            "state": self.state,
            "snapshot_removed": self.snapshot_removed,
            "scene_unchanged": self.scene_unchanged,
            "seconds": round(self.seconds, 1),
            "blender": self.blender,
        }
        return json.dumps(facts)


class Demo:
    """One run, step by step; `result` fills as it goes."""

    def __init__(self, surroundings: Surroundings, add_on: Path) -> None:
        self._here = surroundings
        self._add_on = add_on
        self.result = Result(blender=surroundings.version, expected_frames=FRAMES)

    def run(self) -> Result:
        """Do all of it; the farm is stopped whatever happens.

        Raises:
            DemoError: a step failed; AfError: the farm did.
        """
        started = time.monotonic()
        self._build_scene()
        before = _digest(self._here.scene)
        try:
            farm = launch.ensure_running(sys.executable)
            client = Client(Address(farm.host, farm.port, farm.token))
            print(f"A farm of this demo's own runs at {farm.host}:{farm.port}.")
            self._submit()
            job = self._watch(client)
            self._look_at_frames(job)
            self._delete(client, job)
        finally:
            launch.stop()
        self.result.scene_unchanged = _digest(self._here.scene) == before
        self.result.seconds = time.monotonic() - started
        return self.result

    def _build_scene(self) -> None:
        self._here.run_script("scene.py", str(self._here.scene), "1", str(FRAMES))
        if not self._here.scene.is_file():
            raise DemoError(f"Blender wrote no scene to {self._here.scene}.")
        print(f"Blender {self._here.version} built {self._here.scene.name}: {FRAMES} frames, Cycles.")

    def _submit(self) -> None:
        seen = self._here.folder / "submit.json"
        self._here.run_script("submit.py", str(self._add_on), str(self._here.scene), str(seen))
        facts = json.loads(seen.read_text(encoding="utf-8"))
        if facts["answer"] != ["FINISHED"]:
            raise DemoError(f"The operator answered {facts['answer']}; see submit.log in {self._here.folder}.")
        self.result.session_unchanged = facts["session_unchanged"]
        print(f"Add-on installed from {self._add_on.name}, scene submitted in {facts['submit_seconds']:.2f} s.")

    def _watch(self, client: Client) -> dict[str, Any]:
        """Draw the job until it is done; returns it as the farm describes it then."""
        started = time.monotonic()
        job, progress = _only_job(client), ProgressBars(sys.stdout)
        print(f'Job {job["id"]} "{job["name"]}":')
        while time.monotonic() < started + RENDER_TIMEOUT_SECONDS:
            job = _only_job(client)
            progress.show(job)
            words = job.get("state", "").split()
            if "DON" in words or "ERR" in words:
                self.result.state = " ".join(words)
                self.result.render_seconds = time.monotonic() - started
                if "ERR" in words:
                    raise DemoError(f"The job failed:\n{_first_error(client, job)}")
                return job
            time.sleep(POLL_SECONDS)
        raise DemoError(f"The job is not done after {RENDER_TIMEOUT_SECONDS} s; its state is {job.get('state')}.")

    def _look_at_frames(self, job: dict[str, Any]) -> None:
        frames = sorted(str(path) for path in self._here.frames.glob("*.png") if path.stat().st_size)
        self.result.frames = len(frames)
        if not frames:
            raise DemoError(f"No frames in {self._here.frames}; the job {job['name']} says it is done.")
        self._here.run_script("contact_sheet.py", str(self._here.contact_sheet), str(COLUMNS), *frames)
        if not self._here.contact_sheet.is_file():
            raise DemoError("Blender drew no contact sheet; see contact_sheet.log.")

    def _delete(self, client: Client, job: dict[str, Any]) -> None:
        """Delete the job as an artist would, and wait for its post command."""
        snapshots = _snapshots(job)
        if not all(path.is_file() for path in snapshots):
            raise DemoError(f"The snapshot was gone before the job was deleted: {snapshots}")
        client.action("jobs", ids=[job["id"]], operation={"type": "delete"})
        deadline = time.monotonic() + POST_COMMAND_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            self.result.job_deleted = not client.jobs(ids=[job["id"]])
            self.result.snapshot_removed = bool(snapshots) and not any(path.exists() for path in snapshots)
            if self.result.job_deleted and self.result.snapshot_removed:
                return
            time.sleep(POLL_SECONDS)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _only_job(client: Client) -> dict[str, Any]:
    """The one job of the demo's own farm; id 1 is every farm's own system job."""
    jobs = [job for job in client.jobs() if job["id"] != 1]
    if len(jobs) != 1:
        raise DemoError(f"Not one job but {len(jobs)} on the demo's farm.")
    return dict(jobs[0])


def _snapshots(job: dict[str, Any]) -> list[Path]:
    """The files that the job's post command removes."""
    words = shlex.split(job.get("command_post", ""), posix=os.name != "nt")
    return [Path(word.strip('"')) for word in words if word.strip('"').endswith(".blend")]


def _first_error(client: Client, job: dict[str, Any]) -> str:
    """The end of what the first failed task printed."""
    try:
        progress = client.progress(job["id"])
        for block, tasks in enumerate(progress):
            for task, state in enumerate(tasks):
                if "ERR" in state.get("state", ""):
                    words = {"type": "jobs", "ids": [job["id"]], "block_ids": [block], "task_ids": [task]}
                    answer = client.request({"get": {**words, "mode": "output"}})
                    return str(answer.get("task", answer).get("data", answer))[-3000:]
    except AfError as error:
        return str(error)
    return "no task says why"
