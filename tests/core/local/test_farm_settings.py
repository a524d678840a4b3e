"""What the user sets of the farm, and a farm that lives by it while it runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from afsubmit.errors import SettingsError
from afsubmit.local import farm_folders, farm_settings, processes
from afsubmit.local.farm_settings import FarmSettings, SettingsFile
from afsubmit.local.local_farm import LocalFarm
from afsubmit.local.start_guard import MachineReadings
from afsubmit.studio.keys import KEYS
from afsubmit.submitter.watch.words import why_waiting

from .conftest import HOST, a_block, a_job, until


def test_settings_when_nothing_is_said_then_the_defaults_of_the_configuration() -> None:
    assert farm_settings.load() == FarmSettings()
    assert FarmSettings()._asdict() == {name: KEYS[f"farm_{name}"].default for name in FarmSettings._fields}


def test_settings_when_kept_then_they_count_over_the_configuration(monkeypatch) -> None:
    monkeypatch.setenv("AFSUBMIT_FARM_SLOTS", "4")
    monkeypatch.setenv("AFSUBMIT_FARM_KEEP_DAYS", "30")
    assert farm_settings.load() == FarmSettings(slots=4, keep_days=30)
    words = {"slots": "2", "hours": "20:00-08:00", "runs_on_battery": "yes"}
    farm_settings.store(farm_settings.from_words(words))
    assert farm_settings.load() == FarmSettings(slots=2, hours="20:00-08:00", runs_on_battery=True, keep_days=30)
    farm_settings.store(farm_settings.from_words({"slots": ""}))
    assert farm_settings.load().slots == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"slot": "2"}, 'no setting "slot"'),
        ({"slots": "0"}, "from 1 to 256"),
        ({"slots": "two"}, "a whole number is needed"),
        ({"hours": "at night"}, "neither days"),
        ({"nice": "20"}, "from 0 to 19"),
        ({"runs_on_battery": "perhaps"}, "true or false"),
    ],
)
def test_settings_when_they_cannot_be_then_refused_and_nothing_is_kept(words, told) -> None:
    with pytest.raises(SettingsError, match=told):
        farm_settings.store(farm_settings.from_words(words))
    assert not os.path.exists(farm_settings.path())


def test_the_file_when_damaged_then_a_running_farm_keeps_what_it_had(caplog) -> None:
    clock = [0.0]
    farm_settings.store({"slots": 3})
    file = SettingsFile(lambda: clock[0])
    assert file.current.slots == 3
    Path(farm_settings.path()).write_text("{")
    clock[0] += 5
    assert not file.has_changed()
    assert file.current.slots == 3
    assert "stay as they were" in caplog.text
    os.remove(farm_settings.path())
    farm_settings.store({"slots": 5})
    clock[0] += 5
    assert file.has_changed()
    assert file.current.slots == 5


def set_for(farm, **values) -> None:
    (farm.home / farm_settings.FILE).write_text(json.dumps(values))
    (farm.home / farm_settings.FILE).chmod(0o600)


def test_a_farm_when_its_disk_is_said_to_be_full_then_it_waits_says_why_and_goes_on(farm) -> None:
    set_for(farm, least_disk_mb=10**9)
    farm.start()
    job = farm.send(a_block("true"))
    until(lambda: why_waiting(farm.client.renders()), "it waits")
    assert "less than 1000000000 MB" in why_waiting(farm.client.renders())
    assert farm.states(job) == ["RDY"]
    set_for(farm, least_disk_mb=0)
    farm.wait(job, "DON")
    assert why_waiting(farm.client.renders()) == ""
    log = "\n".join(farm.client.log("renders", 1))
    assert "Waits: " in log
    assert "Starts tasks again." in log


def test_a_job_when_the_disk_of_its_files_is_full_then_others_run(home, monkeypatch) -> None:
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    readings = MachineReadings(lambda: False, lambda: 50, lambda path: 1 if path == "/full" else 10**6)
    one = LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=9, is_open=True, readings=readings)
    try:
        full, other = (one.state.accept(a_job(a_block(files=[path]))) for path in ("/full/a.exr", "/free/a.exr"))
        one.runner.start_all()
        assert [bool(job.blocks[0].task(0).starts) for job in (full, other)] == [False, True]
        assert "the disk of /full" in one.runner.why_waiting
    finally:
        until(lambda: [one.server.serve(0.05), one.runner.look(), not one.runner.runs][2], "the task has ended")
        one.close()


@pytest.mark.posix("priorities of processes are its own")
def test_tasks_when_started_then_as_nice_as_set(farm) -> None:
    set_for(farm, nice=15)
    farm.start()
    job = farm.send(a_block("nice"))
    farm.wait(job, "DON")
    assert farm.output(job).strip() == "15"


@pytest.mark.parametrize(("nice", "priority_class"), [(0, 0x20), (1, 0x4000), (14, 0x4000), (15, 0x40), (19, 0x40)])
def test_tasks_on_windows_when_started_then_in_a_priority_class(nice, priority_class) -> None:
    flags = processes.windows_options(nice)["creationflags"]
    assert flags & (0x20 | 0x4000 | 0x40) == priority_class


def test_slots_when_set_while_it_runs_then_taken_over(farm) -> None:
    farm.start(slots=-1)
    assert farm.client.renders()[0]["max_tasks_host"] == 1
    set_for(farm, slots=3)
    until(lambda: farm.client.renders()[0]["max_tasks_host"] == 3, "three slots")
