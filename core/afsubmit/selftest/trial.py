"""One submission over any host, in which something goes wrong, and what must hold after it.

Knows no host and no test runner. After each failure `audit` looks at everything: the artist's file and session are as
they were; a group is with the farm whole or not at all, unless the artist was told; every job that is with the farm has
its snapshot; nothing else is left.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from .faults import FaultyHost, SmallFarm

STAMP = (1_700_000_000, "0badcafe")


class Trial:
    """One submission of `count` jobs on a kit, and what must hold after it."""

    def __init__(self, kit: Any, count: int = 1, *, fails_in: str = "", error: Any = RuntimeError) -> None:
        self.kit, self.errors = kit, kit.core("errors")
        kit.core("submission.sending.delivery").LOOK_UP_PAUSE_SECONDS = 0.0
        self.farm = SmallFarm(self.errors)
        self.plan = several(plan_of(kit), count)
        host = FaultyHost(kit.host, fails_in, error)
        self.history = kit.core("submission.history.entries").History(
            str(kit.scene_file.parent / "state" / "history.db")
        )
        self.submission = self.submission_of(host)
        self._before = kit.session(), kit.scene_file.read_bytes(), files_in(kit.scene_file.parent)

    def submission_of(self, host: Any) -> Any:
        """A submission of the plan that is kept in the history."""
        journal = self.kit.core("submission.history.journal")
        record = journal.Journal(self.history, self.plan, journal.SubmissionOrigin())
        return self.kit.core("submission.sending.submission").Submission(self.plan, host, self.farm, record=record)

    def run(self, wanted: type[BaseException] | None = None) -> None:
        """Run it; it must end with an error of that class, or well when None is wanted."""
        raised: BaseException | None = None
        try:
            self.submission.run()
        except BaseException as error:
            raised = error
        assert (type(raised) if raised else None) is wanted or (wanted and isinstance(raised, wanted)), repr(raised)
        self.audit(is_sent=wanted is None)

    def run_steps(self, act: Callable[[int], None], at: int) -> BaseException | None:
        """Run it with `act` before the step of number `at` (from 0); the error it ended with, after the roll-back."""
        try:
            for number, step in enumerate(self.submission.steps()):
                if number == at:
                    act(number)
                step.run()
        except BaseException as error:
            self.submission.roll_back()
            return error
        return None

    def audit(self, *, is_sent: bool) -> None:
        """See that everything is as it must be."""
        kit, told = self.kit, of_system(" ".join(self.submission.undone))
        session, content, files = self._before
        assert kit.session() == session
        assert kit.scene_file.read_bytes() == content
        left = files_in(kit.scene_file.parent) - files
        needed = {of_system(path) for job in self.plan.jobs if self.has(job) for path in (job.snapshot, *job.beside)}
        assert needed <= left, "a job has lost its scene"
        for path in left - needed:
            assert path in told, f"{path} is left, and nobody was told"
        named = [job["name"] for job in self.farm.live.values()]
        if is_sent:
            assert len(named) == len(self.plan.jobs) == len(self.submission.receipts)
            assert not any(job.get("offline") for job in self.farm.live.values())
            assert left == needed
        else:
            assert all(name in told for name in named), f"{named} are with the farm, and nobody was told: {told}"
        self._audit_history(left)

    def _audit_history(self, left: set[str]) -> None:
        """Everything that is left somewhere has its entry, so that `clean` can settle it."""
        entries = self.history.entries()
        assert left <= {of_system(path) for entry in entries for path in entry.marks}
        known = {entry.serial for entry in entries if entry.state == "sent"}
        assert {receipt.serial for receipt in self.submission.receipts} == known

    def has(self, job: Any) -> bool:
        """Whether the farm has that job of the plan."""
        posts = [of_system(live["command_post"]) for live in self.farm.live.values()]
        return any(job.snapshot and of_system(job.snapshot) in post for post in posts)


def plan_of(kit: Any) -> Any:
    """The plan for the first output of the kit's host."""
    scene = kit.core("submission.planning.scene")
    plan = kit.core("submission.planning.plan").plan(
        kit.host.scene(),
        kit.host.outputs()[:1],
        kit.core("submission.settings.values").Settings({"frames": "1-3"}),
        host_plan=kit.host_plan,
        stamp=scene.Stamp(*STAMP),
        target=scene.Target("jimmy", "pc01"),
    )
    assert plan.is_sendable, plan.problems
    return plan


def several(plan: Any, count: int) -> Any:
    """The plan of one job as one of `count` jobs, each with its own snapshot, sidecar and copy of a script."""
    (job,) = plan.jobs
    jobs = []
    for number in range(count):
        word = f"{STAMP[1][:-1]}{number}"
        document = json.loads(json.dumps(job.document).replace(STAMP[1], word))
        document["name"] += f" part {number}"
        snapshot = job.snapshot.replace(STAMP[1], word)
        sidecars = {path.replace(STAMP[1], word): source for path, source in job.sidecars.items()}
        sidecars[f"{os.path.splitext(snapshot)[0]}__side.txt"] = __file__
        copies = {f"{snapshot}.worker.py": __file__}
        jobs.append(replace(job, document=document, snapshot=snapshot, sidecars=sidecars, copies=copies))
    return replace(plan, jobs=tuple(jobs))


def of_system(text: str) -> str:
    """The text with the system's own slashes: on Windows applications write paths with either."""
    return text.replace("/", os.sep)


def files_in(folder: Path) -> set[str]:
    """Every file below `folder` but the history's own."""
    return {str(path) for path in folder.rglob("*") if path.is_file() and path.parent.name != "state"}


def clean_up(trial: Trial) -> None:
    """Take away what a good submission leaves, so that the next trial of the same clause starts afresh."""
    for path in [path for job in trial.plan.jobs for path in (job.snapshot, *job.beside)]:
        if os.path.exists(path):
            os.remove(path)
    trial.history.forget([entry.number for entry in trial.history.entries()])
