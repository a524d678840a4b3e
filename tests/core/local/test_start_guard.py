"""When the farm starts no tasks, and what it says then."""

from __future__ import annotations

import time

from afsubmit.local.farm_settings import FarmSettings
from afsubmit.local.local_jobs import LocalJob
from afsubmit.local.start_guard import LOOK_SECONDS, MachineReadings, StartGuard, free_disk_mb

from .conftest import a_block, a_job, a_listed_block

NOON = time.struct_time((2026, 3, 2, 12, 0, 0, 0, 0, 0))
NIGHT = time.struct_time((2026, 3, 2, 23, 0, 0, 0, 0, 0))


class Machine:
    """A machine whose readings a test sets; `asked` counts how often it was asked for its battery."""

    def __init__(self) -> None:
        self.battery: bool | None = False
        self.memory: int | None = 50
        self.disks: dict[str, int | None] = {}
        self.moment, self.seconds, self.asked = NOON, 0.0, 0

    def is_on_battery(self) -> bool | None:
        self.asked += 1
        return self.battery

    @property
    def readings(self) -> MachineReadings:
        return MachineReadings(
            self.is_on_battery,
            lambda: self.memory,
            lambda path: self.disks.get(path, 10**6),
            lambda: self.moment,
            lambda: self.seconds,
        )

    def later(self) -> None:
        self.seconds += LOOK_SECONDS


def guarded(**settings) -> tuple[Machine, StartGuard]:
    machine = Machine()
    return machine, StartGuard(FarmSettings(**settings), "/state", machine.readings)


def test_a_machine_with_all_to_spare_when_asked_then_all_slots() -> None:
    _, guard = guarded()
    assert (guard.slots(4), guard.why) == (4, "")


def test_on_battery_when_asked_then_waits_until_plugged_in() -> None:
    machine, guard = guarded()
    machine.battery = True
    assert (guard.slots(4), guard.why) == (0, "on battery")
    machine.battery = False
    machine.later()
    assert (guard.slots(4), guard.why) == (4, "")


def test_on_battery_when_that_is_allowed_then_goes_on_unasked() -> None:
    machine, guard = guarded(runs_on_battery=True)
    machine.battery = True
    assert (guard.slots(2), machine.asked) == (2, 0)


def test_a_machine_when_asked_again_at_once_then_the_system_is_not() -> None:
    machine, guard = guarded()
    for _ in range(100):
        assert guard.slots(1)
    assert machine.asked == 1


def test_memory_when_short_then_said_with_both_numbers() -> None:
    machine, guard = guarded(least_memory_percent=10)
    machine.memory = 9
    assert (guard.slots(1), guard.why) == (0, "9 % of the memory is free, less than 10 %")
    machine.memory = 10
    machine.later()
    assert guard.slots(1) == 1


def test_a_machine_when_nothing_is_known_then_it_runs() -> None:
    machine, guard = guarded(least_memory_percent=99)
    machine.battery = machine.memory = None
    machine.disks["/state"] = None
    assert (guard.slots(3), guard.why) == (3, "")


def test_the_store_when_its_disk_is_full_then_waits() -> None:
    machine, guard = guarded(least_disk_mb=500)
    machine.disks["/state"] = 499
    assert (guard.slots(1), guard.why) == (0, "499 MB are free on the disk of /state, less than 500 MB")


def test_guards_when_set_to_0_then_nothing_is_held_back() -> None:
    machine, guard = guarded(least_disk_mb=0, least_memory_percent=0)
    machine.memory, machine.disks["/state"] = 0, 0
    assert (guard.slots(1), guard.why) == (1, "")


def test_hours_when_outside_then_as_many_as_while_the_artist_works() -> None:
    machine, guard = guarded(hours="20:00-08:00", slots_at_work=2)
    assert (guard.slots(8), guard.slots(1), guard.why) == (2, 1, "")
    machine.moment = NIGHT
    machine.later()
    assert guard.slots(8) == 8


def test_hours_when_outside_and_none_then_says_when_they_begin() -> None:
    _, guard = guarded(hours="20:00-08:00")
    assert (guard.slots(8), guard.why) == (0, "until 20:00 (hours)")


def test_other_settings_when_taken_then_at_once() -> None:
    _, guard = guarded(hours="20:00-08:00")
    assert guard.slots(8) == 0
    guard.use(FarmSettings())
    assert guard.slots(8) == 8


def job_writing(state, *files: str) -> LocalJob:
    blocks = [a_block(files=[files[0]]), a_listed_block("true", name="l", files=list(files[1:]))]
    return state.accept(a_job(*blocks))


def test_outputs_when_their_disk_is_full_then_that_job_alone_waits(state) -> None:
    machine, guard = guarded(least_disk_mb=100)
    machine.disks["/full"] = 1
    full, other = job_writing(state, "/a/x.####.exr", "/full/y.exr"), job_writing(state, "/a/x.exr", "relative.exr")
    assert guard.why_not(other) == ""
    assert guard.why_not(full) == "1 MB are free on the disk of /full, less than 100 MB"
    assert guard.slots(1) == 1
    assert guard.why == guard.why_not(full)
    machine.disks["/full"] = 200
    machine.later()
    assert (guard.why_not(full), guard.why) == ("", "")
    machine.disks["/full"] = 1
    machine.later()
    assert guard.why_not(full)


def test_a_folder_that_is_not_there_yet_when_looked_at_then_the_disk_it_will_be_on(tmp_path) -> None:
    assert free_disk_mb(str(tmp_path / "not" / "yet")) is not None
