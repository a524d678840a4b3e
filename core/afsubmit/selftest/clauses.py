"""What every host must do, as functions that know no host and no test runner: they also run inside the applications.

A clause takes a kit:

* `host`: the adapter, with a scene open that was saved once, in a folder where nothing else is;
* `scene_file`: that scene's path; `save()`: what the artist does to save it;
* `session()`: all that must stay as it was, as something that can be compared;
* `scene_error`: the class SceneError that belongs to the host's core;
* `frame`: a frame other than the current one, `move(frame)` goes there, as a badly behaved save hook would.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any


def clause_scene_says_what_is_open_and_changes_nothing(kit: Any) -> None:
    before = kit.session()
    state = kit.host.scene()
    assert state.host == kit.host.name
    assert os.path.normpath(state.path) == str(kit.scene_file)
    assert state.name == kit.scene_file.stem
    assert len(state.frames) >= 1
    assert state.fps > 0
    assert state.is_modified in (None, True, False)
    assert kit.session() == before


def clause_outputs_have_ids_of_their_own_absolute_files_and_are_only_read(kit: Any) -> None:
    before = kit.session()
    outputs = kit.host.outputs()
    assert outputs
    assert len({output.id for output in outputs}) == len(outputs)
    for output in outputs:
        assert output.name
        assert all(os.path.isabs(name) for name in output.files)
        assert output.is_whole or all("@#" in name for name in output.files)
        assert set(output.inputs) <= {other.id for other in outputs}
    assert kit.session() == before


def clause_selected_are_outputs(kit: Any) -> None:
    assert set(kit.host.selected()) <= {output.id for output in kit.host.outputs()}


def clause_snapshot_is_written_over_the_reserved_file_and_the_session_stays(kit: Any) -> None:
    before, content = kit.session(), kit.scene_file.read_bytes()
    path = reserved(kit)
    with kit.host.unchanged():
        kit.host.save_snapshot(str(path))
    assert path.stat().st_size > 0
    assert kit.session() == before
    assert kit.scene_file.read_bytes() == content
    beside = {file.name for file in path.parent.iterdir()}
    assert beside == {kit.scene_file.name, path.name}, f"no backup, no left-over: {beside}"


def clause_snapshot_that_cannot_be_written_is_a_scene_error(kit: Any) -> None:
    before = kit.session()
    try:
        with kit.host.unchanged():
            kit.host.save_snapshot(str(kit.scene_file.parent / "no such folder" / "copy"))
    except kit.scene_error:
        pass
    else:
        raise AssertionError("it reported success")
    assert kit.session() == before


def clause_unchanged_lets_an_error_through_and_restores(kit: Any) -> None:
    before = kit.session()
    try:
        with kit.host.unchanged():
            kit.move(kit.frame)
            raise KeyError("of the engine")
    except KeyError:
        pass
    else:
        raise AssertionError("the error was swallowed")
    assert kit.session() == before


def clause_settings_are_empty_at_first_and_reading_them_writes_nothing(kit: Any) -> None:
    before = kit.session()
    assert dict(kit.host.load_settings()) == {}
    assert kit.session() == before


def clause_settings_come_back_as_they_were_stored(kit: Any) -> None:
    values = {
        "priority": 120,
        "paused": True,
        "snapshot": False,
        "job_name": 'a "name" [with] {braces} $HOME \\ été 絵',
        "frames": "1,5-9x2",
        "of_a_newer_version": {"list": [1, 2.5, None, "x"]},
    }
    kit.host.store_settings(values)
    assert dict(kit.host.load_settings()) == values
    kit.host.store_settings({"priority": 7})
    assert dict(kit.host.load_settings()) == {"priority": 7}
    kit.host.store_settings({})
    assert dict(kit.host.load_settings()) == {}


def clause_save_hook_hears_the_artist_and_not_our_snapshot(kit: Any) -> None:
    heard: list[str] = []
    end = kit.host.on_saved(heard.append)
    path = reserved(kit)
    with kit.host.unchanged():
        kit.host.save_snapshot(str(path))
    assert heard == []
    kit.save()
    assert [os.path.normpath(name) for name in heard] == [str(kit.scene_file)]
    end()
    end()
    kit.save()
    assert [os.path.normpath(name) for name in heard] == [str(kit.scene_file)]


def clause_save_hook_that_raises_does_not_reach_the_application(kit: Any) -> None:
    def raising(path: str) -> None:
        raise ValueError(path)

    end = kit.host.on_saved(raising)
    kit.save()
    end()


def clause_function_is_called_on_the_main_thread(kit: Any) -> None:
    called: list[int] = []
    kit.host.run_on_main(lambda: called.append(1))
    kit.wait(lambda: bool(called))
    assert called == [1]


def clause_python_is_none_or_one_that_can_run_the_local_farm(kit: Any) -> None:
    path = kit.host.python()
    if path:
        words = [path, "-I", "-c", "import sqlite3, sys; sys.exit(sys.version_info < (3, 9))"]
        assert subprocess.run(words, timeout=30).returncode == 0


def reserved(kit: Any) -> Path:
    """An empty file that is ours, as the engine reserves it."""
    path: Path = kit.scene_file.with_name("reserved" + kit.scene_file.suffix)
    path.touch(exist_ok=False)
    return path
