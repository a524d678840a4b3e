"""What the farm removes by itself, and when it ends by itself."""

from __future__ import annotations

from afsubmit.local import farm_folders, task_changes
from afsubmit.local.finished_jobs import DAY, LOOK_SECONDS, FinishedJobs
from afsubmit.local.idleness import Idleness
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store
from afsubmit.wire.states import DON, ERR

from .conftest import HOST, StillMachine, a_block, a_job

NOW = 1_800_000_000


class Times:
    """A clock for both: seconds since the epoch and seconds that nobody sets."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def a_farm(clock: Times) -> tuple[StillMachine, FinishedJobs]:
    machine = StillMachine(FarmState(Store(":memory:"), host_name=HOST, user_name="jimmy", clock=clock))
    return machine, FinishedJobs(machine, seconds=clock)


def finished(state: FarmState, st: int = DON, **fields):
    job = state.accept(a_job(a_block(frame_last=2), **fields))
    for index in (0, 1):
        task_changes.set_task(state, job, job.blocks[0], index, st if index else DON)
    return job


def names(machine: StillMachine) -> set[str]:
    return {job.name for job in machine.state.jobs.values()}


def test_jobs_when_done_long_ago_then_deleted_and_no_others() -> None:
    clock = Times()
    machine, tidier = a_farm(clock)
    state = machine.state
    finished(state, name="old", command_post="deletefiles x")
    finished(state, name="failed", st=ERR)
    finished(state, name="of somebody else", user_name="anna")
    state.accept(a_job(name="not done"))
    clock.now += DAY
    finished(state, name="young")
    clock.now += 6 * DAY
    tidier.tidy(7)
    assert names(machine) == {"old", "failed", "of somebody else", "not done", "young"}
    clock.now += LOOK_SECONDS
    tidier.tidy(7)
    assert names(machine) == {"failed", "of somebody else", "not done", "young"}
    for job in list(state.deleted.values()):
        state.remove_deleted(job)
    assert [post.command for post in state.store.posts(NOW + 30 * DAY, 9)] == ["deletefiles x"]


def test_jobs_when_all_are_kept_then_none_is_deleted() -> None:
    clock = Times()
    machine, tidier = a_farm(clock)
    finished(machine.state, name="old")
    clock.now += 1000 * DAY
    tidier.tidy(0)
    assert names(machine) == {"old"}


def test_a_job_when_done_again_later_then_its_days_count_anew() -> None:
    clock = Times()
    machine, tidier = a_farm(clock)
    job = finished(machine.state, name="again")
    clock.now += 8 * DAY
    task_changes.set_task(machine.state, job, job.blocks[0], 0, 1)
    tidier.tidy(7)
    task_changes.set_task(machine.state, job, job.blocks[0], 0, DON)
    clock.now += LOOK_SECONDS
    tidier.tidy(7)
    assert names(machine) == {"again"}


def test_many_jobs_when_old_then_deleted_over_several_looks() -> None:
    clock = Times()
    machine, tidier = a_farm(clock)
    for _ in range(250):
        finished(machine.state, name="old")
    clock.now += 8 * DAY
    left = []
    for _ in range(4):
        tidier.tidy(7)
        left.append(len(machine.state.jobs))
    assert left == [150, 50, 0, 0]


def test_a_farm_when_nothing_is_to_be_done_then_it_ends_after_its_time() -> None:
    clock = Times()
    machine, _ = a_farm(clock)
    state = machine.state
    idleness = Idleness(seconds=clock)
    finished(state, name="done")
    finished(state, name="failed", st=ERR)
    state.accept(a_job(name="paused", offline=True))
    clock.now += 599
    assert not idleness.is_over(10, state.jobs.values(), state.waits)
    assert not idleness.is_over(0, state.jobs.values(), state.waits)
    clock.now += 11
    assert idleness.is_over(10, state.jobs.values(), state.waits)
    idleness.note_work()
    clock.now += 20
    assert not idleness.is_over(10, state.jobs.values(), state.waits)


def test_a_farm_when_a_job_waits_for_a_time_then_it_stays() -> None:
    clock = Times()
    machine, _ = a_farm(clock)
    idleness = Idleness(seconds=clock)
    machine.state.accept(a_job(name="at night", time_wait=NOW + 10 * DAY))
    clock.now += DAY
    assert not idleness.is_over(10, machine.state.jobs.values(), machine.state.waits)


def test_the_log_when_it_grew_long_then_moved_aside_and_written_on(tmp_path) -> None:
    path = tmp_path / "farm.log"
    with open(path, "ab", buffering=0) as writer:
        writer.write(b"a" * 1000)
        farm_folders.shorten_log(str(tmp_path), 1000)
        assert path.stat().st_size == 1000
        writer.write(b"b")
        farm_folders.shorten_log(str(tmp_path), 1000)
        writer.write(b"c")
    assert path.read_bytes() == b"c"
    assert (tmp_path / "farm.log.1").read_bytes() == b"a" * 1000 + b"b"
    farm_folders.shorten_log(str(tmp_path / "none"), 1000)
