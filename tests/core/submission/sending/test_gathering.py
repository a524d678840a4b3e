"""Files that a scene reads, gathered beside its snapshot: whole and told, and nothing is left where it fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from afsubmit.errors import CancelledError, SceneError, ServerRefusedError
from afsubmit.studio import deletefiles
from afsubmit.submission.history.entries import History
from afsubmit.submission.sending import disk_checks, gathered_files, gathered_folder
from tests.core.submission.sending.conftest import below, left, sent


def test_everything_is_copied_once_and_the_snapshot_reads_the_copies(
    gathering_plan, paths_host, server, show, scene_file
):
    before = show.content()
    plan = gathering_plan()
    submission = sent(plan, paths_host, server)
    submission.run()
    (job,) = plan.jobs
    folder = job.gathered.folder
    assert os.path.dirname(folder) == os.path.dirname(job.snapshot)
    names = {"a/wood.png", "b/wood.png", "b/été 1.png", "c/plate.0001.exr", "c/plate.0002.exr", "d/x.vdb"}
    assert below(folder) == {*names, "d/deep/y.vdb", "e/lib.small", "e/a.txt", deletefiles.LISTING}
    for name in names:
        assert Path(folder, name).read_bytes() == before[str(show.root / name)]
    names = ("a/wood.png", "c/plate.####.exr", "d", "e/lib.small")
    within = [os.path.join(os.path.basename(folder), *name.split("/")) for name in names]
    assert Path(job.snapshot).read_text("utf-8").splitlines() == [*within, show.away, "/usr/own.png"]
    assert Path(folder, "e/lib.small").read_text("utf-8").splitlines() == ["a.txt", os.path.join("..", "a", "wood.png")]
    assert show.content() == before
    assert any("1 file, such as" in note and show.away in note for note in submission.notes)


def test_off_or_of_an_application_that_cannot_nothing_of_it_is_there(gathering_plan):
    plain = gathering_plan({"gather": False})
    assert plain.jobs[0].gathered is None and "_assets" not in plain.jobs[0].document["command_post"]
    other = gathering_plan(can_gather=False)
    assert other.jobs[0].gathered is None and other.jobs[0].document == plain.jobs[0].document


def test_without_a_snapshot_gathering_is_an_error(gathering_plan):
    plan = gathering_plan({"snapshot": False})
    assert not plan.is_sendable
    assert [problem.where for problem in plan.problems if problem.level == "error"] == ["gather"]


def test_what_stays_is_told_by_its_reason_and_is_not_copied(gathering_plan, paths_host, server, show):
    reason = "Blender alone can change its path."
    plan = gathering_plan(ungathered={"plate": reason, "cache": reason, "library": "It is packed."})
    told = [problem.message for problem in plan.problems if problem.where == "gather"]
    assert told == [f"Not gathered: plate, cache. {reason}", "Not gathered: library. It is packed."]
    sent(plan, paths_host, server).run()
    assert below(plan.jobs[0].gathered.folder) == {
        "a/wood.png", "b/wood.png", "b/été 1.png", deletefiles.LISTING,
    }  # fmt: skip
    lines = Path(plan.jobs[0].snapshot).read_text("utf-8").splitlines()
    assert show.pattern in lines and show.library in lines


def test_count_and_size_are_told_before_and_too_much_is_refused(gathering_plan, monkeypatch, show):
    (info,) = [one for one in disk_checks.disk_problems(gathering_plan()) if one.where == "gather"]
    assert info.level == "info" and "9 files, 0 MB" in info.message
    monkeypatch.setattr(gathered_files.shutil, "disk_usage", lambda path: Room())
    _, error = [one for one in disk_checks.disk_problems(gathering_plan()) if one.where == "gather"]
    assert error.level == "error" and "has room for 0 MB" in error.message


class Room:
    """A disk that is nearly full."""

    free = 3


def test_no_room_is_found_before_anything_is_copied(gathering_plan, paths_host, server, scene_file, monkeypatch):
    monkeypatch.setattr(gathered_files.shutil, "disk_usage", lambda path: Room())
    with pytest.raises(SceneError, match="has room for"):
        sent(gathering_plan(), paths_host, server).run()
    assert left(scene_file) == set() and server.live == {}


def fails_at(monkeypatch, number, error):
    """Let the copy of that file, counted from 0, write a part and fail."""
    seen = []
    copied = gathered_files._copied

    def failing(source, target):
        seen.append(source)
        if len(seen) == 2 * number + 1:
            os.write(target, b"ha")
            raise error
        return copied(source, target)

    monkeypatch.setattr(gathered_files, "_copied", failing)


@pytest.mark.parametrize("number", range(9))
@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), SceneError, id="disk full"),
        pytest.param(KeyboardInterrupt(), KeyboardInterrupt, id="interrupt"),
    ],
)
def test_failure_at_any_file_leaves_nothing(
    gathering_plan, paths_host, server, scene_file, show, monkeypatch, tmp_path_factory, number, error, wanted
):
    before, history = show.content(), History(str(tmp_path_factory.mktemp("state") / "history.db"))
    fails_at(monkeypatch, number, error)
    submission = sent(gathering_plan(), paths_host, server, history)
    with pytest.raises(wanted):
        submission.run()
    assert left(scene_file) == set() and server.live == {} and submission.undone == []
    assert show.content() == before and history.entries() == []


@pytest.mark.parametrize("name", ["look", "copy", "listing", "repoint"])
def test_failure_between_the_files_leaves_nothing(
    gathering_plan, paths_host, server, scene_file, show, monkeypatch, name
):
    before = show.content()

    def fail(*_words):
        raise SceneError("it failed")

    if name == "repoint":
        paths_host.repoint = fail
    elif name == "listing":
        monkeypatch.setattr(gathered_folder.GatheredFolder, "_list", fail)
    else:
        monkeypatch.setattr(gathered_folder, name, fail)
    with pytest.raises(SceneError, match="it failed"):
        sent(gathering_plan(), paths_host, server).run()
    assert left(scene_file) == set() and show.content() == before


def test_refusal_by_the_server_takes_the_folder_away(gathering_plan, paths_host, server, scene_file):
    server.replies = [ServerRefusedError("farm:51000", "Invalid job.")]
    with pytest.raises(ServerRefusedError):
        sent(gathering_plan(), paths_host, server).run()
    assert left(scene_file) == set()


def test_cancel_in_the_middle_takes_everything_back(gathering_plan, paths_host, server, scene_file, monkeypatch):
    submission = sent(gathering_plan(), paths_host, server)
    copied, lines = gathered_files._copied, []

    def slow(source, target):
        lines.append(submission.progress)
        if len(lines) == 6:
            submission.cancel()
        return copied(source, target)

    monkeypatch.setattr(gathered_files, "_copied", slow)
    with pytest.raises(CancelledError):
        submission.run()
    assert left(scene_file) == set()
    assert lines[0] == "0 of 9 files, 0 MB of 0 MB" and lines[2].startswith("1 of 9 files")
    assert submission.progress == ""


def test_copying_runs_off_the_main_thread(gathering_plan, paths_host, server):
    steps = [(step.label, step.is_on_main) for step in sent(gathering_plan(), paths_host, server).steps()]
    assert ("Gathering files", False) in steps
    assert steps.index(("Gathering files", False)) > steps.index(("Saving the snapshot", True))


def test_file_that_is_written_to_meanwhile_is_copied_again_or_refused(tmp_path, monkeypatch):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"first")
    copied, changes = gathered_files._copied, [b"second, longer"]

    def changing(one, other):
        if changes:
            source.write_bytes(changes.pop())
        return copied(one, other)

    monkeypatch.setattr(gathered_files, "_copied", changing)
    gathered_files.copy(str(source), str(target), lambda size: None)
    assert target.read_bytes() == b"second, longer"
    target.unlink()
    changes += [b"x" * number for number in range(5)]
    with pytest.raises(SceneError, match="is being written to"):
        gathered_files.copy(str(source), str(target), lambda size: None)


def test_file_that_goes_before_its_copy_is_told_and_stops_nothing(
    gathering_plan, paths_host, server, show, monkeypatch
):
    plan = gathering_plan()
    submission = sent(plan, paths_host, server)
    gone, looked = show.files["c/plate.0002.exr"], gathered_folder.look
    monkeypatch.setattr(gathered_folder, "look", lambda gathering: (looked(gathering), os.remove(gone))[0])
    submission.run()
    assert any("2 files" in note for note in submission.notes)
    assert "c/plate.0002.exr" not in below(plan.jobs[0].gathered.folder)


def test_content_of_any_size_is_copied_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(gathered_files, "PORTION", 1000)
    content = os.urandom(4321)
    (tmp_path / "a").write_bytes(content)
    sizes = []
    gathered_files.copy(str(tmp_path / "a"), str(tmp_path / "b"), sizes.append)
    assert (tmp_path / "b").read_bytes() == content and sum(sizes) == 4321 and len(sizes) == 5
    monkeypatch.delattr(gathered_files.os, "copy_file_range", raising=False)
    gathered_files.copy(str(tmp_path / "a"), str(tmp_path / "c"), sizes.append)
    assert (tmp_path / "c").read_bytes() == content


def test_copy_is_a_file_of_its_own(tmp_path):
    (tmp_path / "a").write_bytes(b"as it was")
    gathered_files.copy(str(tmp_path / "a"), str(tmp_path / "b"), lambda size: None)
    with open(tmp_path / "a", "r+b") as file:  # in place, as some programs save
        file.write(b"XX")
    assert (tmp_path / "b").read_bytes() == b"as it was"
