"""How long a task runs is counted by a clock that nobody sets, also when another farm takes it over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from afsubmit.local import farm_folders, processes
from afsubmit.local import local_farm as farm_module
from afsubmit.local.store import POST_WAIT_SECONDS, Store
from afsubmit.studio import process_mark
from afsubmit.wire.states import DON, ERR, RUN

from .conftest import HOST, a_block, a_job, until

TWO_HOURS = 7200


@pytest.fixture
def farms(home: Path, monkeypatch: pytest.MonkeyPatch):
    """`farms()`: the next farm on one folder, in this process, with one slot."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    made: list[farm_module.LocalFarm] = []

    def begin() -> farm_module.LocalFarm:
        made.append(farm_module.LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=1))
        return made[-1]

    yield begin
    for run in made[-1].runner.runs.values():
        processes.interrupt(run.stored.pid, token="", is_final=True)
    made[-1].close()


def set_clock(farm: farm_module.LocalFarm, seconds: float) -> None:
    farm.state._clock = lambda: time.time() + seconds


def turn(farm: farm_module.LocalFarm) -> int:
    """One turn of the farm; the state of the first task."""
    farm._turn()
    farm.server.serve(0.01)
    return next(iter(farm.state.jobs.values())).blocks[0].state(0)


def begun(farm: farm_module.LocalFarm, **fields) -> None:
    farm.state.accept(a_job(a_block("sleep 99", errors_retries=0, **fields)))
    until(lambda: turn(farm) & RUN, "it runs")


def has_looked(farm: farm_module.LocalFarm) -> bool:
    """Make the farm look at its runs now."""
    farm.runner._read_next = 0.0
    return bool(turn(farm) & RUN)


@pytest.mark.parametrize("seconds", [TWO_HOURS, -TWO_HOURS, 10 * 365 * 86400], ids=str)
@pytest.mark.parametrize("is_adopted", [False, True], ids=["own", "adopted"])
def test_task_when_the_clock_is_set_then_it_goes_on(farms, seconds: int, is_adopted: bool) -> None:
    farm = farms()
    begun(farm, task_max_run_time=3600)
    if is_adopted:
        farm.close()
        farm = farms()
    set_clock(farm, seconds)
    assert has_looked(farm)
    task = next(iter(farm.state.jobs.values())).blocks[0].task(0)
    assert task.run_seconds < 3600


@pytest.mark.parametrize("is_adopted", [False, True], ids=["own", "adopted"])
def test_task_when_the_clock_is_set_back_then_its_limit_holds(farms, is_adopted: bool) -> None:
    farm = farms()
    begun(farm, task_max_run_time=1)
    if is_adopted:
        farm.close()
        farm = farms()
    set_clock(farm, -TWO_HOURS)
    until(lambda: turn(farm) & ERR and not turn(farm) & RUN, "it was ended")


def test_task_when_the_clock_is_set_back_then_its_shortest_time_is_reached(farms) -> None:
    farm = farms()
    farm.state.accept(a_job(a_block("sleep 1.2", task_min_run_time=1, errors_retries=0)))
    until(lambda: turn(farm) & RUN, "it runs")
    set_clock(farm, -TWO_HOURS)
    assert until(lambda: turn(farm) & (DON | ERR), "it ended") & DON


@pytest.mark.posix("a clock of Linux")
def test_age_when_the_mark_is_of_this_boot_then_counted_else_unknown() -> None:
    mark = process_mark.start_mark(os.getpid())
    age = process_mark.age_seconds(mark)
    assert age is not None
    assert age >= 0
    for other in ("", "another boot:5", f"{process_mark.boot_mark()}:Sat Nov 28", mark.rpartition(":")[0]):
        assert process_mark.age_seconds(other) is None


def test_command_that_was_put_off_when_the_clock_is_set_back_then_it_does_not_wait_for_the_old_time(state) -> None:
    store: Store = state.store
    job = state.accept(a_job())
    store.add_post(job, "true", "")
    (post,) = store.posts(0, 9)
    store.save_try(post.id, 1, 1000)
    assert store.posts(999, 9) == []
    assert store.posts(1000 - POST_WAIT_SECONDS, 9) == []
    assert len(store.posts(1000, 9)) == 1
    assert len(store.posts(1000 - TWO_HOURS, 9)) == 1
