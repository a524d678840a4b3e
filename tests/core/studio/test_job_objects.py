"""Job objects: what a process started ends with it, whoever dies first."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from afsubmit.studio import job_objects, process_mark

pytestmark = pytest.mark.windows("job objects")

CHILD = "import time; time.sleep(60)"
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-I", "-S", "-c", {CHILD!r}], stdin=subprocess.DEVNULL)
print(child.pid, flush=True)
time.sleep(60)
"""


def a_family(name: str = "") -> tuple[job_objects.JobProcess, int]:
    """A process in a job with a child of its own; the child's number."""
    words = [sys.executable, "-I", "-S", "-c", PARENT]
    process = job_objects.JobProcess(words, name=name, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return process, int(process.stdout.readline())


def lives(pid: int) -> bool:
    return bool(process_mark.start_mark(pid))


def gone(pid: int) -> bool:
    end = time.monotonic() + 120
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not lives(pid)


@pytest.mark.parametrize("name", ["", "afsubmit-test-end"], ids=["without a name", "with a name"])
def test_process_when_ended_then_its_children_are_gone(name: str) -> None:
    process, child = a_family(name)
    assert lives(child)
    process.end(wait_seconds=60)
    assert (process.poll() is not None, lives(child)) == (True, False)


def test_process_when_killed_alone_then_its_job_still_ends_what_it_left() -> None:
    process, child = a_family("afsubmit-test-orphan")
    process.kill()
    process.wait()
    assert lives(child)
    process.end(wait_seconds=60)
    assert not lives(child)


def test_job_when_only_the_process_holds_it_then_found_by_name_until_it_dies_and_takes_all_along() -> None:
    process, child = a_family("afsubmit-test-held")
    process.job.close()
    found = job_objects.JobObject.find("afsubmit-test-held")
    assert found is not None and found.living() >= 2
    found.close()
    os.kill(process.pid, 15)
    process.wait()
    assert gone(child)


def test_job_when_its_name_is_taken_then_nothing_is_started() -> None:
    process, _ = a_family("afsubmit-test-twice")
    with pytest.raises(FileExistsError, match="afsubmit-test-twice"):
        a_family("afsubmit-test-twice")
    process.end(wait_seconds=60)


def test_process_when_it_cannot_start_then_the_error_of_popen() -> None:
    with pytest.raises(FileNotFoundError):
        job_objects.JobProcess([r"C:\no\such\program.exe"], name="afsubmit-test-none")
    assert job_objects.JobObject.find("afsubmit-test-none") is None
