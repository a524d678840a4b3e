"""Files that another program has open: Windows is asked again for a moment, elsewhere an error is one at once."""

from __future__ import annotations

import os
import threading
import time

import pytest

from afsubmit.studio import open_files


def refusing(monkeypatch, name: str, times: int) -> list[tuple]:
    """Let os.`name` fail so often as Windows does; gives what it was called with."""
    real, calls = getattr(os, name), []

    def call(*words):
        calls.append(words)
        if len(calls) <= times:
            raise PermissionError(13, "Access is denied")
        real(*words)

    monkeypatch.setattr(os, name, call)
    return calls


def test_file_when_open_for_a_moment_on_windows_then_replaced_and_removed(tmp_path, monkeypatch) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("new")
    target.write_text("old")
    monkeypatch.setattr(open_files, "IS_WINDOWS", True)
    assert len(refusing(monkeypatch, "replace", 3)) == 0
    open_files.replace(source, target)
    assert target.read_text() == "new"
    removed = refusing(monkeypatch, "remove", 2)
    open_files.remove(target)
    assert (len(removed), target.exists()) == (3, False)


@pytest.mark.parametrize(("is_windows", "patience"), [(True, 0.05), (False, 60.0)], ids=["Windows", "elsewhere"])
def test_file_when_it_stays_open_then_the_error(tmp_path, monkeypatch, is_windows: bool, patience: float) -> None:
    monkeypatch.setattr(open_files, "IS_WINDOWS", is_windows)
    monkeypatch.setattr(open_files, "PATIENCE_SECONDS", patience)
    calls = refusing(monkeypatch, "replace", 10**9)
    with pytest.raises(PermissionError):
        open_files.replace(tmp_path / "source", tmp_path / "target")
    assert (len(calls) > 1) == is_windows


@pytest.mark.windows("files that are open are not replaced")
def test_file_when_readers_open_it_all_the_time_then_every_write_comes_through(tmp_path) -> None:
    target, is_over = tmp_path / "farm.json", threading.Event()
    target.write_text("0")

    def read() -> None:
        while not is_over.is_set():
            try:
                target.read_text()
            except OSError:
                continue
            time.sleep(0.005)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(50):
            (tmp_path / "new").write_text(str(number))
            open_files.replace(tmp_path / "new", target)
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert target.read_text() == "49"
