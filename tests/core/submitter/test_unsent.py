"""What was typed and not sent, in the state folder: whose it is, how long it counts, and what goes wrong there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from afsubmit.studio import folders
from afsubmit.submitter import unsent
from afsubmit.submitter.unsent import Unsent

TYPED = Unsent({"priority": 99}, {"priority": 150, "job_name": "a\udcffb"}, {"fog": "5-1"})


def kept() -> list[Path]:
    folder = Path(folders.state_folder()) / unsent.FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_it_comes_back_for_its_scene_and_host_alone():
    unsent.keep("nuke", "/a.nk", TYPED)
    assert unsent.load("nuke", "/a.nk", {"priority": 99}) == TYPED
    assert unsent.load("maya", "/a.nk", {"priority": 99}) is unsent.load("nuke", "/b.nk", {"priority": 99}) is None
    unsent.forget("nuke", "/a.nk")
    assert unsent.load("nuke", "/a.nk", {"priority": 99}) is None and kept() == []


def test_it_does_not_count_once_the_scene_says_something_else():
    unsent.keep("nuke", "/a.nk", TYPED)
    assert unsent.load("nuke", "/a.nk", {"priority": 98}) is None


def test_scene_that_was_never_saved_is_not_kept():
    unsent.keep("nuke", "", TYPED)
    assert kept() == [] and unsent.load("nuke", "", {"priority": 99}) is None


def test_file_is_for_its_owner_alone_and_only_the_newest_stay(monkeypatch):
    monkeypatch.setattr(unsent, "MOST_FILES", 3)
    for number in range(5):
        unsent.keep("nuke", f"/{number}.nk", TYPED)
        for path in kept():
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))
    assert len(kept()) == 3
    assert unsent.load("nuke", "/0.nk", {"priority": 99}) is None
    assert unsent.load("nuke", "/4.nk", {"priority": 99}) == TYPED
    if os.name != "nt":
        assert {path.stat().st_mode & 0o777 for path in kept()} == {0o600}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"base": 1}', '{"base": {}, "values": {}, "frames": []}'])
def test_damaged_file_counts_for_nothing(content):
    unsent.keep("nuke", "/a.nk", TYPED)
    kept()[0].write_text(content, "utf-8")
    assert unsent.load("nuke", "/a.nk", {"priority": 99}) is None


def test_what_is_too_long_is_not_kept(monkeypatch):
    monkeypatch.setattr(unsent, "MOST_BYTES", 20)
    unsent.keep("nuke", "/a.nk", TYPED)
    assert kept() == []
