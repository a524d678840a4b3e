"""Kills, full disks and clocks that jump, in any order, with thousands of jobs: what the farm told a client stays so.

The oracle knows only what clients were told and what the frames' own processes wrote; it reads nothing of the farm's.
`AFSUBMIT_TEST_FARM_DEATHS` and `AFSUBMIT_TEST_FARM_JOBS` make it long: `nox -s survival` asks for that.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from afsubmit.errors import AfError
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store
from afsubmit.local.stored_rows import naming_damage
from afsubmit.studio import process_mark
from afsubmit.wire import Client

from .conftest import HOST, FarmProcess, a_block, a_job, until
from .test_survival import OF_SH

DEATHS = int(os.environ.get("AFSUBMIT_TEST_FARM_DEATHS", "3"))
JOBS = int(os.environ.get("AFSUBMIT_TEST_FARM_JOBS", "300"))
FAULTS = ["kill", "kill", "kill all", "clock", "disk"]
HOUR = 3600
UNKNOWN = -1


class Oracle:
    """What clients were told of jobs, by name: their priorities, `UNKNOWN` where an answer never came."""

    def __init__(self, farm: FarmProcess, chance: random.Random, folder: Path) -> None:
        self.farm, self.chance, self.folder = farm, chance, folder
        self.jobs: dict[str, int] = {}
        self.ids: dict[str, int] = {}
        self.gone: set[str] = set()
        self.unknown: set[str] = set()
        self.sent = 0

    def act(self) -> None:
        """Do one thing as a client; what is not answered may have happened or not."""
        name = self.chance.choice(list(self.ids)) if self.ids else ""
        ask = self.chance.choice([self._send, self._send, self._set_priority, self._delete])
        try:
            ask(name)
        except (AfError, OSError, AssertionError):  # it died in between
            return

    def _send(self, _: str) -> None:
        self.sent += 1
        name = f"sent {self.sent}"
        self.unknown.add(name)
        post = f"echo {self.sent} >>{self.folder}/posts"
        self.ids[name] = self.farm.send(name=name, offline=True, priority=9, command_post=post)
        self.jobs[name] = 9
        self.unknown.remove(name)

    def _set_priority(self, name: str) -> None:
        if name in self.jobs:
            self.jobs[name], wanted = UNKNOWN, self.chance.randint(1, 200)
            self.farm.client.action("jobs", ids=[self.ids[name]], params={"priority": wanted})
            self.jobs[name] = wanted

    def _delete(self, name: str) -> None:
        if name in self.jobs:
            self.unknown.add(name)
            del self.jobs[name]
            self.farm.act(self.ids.pop(name), "delete")
            self.unknown.remove(name)
            self.gone.add(name)

    def check(self) -> None:
        """See that the farm says the same."""
        patient = Client(self.farm.address, read_timeout_seconds=120)
        found = {job["name"]: job["priority"] for job in patient.jobs() if job["id"] > 1}
        assert set(self.jobs) <= set(found)
        assert not self.gone & set(found)
        assert set(found) - set(self.jobs) <= self.unknown
        wrong = {name for name, priority in self.jobs.items() if priority not in (UNKNOWN, found[name])}
        assert not wrong


def who_am_i(folder: Path) -> str:
    """A command that says in a file of its frame when it begins and when it ends."""
    line = f'"$$ $(date +%s.%N)" >>{folder}/frame.@#@'
    return f"echo begin {line}; sleep 0.1; echo end {line}"


def spans_of(path: Path) -> tuple[int, list[tuple[float, float]]]:
    """How often a frame was begun, and the spans in which it was rendered to its end."""
    begun: dict[str, float] = {}
    spans, number = [], 0
    for word, pid, moment in (line.split() for line in path.read_text().splitlines()):
        if word == "begin":
            number += 1
            begun[pid] = float(moment)
        else:
            spans.append((begun.pop(pid), float(moment)))
    return number, sorted(spans)


def filled(farm: FarmProcess, oracle: Oracle) -> None:
    """A store with many jobs, made while no farm runs."""
    farm.folder.mkdir(parents=True, exist_ok=True)
    for folder in (farm.home / "farm", farm.folder):
        folder.chmod(0o700)
    state = FarmState(Store(str(farm.folder / "farm.sqlite")), host_name=HOST)
    for number in range(JOBS):
        state.accept(a_job(name=f"kept {number}", offline=True, priority=5))
        oracle.jobs[f"kept {number}"] = 5
    state.commit()
    state.store.close()


def fault(kind: str, farm: FarmProcess, chance: random.Random) -> int:
    """Let it happen; returns how many frames it may have ended."""
    assert farm.process is not None
    if kind == "disk":
        return _fill_disk(farm)
    if kind == "clock":
        farm.clock.write_text(str(chance.randint(-48 * HOUR, 48 * HOUR)))
        return 0
    farm.kill()
    ended = 0
    for run in farm.stored_runs() if kind == "kill all" else ():
        if process_mark.is_running(run.pid, run.mark):
            os.killpg(run.pid, signal.SIGKILL)
            ended += 1
    return ended


def _fill_disk(farm: FarmProcess) -> int:
    """No file of the farm can grow: it must say so to whoever asks, and end. Where the system cannot: killed."""
    assert farm.process is not None
    if not sys.platform.startswith("linux"):
        farm.kill()
        return 0
    import resource

    resource.prlimit(farm.process.pid, resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = farm.ask({"job": a_job(name="does not fit", offline=True)})
    except (OSError, AssertionError):  # its own turn came first
        answer = {"info": {"text": "cannot write its state"}}
    assert "cannot write its state" in answer["info"]["text"]
    farm.died()
    return 2


@OF_SH
def test_farm_when_anything_befalls_it_then_what_it_told_stays_so(farm: FarmProcess, tmp_path: Path) -> None:
    chance = random.Random(DEATHS * 1000 + JOBS)
    oracle, frames, ended = Oracle(farm, chance, tmp_path), 6 * DEATHS, 0
    filled(farm, oracle)
    farm.start(slots=2)
    oracle.jobs["frames"] = 90
    block = a_block(who_am_i(tmp_path), frame_last=frames, errors_retries=1000)
    job = farm.send(block, name="frames", priority=90)
    for death in range(DEATHS):
        until_then = time.monotonic() + chance.uniform(0.0, 0.6)
        while time.monotonic() < until_then:
            oracle.act()
        kind = FAULTS[death % len(FAULTS)]
        ended += fault(kind, farm, chance)
        if kind == "clock":
            oracle.act()
            farm.kill()
        farm.begin(slots=2)
        time.sleep(chance.uniform(0.0, 0.3))
        farm.kill()
        farm.start(slots=2)
        if death % 10 == 9:
            oracle.check()
    oracle.check()
    farm.wait(job, "DON")
    found = {number: spans_of(tmp_path / f"frame.{number}") for number in range(1, frames + 1)}
    for _, spans in found.values():
        assert spans
        assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:]))
    assert sum(number for number, _ in found.values()) - frames <= ended
    posts = tmp_path / "posts"
    gone = {name.split()[1] for name in oracle.gone}
    until(lambda: gone <= set(posts.read_text().split() if posts.exists() else ()), "each post command ran")
    oracle.check()
    assert farm.terminate() == 0
    assert is_whole(farm.folder / "farm.sqlite")


def is_whole(path: Path) -> bool:
    """Whether SQLite itself finds nothing wrong with its file."""
    base = sqlite3.connect(path)
    try:
        return base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        base.close()


def jobs_in(path: Path) -> list[int]:
    """The serials of the jobs that a farm finds in a store."""
    store = Store(str(path))
    try:
        return [job.serial for job in store.jobs()]
    finally:
        store.close()


def a_store_of_a_dead_farm(home: Path, number: int) -> Path:
    """What a farm leaves that was killed after it took so many jobs, one at a time."""
    path = home / "farm.sqlite"
    state = FarmState(Store(str(home / "made.sqlite")), host_name=HOST)
    for _ in range(number):
        state.accept(a_job(a_block(command="true " * 200), offline=True))
        state.commit()
    for ending in ("", "-wal"):
        shutil.copy(home / f"made.sqlite{ending}", f"{path}{ending}")
    state.store.close()
    return path


@pytest.mark.parametrize("part", [0.0, 0.1, 0.33, 0.5, 0.77, 0.999, 1.0])
def test_store_when_the_power_went_then_holds_what_was_written_first(part: float, home: Path) -> None:
    """Of the log only the beginning reached the disk: there are the first jobs, and none that is half there."""
    path = a_store_of_a_dead_farm(home, 30)
    log = Path(f"{path}-wal")
    os.truncate(log, int(log.stat().st_size * part))
    if part == 0.0:
        log.unlink()
        assert not path.stat().st_size or jobs_in(path) == []
        return
    found = jobs_in(path)
    assert found == list(range(1, len(found) + 1))
    assert (len(found) == 30) is (part == 1.0)
    assert is_whole(path)


def what_is_said_of(path: Path) -> str:
    """How many jobs a farm finds in a store, or in words why it does not."""
    try:
        with naming_damage():
            return str(len(jobs_in(path)))
    except (sqlite3.Error, ValueError) as error:
        return str(error)


def write_over(path: Path, chance: random.Random) -> None:
    """Put bytes of chance somewhere into a file."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 200)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)


def cut(path: Path, chance: random.Random) -> None:
    """Take the end of a file away."""
    os.truncate(path, chance.randrange(path.stat().st_size))


@pytest.mark.parametrize("spoil", [write_over, cut])
def test_store_when_its_bytes_are_spoilt_then_refused_in_words_or_read(spoil: Callable, home: Path) -> None:
    whole = a_store_of_a_dead_farm(home, 20)
    jobs_in(whole)
    for number in range(40):
        path = home / f"spoilt{number}.sqlite"
        shutil.copy(whole, path)
        spoil(path, random.Random(number))
        said = what_is_said_of(path)
        assert (said.isdigit() and int(said) <= 20) or len(said) > 5
