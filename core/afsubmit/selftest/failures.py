"""A failure in every place of a submission, over any host: what must hold always, held.

As the clauses these know no host and no test runner. A kit has, beside what the clauses take:

* `core(room)`: that module of the core the host belongs to;
* `host_plan`: the host's pure half.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .trial import Trial, clean_up, files_in


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


def failure_sidecar_cannot_be_read(kit: Any) -> None:
    trial = Trial(kit, 2)
    sidecars = trial.plan.jobs[1].sidecars
    sidecars[f"{os.path.splitext(trial.plan.jobs[1].snapshot)[0]}__away.txt"] = str(kit.scene_file.parent / "away.txt")
    trial.submission = trial.submission_of(kit.host)
    trial.run(trial.errors.SceneError)
    assert trial.farm.sent == 0


def failure_sidecar_vanishes_or_is_changed_before_its_job_is_sent(kit: Any) -> None:
    for is_removed in (True, False):
        trial = Trial(kit)

        def spoil(number: int, trial: Trial = trial, is_removed: bool = is_removed) -> None:
            path = Path(list(trial.plan.jobs[0].sidecars)[-1])
            path.unlink() if is_removed else path.write_bytes(b"other")

        error = trial.run_steps(spoil, at=2)
        assert isinstance(error, trial.errors.SceneError)
        trial.audit(is_sent=False)
        assert trial.farm.sent == 0


def failure_name_of_a_sidecar_is_taken(kit: Any) -> None:
    trial = Trial(kit)
    taken = Path(list(trial.plan.jobs[0].sidecars)[-1])
    taken.write_bytes(b"somebody else's")
    trial._before = (*trial._before[:2], files_in(kit.scene_file.parent))
    trial.run(trial.errors.SceneError)
    assert taken.read_bytes() == b"somebody else's"


def failure_copy_of_a_script_vanishes_before_its_job_is_sent(kit: Any) -> None:
    trial = Trial(kit)
    error = trial.run_steps(lambda number: os.remove(*trial.plan.jobs[0].copies), at=2)
    assert isinstance(error, trial.errors.SceneError)
    trial.audit(is_sent=False)
    assert trial.farm.sent == 0


def failure_snapshot_is_changed_before_its_job_is_sent(kit: Any) -> None:
    trial = Trial(kit)

    def spoil(number: int) -> None:
        Path(trial.plan.jobs[0].snapshot).write_bytes(b"other")

    error = trial.run_steps(spoil, at=2)
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

    trial.farm.send_job = last_words  # type: ignore[method-assign]
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

        def cancel(number: int, trial: Trial = trial) -> None:
            trial.submission.cancel()

        error = trial.run_steps(cancel, at)
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
