"""What a submission leaves behind in the session and on disk, whatever goes wrong."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
from pathlib import Path

import bpy


def digest(path: Path) -> str:
    """Fingerprint of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def session() -> tuple:
    """What must be as before: name, scene, frame, range, output, selection, preferences."""
    scene, preferences = bpy.context.scene, bpy.context.preferences
    return (
        bpy.data.filepath,
        scene.name,
        scene.frame_current,
        scene.frame_start,
        scene.frame_end,
        scene.render.filepath,
        [thing.name for thing in bpy.context.selected_objects],
        preferences.is_dirty,
        preferences.filepaths.save_version,
        preferences.filepaths.file_preview_type,
        len(bpy.app.handlers.save_pre),
        len(bpy.app.handlers.save_post),
        sorted(scene.keys()),
        scene.is_property_set("afanasy"),
    )


def handler_of_case(function):
    """Mark a handler so that the runner removes it after the case."""
    function.is_of_a_case = True
    return function


def untouched(inside, scene_file: Path, act) -> str:
    """Run `act`, which must fail; the scene's bytes, the session and the folder are as before. Returns the error."""
    bpy.context.scene.frame_set(2)
    bpy.context.preferences.is_dirty = False
    before, bytes_before, files_before = session(), digest(scene_file), inside.files()
    text = act()
    assert session() == before, f"{session()} was {before}"
    assert digest(scene_file) == bytes_before
    assert inside.files() == files_before, f"left over: {set(inside.files()) - set(files_before)}"
    return text


def case_accepted_job_leaves_session_and_scene_file_as_they_were(inside) -> None:
    path = inside.fresh()
    bpy.context.scene.frame_set(2)
    bpy.context.preferences.is_dirty = False
    before, bytes_before = session(), digest(path)
    assert bpy.ops.afanasy.submit() == {"FINISHED"}
    assert session() == before, f"{session()} was {before}"
    assert digest(path) == bytes_before
    files = inside.files()
    assert len(files) == 2, f"the scene, one snapshot and nothing else (no .blend1): {files}"


def case_snapshot_holds_what_was_not_saved(inside) -> None:
    path = inside.fresh()
    bpy.data.objects.new("Only in the session", None).use_fake_user = True
    bpy.ops.afanasy.submit()
    copy = next(file for file in path.parent.iterdir() if file != path)
    with bpy.data.libraries.load(str(copy)) as (names, _):
        assert "Only in the session" in names.objects
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert "Only in the session" not in bpy.data.objects


def case_server_away_is_an_error_and_nothing_is_left(inside) -> None:
    path = inside.fresh()
    inside.use("away")
    text = untouched(inside, path, inside.refused)
    assert "cannot be reached" in text, text


def case_silent_server_is_an_error_within_the_time_out(inside) -> None:
    import time

    path = inside.fresh()
    inside.use("silent")
    started = time.monotonic()
    text = untouched(inside, path, inside.refused)
    assert time.monotonic() - started < 20, text


def case_refused_job_takes_its_snapshot_back(inside) -> None:
    path = inside.fresh()
    inside.use("refusing")
    text = untouched(inside, path, inside.refused)
    assert "Invalid job" in text, text


def case_lost_answer_is_looked_up_and_the_snapshot_kept(inside) -> None:
    inside.fresh()
    inside.use("hanging up")
    assert bpy.ops.afanasy.submit() == {"FINISHED"}
    assert len(inside.files()) == 2, inside.files()


def case_folder_that_vanishes_during_the_save_is_an_error(inside) -> None:
    path = inside.fresh()
    place = inside.folder / "copies"

    @handler_of_case
    def vanish(*_):
        shutil.rmtree(place, ignore_errors=True)

    def act() -> str:
        place.mkdir()
        bpy.app.handlers.save_pre.append(vanish)
        try:
            return inside.refused(snapshot_folder=str(place))
        finally:
            bpy.app.handlers.save_pre.remove(vanish)

    text = untouched(inside, path, act)
    assert "snapshot" in text, text


def full_disk(inside, path: Path) -> None:
    """The process may write files of 4096 bytes and no more, as when the disk is full half-way."""
    if os.name == "nt":
        return
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def act() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        try:
            return inside.refused()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    text = untouched(inside, path, act)
    assert "snapshot" in text, text


def case_disk_that_is_full_half_way_is_an_error(inside) -> None:
    full_disk(inside, inside.fresh())


def case_disk_that_is_full_half_way_is_an_error_for_a_compressed_file_too(inside) -> None:
    """Blender 5.2 says that it saved."""
    path = inside.fresh()
    bpy.ops.wm.save_as_mainfile(filepath=str(path), compress=True, check_existing=False)
    for old in path.parent.glob("*.blend1"):
        old.unlink()
    full_disk(inside, path)


def case_snapshot_of_a_plain_and_of_a_compressed_file_is_known_to_be_complete(inside) -> None:
    path = inside.fresh()
    is_complete = inside.module("_host").is_complete
    for compress in (True, False):
        bpy.ops.wm.save_as_mainfile(filepath=str(path), compress=compress, copy=True, check_existing=False)
        whole = path.read_bytes()
        assert is_complete(str(path)), f"compress {compress}: {whole[:8]!r} … {whole[-32:]!r}"
        path.write_bytes(whole[: len(whole) - 1000])
        assert not is_complete(str(path))


def case_host_that_fails_while_it_restores_takes_the_snapshot_back(inside) -> None:
    import contextlib

    path = inside.fresh()
    host = inside.module("_host")
    usual, error = host._no_backups, inside.module("afsubmit.errors").SceneError

    @contextlib.contextmanager
    def failing():
        with usual():
            yield
        raise error("The frame could not be put back.")

    def act() -> str:
        host._no_backups = failing
        try:
            return inside.refused()
        finally:
            host._no_backups = usual

    text = untouched(inside, path, act)
    assert "could not be put back" in text, text


def case_save_handler_of_another_add_on_that_raises_does_no_harm(inside) -> None:
    path = inside.fresh()

    @handler_of_case
    def raising(*_):
        raise ValueError("of somebody else")

    bpy.app.handlers.save_pre.append(raising)
    assert bpy.ops.afanasy.submit() == {"FINISHED"}
    assert len(list(path.parent.glob("*.blend"))) == 2


def case_save_handler_that_moves_the_frame_is_put_back(inside) -> None:
    inside.fresh()

    @handler_of_case
    def moving(*_):
        bpy.context.scene.frame_set(3)

    bpy.app.handlers.save_pre.append(moving)
    bpy.context.scene.frame_set(2)
    bpy.ops.afanasy.submit()
    assert bpy.context.scene.frame_current == 2


def case_cancelled_before_sending_takes_the_snapshot_back(inside) -> None:
    path = inside.fresh()
    ui, background = inside.module("_ui"), inside.module("afsubmit.submitter.background")
    attempt = inside.module("afsubmit.submitter.attempt")

    def act() -> str:
        driver = background.Background(attempt.SubmissionAttempt(ui.make_request({}, None), ""))
        while driver.label != "Saving the snapshot":
            assert not driver.poll()
        driver.cancel()
        assert not driver.finish()
        return str(driver.error)

    assert "Cancelled" in untouched(inside, path, act)


def case_second_submission_while_one_is_under_way_is_refused(inside) -> None:
    path = inside.fresh()
    activity = inside.module("_activity").activity

    class Running:
        label = "Sending the job"

    activity.background = Running()
    try:
        text = untouched(inside, path, inside.refused)
    finally:
        activity.background = None
    assert "under way" in text, text
