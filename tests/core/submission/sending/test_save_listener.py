"""The artist's saves are heard; our snapshots, copies and saves that were given up are none."""

from __future__ import annotations

import os
import queue
from pathlib import Path

import pytest

from afsubmit.submission.sending import save_listener
from afsubmit.submission.sending.save_listener import SaveListener


class Session:
    """An application whose main thread is this test: it does what waits when `turn` is called."""

    def __init__(self, path: Path) -> None:
        self.path, self.is_modified = str(path), False
        self.waiting: queue.Queue = queue.Queue()

    def state(self) -> tuple[str, bool]:
        return self.path, self.is_modified

    def run_on_main(self, function) -> None:
        self.waiting.put(function)

    def turn(self) -> None:
        self.waiting.get(timeout=60)()


class Heard:
    def __init__(self, session: Session) -> None:
        self.paths: list[str] = []
        self.stops = 0
        self.listener = SaveListener(self.paths.append, session, stop=self._stop)

    def _stop(self) -> None:
        self.stops += 1


@pytest.fixture
def session(tmp_path, monkeypatch) -> Session:
    monkeypatch.setattr(save_listener, "PAUSE_SECONDS", 0.0)
    path = tmp_path / "shot.txt"
    path.write_text("one")
    return Session(path)


@pytest.fixture
def heard(session) -> Heard:
    return Heard(session)


def written(path: str, seconds: float) -> None:
    """The file is another one: by its time, which some disks tell in whole seconds."""
    before = os.stat(path).st_mtime if os.path.exists(path) else 0
    Path(path).write_text("two")
    os.utime(path, (before + seconds, before + seconds))


def test_save_is_heard_when_it_is_over(session, heard) -> None:
    heard.listener.saving()
    assert heard.paths == [], "the file is not written yet"
    written(session.path, 5)
    session.turn()
    assert heard.paths == [session.path]


def test_copy_elsewhere_leaves_the_scene_s_own_file_as_it_was(session, heard) -> None:
    heard.listener.saving()
    session.turn()
    assert heard.paths == []


def test_save_under_another_name_is_one(session, heard, tmp_path) -> None:
    heard.listener.saving()
    session.path = str(tmp_path / "shot2.txt")
    Path(session.path).write_text("two")
    session.turn()
    assert heard.paths == [session.path]


def test_save_that_failed_leaves_the_scene_modified(session, heard) -> None:
    heard.listener.saving()
    written(session.path, 5)
    session.is_modified = True
    session.turn()
    heard.listener.saved()
    assert heard.paths == []


def test_application_that_calls_after_the_save_is_heard_at_once(session, heard) -> None:
    heard.listener.saved()
    assert heard.paths == [session.path]


def test_application_that_calls_before_and_after_tells_a_save_from_a_copy(session, heard) -> None:
    session.is_modified = True  # what an application says of it in the middle of a save counts for nothing
    heard.listener.note()
    heard.listener.saved()
    assert heard.paths == [], "a copy elsewhere"
    heard.listener.note()
    written(session.path, 5)
    heard.listener.saved()
    assert heard.paths == [session.path] and session.waiting.empty()


def test_name_that_a_save_gave_the_scene_is_the_one_that_is_told(session, heard, tmp_path) -> None:
    heard.listener.note()
    session.path = str(tmp_path / "shot2.txt")
    Path(session.path).write_text("two")
    heard.listener.saved()
    assert heard.paths == [session.path]


def test_our_own_snapshot_is_no_save(session, heard) -> None:
    with save_listener.saving_snapshot():
        heard.listener.note()
        heard.listener.saving()
        heard.listener.saved()
    assert heard.paths == [] and session.waiting.empty()
    with pytest.raises(ZeroDivisionError), save_listener.saving_snapshot():
        raise ZeroDivisionError
    heard.listener.saved()
    assert heard.paths == [session.path], "a snapshot that failed is over too"


def test_end_is_once_and_what_waited_is_not_told(session, heard) -> None:
    heard.listener.saving()
    written(session.path, 5)
    heard.listener.end()
    heard.listener.end()
    session.turn()
    heard.listener.saved()
    heard.listener.saving()
    assert (heard.paths, heard.stops) == ([], 1) and session.waiting.empty()


@pytest.mark.parametrize("call", ["saving", "saved", "note"])
def test_application_that_answers_nothing_is_logged_and_saves(call: str, heard, session, monkeypatch, caplog) -> None:
    def broken() -> tuple[str, bool]:
        raise RuntimeError("the scene is gone")

    monkeypatch.setattr(session, "state", broken)
    getattr(heard.listener, call)()
    assert "the scene is gone" in caplog.text


def test_callback_that_fails_never_reaches_the_application(session, caplog) -> None:
    def broken(path: str) -> None:
        raise ZeroDivisionError("of a colleague")

    listener = SaveListener(broken, session, stop=lambda: None)
    listener.saved()
    listener.saving()
    written(session.path, 5)
    session.turn()
    assert caplog.text.count("ZeroDivisionError: of a colleague") == 2
