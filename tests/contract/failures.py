"""A failure in every place of a submission, over any host: what must hold always, held (DESIGN section 5).

As the clauses these know no host and no test runner. A kit has, beside what the clauses take:

* `core(room)`: that module of the core the host belongs to;
* `host_plan`: the host's pure half.

After each failure `audit` looks at everything: the artist's file and session are as they were; a group is with the farm
whole or not at all, unless the artist was told; every job that is with the farm has its snapshot; nothing else is left.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.contract.faults import FaultyHost, SmallFarm

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
        kit, told = self.kit, " ".join(self.submission.undone)
        session, content, files = self._before
        assert kit.session() == session
        assert kit.scene_file.read_bytes() == content
        left = files_in(kit.scene_file.parent) - files
        needed = {path for job in self.plan.jobs if self.has(job) for path in (job.snapshot, *job.copies)}
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
        assert left <= {path for entry in entries for path in entry.marks}
        known = {entry.serial for entry in entries if entry.state == "sent"}
        assert {receipt.serial for receipt in self.submission.receipts} == known

    def has(self, job: Any) -> bool:
        """Whether the farm has that job of the plan."""
        return any(job.snapshot and job.snapshot in live["command_post"] for live in self.farm.live.values())


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
    """The plan of one job as one of `count` jobs, each with a snapshot and the copy of a script of its own."""
    (job,) = plan.jobs
    jobs = []
    for number in range(count):
        word = f"{STAMP[1][:-1]}{number}"
        document = json.loads(json.dumps(job.document).replace(STAMP[1], word))
        document["name"] += f" part {number}"
        snapshot = job.snapshot.replace(STAMP[1], word)
        jobs.append(replace(job, document=document, snapshot=snapshot, copies={f"{snapshot}.worker.py": __file__}))
    return replace(plan, jobs=tuple(jobs))


def files_in(folder: Path) -> set[str]:
    """Every file below `folder` but the history's own."""
    return {str(path) for path in folder.rglob("*") if path.is_file() and path.parent.name != "state"}


def failure_nothing_at_all_sends_everything(kit: Any) -> None:
    trial = Trial(kit, 3)
    trial.run()
    assert len(trial.farm.started) == 3 and trial.farm.starts == 1, "a group starts together, by one action"


def failure_server_away_writes_nothing(kit: Any) -> None:
    trial = Trial(kit)
    trial.farm.is_away = True
    trial.run(trial.errors.ServerUnreachableError)
    assert trial.history.entries() == []


def failure_host_cannot_keep_its_session(kit: Any) -> None:
    Trial(kit, fails_in="enter").run(RuntimeError)


def failure_host_raises_in_save(kit: Any) -> None:
    Trial(kit, fails_in="save").run(RuntimeError)


def failure_host_says_that_it_cannot_save(kit: Any) -> None:
    error = kit.core("errors").SceneError
    Trial(kit, fails_in="save", error=error).run(error)


def failure_save_half_way(kit: Any) -> None:
    Trial(kit, 2, fails_in="half", error=OSError).run(kit.core("errors").SceneError)


def failure_disk_full(kit: Any) -> None:
    Trial(kit, fails_in="disk").run(kit.core("errors").SceneError)


def failure_host_reports_success_and_wrote_nothing(kit: Any) -> None:
    Trial(kit, fails_in="nothing").run(kit.core("errors").SceneError)


def failure_snapshot_is_away_after_the_save(kit: Any) -> None:
    Trial(kit, fails_in="vanish").run(kit.core("errors").SceneError)


def failure_host_cannot_restore(kit: Any) -> None:
    Trial(kit, 2, fails_in="restore").run(RuntimeError)


def failure_interrupt_in_save(kit: Any) -> None:
    Trial(kit, fails_in="half", error=KeyboardInterrupt).run(KeyboardInterrupt)


def failure_name_is_taken(kit: Any) -> None:
    trial = Trial(kit)
    taken = Path(trial.plan.jobs[0].snapshot)
    taken.write_bytes(b"somebody else's")
    trial._before = (*trial._before[:2], files_in(kit.scene_file.parent))
    trial.run(trial.errors.SceneError)
    assert taken.read_bytes() == b"somebody else's"


def failure_snapshot_vanishes_before_its_job_is_sent(kit: Any) -> None:
    trial = Trial(kit, 2)
    error = trial.run_steps(lambda number: os.remove(trial.plan.jobs[1].snapshot), at=4)
    assert isinstance(error, trial.errors.SceneError)
    trial.audit(is_sent=False)
    assert trial.farm.live == {}


def failure_copy_of_a_script_cannot_be_read(kit: Any) -> None:
    trial = Trial(kit, 2)
    trial.plan.jobs[1].copies[f"{trial.plan.jobs[1].snapshot}.more.py"] = str(kit.scene_file.parent / "away.py")
    error = trial.errors.SceneError
    trial.submission = trial.submission_of(kit.host)
    trial.run(error)
    assert trial.farm.sent == 0


def failure_copy_of_a_script_vanishes_before_its_job_is_sent(kit: Any) -> None:
    trial = Trial(kit)
    error = trial.run_steps(lambda number: os.remove(*trial.plan.jobs[0].copies), at=2)
    assert isinstance(error, trial.errors.SceneError)
    trial.audit(is_sent=False)
    assert trial.farm.sent == 0


def failure_snapshot_is_changed_before_its_job_is_sent(kit: Any) -> None:
    trial = Trial(kit)
    error = trial.run_steps(lambda number: Path(trial.plan.jobs[0].snapshot).write_bytes(b"other"), at=2)
    assert isinstance(error, trial.errors.SceneError)
    trial.audit(is_sent=False)


def failure_server_refuses_any_job_of_three(kit: Any) -> None:
    for number in (1, 2, 3):
        trial = Trial(kit, 3)
        trial.farm.on_job[number] = trial.errors.ServerRefusedError("farm:51000", "Invalid job.")
        trial.run(trial.errors.ServerRefusedError)
        assert trial.farm.live == {} and trial.farm.started == []
        assert trial.history.entries() == []


def failure_server_goes_away_before_any_job_of_three(kit: Any) -> None:
    for number in (1, 2, 3):
        trial = Trial(kit, 3)
        trial.farm.on_job[number] = trial.errors.ServerUnreachableError("farm:51000", [])
        trial.run(trial.errors.ServerUnreachableError)


def failure_hang_up_after_the_bytes_left_of_an_accepted_job(kit: Any) -> None:
    for number in (1, 2):
        trial = Trial(kit, 2)
        trial.farm.on_job[number] = trial.errors.UnknownOutcomeError("farm:51000", "it hung up")
        trial.farm.accepted_unheard = {number}
        trial.run()
        clean_up(trial)


def failure_hang_up_and_nobody_knows(kit: Any) -> None:
    trial = Trial(kit, 2)
    trial.farm.on_job[2] = trial.errors.UnknownOutcomeError("farm:51000", "it hung up")
    trial.run(trial.errors.UnknownOutcomeError)
    assert trial.farm.live == {}
    assert [entry.state for entry in trial.history.entries()] == ["unknown"]
    assert os.path.exists(trial.plan.jobs[1].snapshot) and not os.path.exists(trial.plan.jobs[0].snapshot)


def failure_hang_up_and_the_look_up_fails(kit: Any) -> None:
    trial = Trial(kit, 2)
    trial.farm.on_job[2] = trial.errors.UnknownOutcomeError("farm:51000", "it hung up")
    trial.farm.accepted_unheard = {2}
    usual = trial.farm.send_job

    def last_words(job: Any) -> Any:
        trial.farm.is_away = trial.farm.sent == 1
        return usual(job)

    trial.farm.send_job = last_words
    trial.run(trial.errors.UnknownOutcomeError)
    assert len(trial.farm.live) == 2
    assert sorted(entry.state for entry in trial.history.entries()) == ["sent", "unknown"]


def failure_interrupt_at_any_step(kit: Any) -> None:
    def interrupt(number: int) -> None:
        raise KeyboardInterrupt

    for at in range(6):
        trial = Trial(kit, 2)
        assert isinstance(trial.run_steps(interrupt, at), KeyboardInterrupt)
        trial.audit(is_sent=False)
        assert trial.farm.live == {} and trial.history.entries() == []


def failure_interrupt_while_a_job_leaves_this_machine(kit: Any) -> None:
    for is_accepted in (True, False):
        trial = Trial(kit, 2)
        trial.farm.on_job[2] = KeyboardInterrupt()
        trial.farm.accepted_unheard = {2} if is_accepted else set()
        trial.run(KeyboardInterrupt)
        assert trial.farm.live == {}
        clean_up(trial)


def failure_cancel_at_any_step(kit: Any) -> None:
    for at in range(6):
        trial = Trial(kit, 2)
        error = trial.run_steps(lambda number, trial=trial: trial.submission.cancel(), at)
        assert isinstance(error, trial.errors.CancelledError), (at, error)
        trial.audit(is_sent=False)
        assert trial.farm.live == {} and trial.history.entries() == []


def failure_start_is_refused(kit: Any) -> None:
    trial = Trial(kit, 2)
    trial.farm.on_action["start"] = [trial.errors.ServerRefusedError("farm:51000", "no")]
    trial.run(trial.errors.ServerRefusedError)
    assert trial.farm.live == {}


def failure_start_is_not_heard(kit: Any) -> None:
    for is_done in (True, False):
        trial = Trial(kit, 2)
        trial.farm.on_action["start"] = [trial.errors.UnknownOutcomeError("farm:51000", "it hung up")]
        trial.farm.done_unheard = {"start"} if is_done else set()
        trial.run()
        clean_up(trial)


def failure_roll_back_finds_the_server_away(kit: Any) -> None:
    trial = Trial(kit, 2)

    def leave(number: int) -> None:
        trial.farm.is_away = True
        raise KeyboardInterrupt

    assert isinstance(trial.run_steps(leave, at=4), KeyboardInterrupt)
    trial.audit(is_sent=False)
    assert len(trial.farm.live) == len(trial.submission.receipts) == 1
    assert os.path.exists(trial.plan.jobs[0].snapshot)


def failure_delete_in_roll_back_is_not_heard(kit: Any) -> None:
    for is_done in (True, False):
        trial = Trial(kit, 3)
        trial.farm.on_job[3] = trial.errors.ServerRefusedError("farm:51000", "Invalid job.")
        trial.farm.on_action["delete"] = [trial.errors.UnknownOutcomeError("farm:51000", "it hung up")]
        trial.farm.done_unheard = {"delete"} if is_done else set()
        trial.run(trial.errors.ServerRefusedError)
        assert trial.farm.live == {}


def failure_delete_in_roll_back_is_refused(kit: Any) -> None:
    trial = Trial(kit, 2)
    trial.farm.on_job[2] = trial.errors.ServerRefusedError("farm:51000", "Invalid job.")
    trial.farm.on_action["delete"] = [trial.errors.ServerRefusedError("farm:51000", "no")]
    trial.run(trial.errors.ServerRefusedError)
    assert len(trial.farm.live) == 1 and "no" in " ".join(trial.submission.undone)


def failure_id_was_given_to_another_job_meanwhile(kit: Any) -> None:
    trial = Trial(kit, 2)

    def reuse(number: int) -> None:
        (number,) = trial.farm.live
        trial.farm.live[number] = {"id": number, "serial": 999, "name": "somebody else's", "command_post": ""}
        raise KeyboardInterrupt

    assert isinstance(trial.run_steps(reuse, at=4), KeyboardInterrupt)
    assert [job["serial"] for job in trial.farm.live.values()] == [999]
    assert trial.farm.deleted == [] and trial.history.entries() == []


def failure_second_use_of_a_submission_takes_nothing_back(kit: Any) -> None:
    trial = Trial(kit)
    trial.run()
    try:
        trial.submission.run()
    except trial.errors.AfError:
        pass
    else:
        raise AssertionError("a second click was a second job")
    trial.audit(is_sent=True)


def failure_history_cannot_be_written(kit: Any) -> None:
    trial = Trial(kit, 2)
    blocked = kit.scene_file.parent / "state"
    blocked.write_bytes(b"")
    trial._before = (*trial._before[:2], files_in(kit.scene_file.parent))
    trial.submission.run()
    blocked.unlink()
    assert len(trial.farm.live) == 2 and len(trial.submission.notes) == 1


def clean_up(trial: Trial) -> None:
    """Take away what a good submission leaves, so that the next trial of the same clause starts afresh."""
    for path in [path for job in trial.plan.jobs for path in (job.snapshot, *job.copies)]:
        if os.path.exists(path):
            os.remove(path)
    trial.history.forget([entry.number for entry in trial.history.entries()])
