"""Blender with a window, on a virtual screen, driven by real clicks and keys."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

GUI = Path(__file__).parent / "gui"
IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
SCREEN = "-screen 0 1280x800x24"
TIMEOUT_SECONDS = 170


def play(rig, name: str, folder: Path, environment: dict[str, str] | None = None) -> dict:
    """What a play noted down."""
    missing = [program for program in ("xvfb-run", "xdotool", "import") if not shutil.which(program)]
    if rig.is_module or missing:
        pytest.skip(f"not run: {'the module has no window' if rig.is_module else ', '.join(missing) + ' missing'}")
    result = folder / "result.json"
    words = ["--factory-startup", "--window-geometry", "0", "0", "1280", "800", "--python", str(GUI / "drive.py"), "--"]
    done = subprocess.run(
        [
            "xvfb-run",
            "-a",
            "-s",
            SCREEN,
            rig.blender,
            *words,
            str(GUI / name),
            str(result),
            str(rig.archive),
            str(folder),
        ],
        env={**rig.environment(environment), "LIBGL_ALWAYS_SOFTWARE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=TIMEOUT_SECONDS,
    )
    assert result.exists(), done.stdout[-4000:]
    notes = json.loads(result.read_text("utf-8"))
    assert not notes.pop("error"), f"{notes}\n{done.stdout[-4000:]}"
    assert "Traceback" not in done.stdout, done.stdout[-4000:]
    return notes


@pytest.fixture(scope="module")
def submitting(rig, servers, tmp_path_factory) -> dict:
    """The notes of play_submit.py."""
    folder = tmp_path_factory.mktemp("window")
    addresses = json.dumps({mood: server.address for mood, server in servers.items()})
    return play(rig, "play_submit.py", folder, {"AFSUBMIT_TEST_SERVERS": addresses})


@pytest.mark.blender
@pytest.mark.parametrize("case", ["clean", "unsaved"])
def test_submit_in_a_window_leaves_session_and_mark_as_they_were_seconds_later(submitting, case: str) -> None:
    before, after = submitting["well"][case]
    assert after == before
    assert ("*" in before[0]) is (case == "unsaved"), "the star in the title of the window"


@pytest.mark.blender
def test_submit_in_a_window_when_the_server_is_well_adds_nothing_to_undo_and_no_file_but_the_copy(submitting) -> None:
    notes = submitting["well"]
    assert "took the job lantern" in notes["outcome"]
    assert notes["cube_after_one_undo"] == 5.0, "one undo takes back the artist's last step, none of ours"
    assert notes["cube_after_redo"] == 6.0
    assert [name for name in notes["files"] if ".af-" in name and name.endswith("1")] == []


@pytest.mark.blender
def test_quitting_after_a_submission_asks_for_the_unsaved_changes(submitting) -> None:
    assert submitting["asked"]


@pytest.mark.blender
def test_silent_server_when_waiting_leaves_blender_free_refuses_a_second_click_and_escape_cancels(submitting) -> None:
    notes = submitting["silent"]
    assert notes["ticks_in_a_second"] >= 4
    assert "under way" in notes["refusal"]
    assert notes["seconds_to_cancel"] < 3
    assert "Cancelled" in notes["outcome"]
    assert notes["left_over"] == []


@pytest.mark.blender
def test_another_file_when_opened_meanwhile_cancels_and_leaves_nothing(submitting) -> None:
    notes = submitting["another_file"]
    assert "Cancelled" in notes["outcome"]
    assert notes["left_over"] == []


@pytest.fixture(scope="module")
def watching(rig, tmp_path_factory) -> dict:
    """The notes of play_jobs.py."""
    folder = tmp_path_factory.mktemp("jobs")
    program = folder / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor word; do last=$title; title=$word; done\necho "$last" >> "$0.told"\n', "utf-8")
    program.chmod(0o700)
    path = os.pathsep.join((str(program.parent), os.environ["PATH"]))
    notes = play(rig, "play_jobs.py", folder, {"AFSUBMIT_HOME": str(folder / "state"), "PATH": path})
    return {**notes, "told": Path(f"{program}.told").read_text("utf-8").splitlines()}


@pytest.mark.blender
def test_jobs_in_the_panel_are_started_fail_and_say_which_task_it_was(watching) -> None:
    assert watching["paused"] == {"good": "paused", "bad": "paused"}
    assert watching["ended"] == {"good": "done", "bad": "failed"}
    assert watching["errors"] == ["frame 1", "frame 2", "frame 3", "frame 4"]


@pytest.mark.blender
def test_jobs_that_end_are_told_on_the_desktop_once(watching) -> None:
    assert sorted(watching["told"]) == ["bad has failed", "good is done"]


@pytest.mark.blender
def test_what_is_ordered_is_told_and_cleaning_asks_first(watching) -> None:
    assert "good" in watching["moved"][0] and "to the top" in watching["moved"][0] and watching["moved"][1] == "INFO"
    assert watching["finished"] == ["good"]


@pytest.mark.blender
def test_deleting_a_job_in_the_panel_asks_first(watching) -> None:
    assert watching["after_Escape"] == ["bad", "good"]
    assert watching["after_Return"] == ["bad"]


@pytest.mark.blender
def test_farm_that_is_killed_is_said_plainly_and_blender_stays_free(watching) -> None:
    assert watching["killed"]["sentence"] != ""
    assert watching["killed"]["rows"] == 0
    assert watching["killed"]["ticks"] >= 4
    assert watching["watched_when_hidden"] is False


@pytest.fixture(scope="module")
def saving(rig, servers, tmp_path_factory) -> dict:
    """The notes of play_save.py."""
    folder = tmp_path_factory.mktemp("saves")
    environment = {"AFSUBMIT_HOME": str(folder / "state"), "AFSUBMIT_SERVER": servers["well"].address}
    return play(rig, "play_save.py", folder, environment)


@pytest.mark.blender
def test_saving_where_submit_on_save_is_on_sends_the_scene_each_time_and_never_for_its_own_copy(saving) -> None:
    assert len(saving["said"]) == 2
    assert all("took the job lantern" in text for text in saving["said"])
    assert saving["recursed"] is False
    assert saving["snapshots"] == 3, "two saves, and one with an edit behind it"


@pytest.mark.blender
def test_edit_between_a_save_and_its_submission_is_told_and_stays_unsaved(saving) -> None:
    text, is_dirty, title = saving["edited"]
    assert "took the job lantern" in text and "was changed after it was saved" in text
    assert is_dirty and "*" in title
    assert "was changed after" not in "".join(saving["said"])


@pytest.mark.blender
def test_saving_a_copy_or_where_submit_on_save_is_off_sends_nothing(saving) -> None:
    assert (saving["without"], saving["after_a_copy"], saving["switched_off"]) == ("", "", "")


@pytest.fixture(scope="module")
def typing(rig, servers, tmp_path_factory) -> dict:
    """The notes of play_dialog.py."""
    folder = tmp_path_factory.mktemp("dialog")
    environment = {"AFSUBMIT_STUDIO": str(folder / "studio"), "AFSUBMIT_SERVER": servers["well"].address}
    (folder / "studio").mkdir()
    return play(rig, "play_dialog.py", folder, environment)


@pytest.mark.blender
def test_nonsense_in_the_dialog_is_said_at_once_never_sent_and_not_lost(typing) -> None:
    nonsense, mended, reversed_, own = typing["said"]
    assert "nonsense" in nonsense[0]
    assert mended == ["", 0, 5]
    assert "10-1" in reversed_[0]
    assert own == ["", 0, 9], "frames of one output alone win over those of all"
    assert typing["sent"] == ""
    assert typing["kept"] == ["1-5", "a few", "no map"], "the next dialog has what was typed"
    assert typing["no map"].startswith("output_frames is")


@pytest.mark.blender
def test_slow_hook_before_the_dialog_leaves_blender_free_and_then_sets_it(typing) -> None:
    assert typing["slow"]["ticks"] >= 8
    assert typing["slow"]["priority"] == 42


@pytest.mark.blender
def test_check_of_the_installation_ends_with_the_preferences_and_with_blender_and_leaves_nothing(rig, tmp_path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    notes = play(rig, "play_check.py", tmp_path, {"TMPDIR": str(temporary)})
    assert notes["closed"] == [True, "", True], "stopped without a complaint, while the other Blender was at work"
    assert notes["quit"]
    assert _left_in(temporary) == ([], []), "processes that go on, and folders"


def _left_in(folder: Path) -> tuple[list[str], list[str]]:
    """The processes that were started with this folder for temporary files, and what of a check lies in it.

    What is about to end may take its time.
    """
    for _ in range(600):
        left = _processes_of(folder), [path.name for path in folder.glob("afsubmit-selftest-*")]
        if left == ([], []):
            break
        time.sleep(0.1)
    return left


def _processes_of(folder: Path) -> list[str]:
    found, sought = [], f"TMPDIR={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if sought in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return found


@pytest.fixture(scope="module")
def keeping(rig, servers, tmp_path_factory) -> dict:
    """The notes of play_setups.py."""
    folder = tmp_path_factory.mktemp("setups")
    environment = {"AFSUBMIT_HOME": str(folder / "state"), "AFSUBMIT_SERVER": servers["well"].address}
    return play(rig, "play_setups.py", folder, environment)


@pytest.mark.blender
def test_set_ups_are_kept_from_the_dialog_and_of_what_was_typed_and_not_sent(keeping) -> None:
    assert keeping["standing"] == ["1-5", ["Lantern"]]
    assert keeping["kept"] == {name: {"frames": "1-5", "priority": 33} for name in ("review", "typed and not sent")}


@pytest.mark.blender
def test_window_of_all_set_ups_sends_nothing_while_one_is_wrong_and_then_each(keeping) -> None:
    names, told = keeping["wrong"]
    assert names == ["review", "typed and not sent", "zz wrong"] and told[2].startswith("Cannot be sent: ")
    assert keeping["sent_wrong"] == ""
    assert keeping["right"][0] == ["review", "typed and not sent"]
    assert "2 jobs with 10 tasks" in keeping["sent"] and "review is " in keeping["sent"]


@pytest.mark.blender
def test_job_sent_again_with_changes_fills_the_dialog_with_what_it_was_sent_with(keeping) -> None:
    frames, priority, outputs, notes = keeping["again"]
    assert (frames, priority, outputs) == ("1-5", 33, ["Lantern"]) and notes[0].endswith(" was sent.")


@pytest.mark.screenshots
def test_pictures_for_the_documentation(rig, tmp_path) -> None:
    """Taken anew into docs/images; look at them before they are committed."""
    folder = Path(os.environ.get("AFSUBMIT_TEST_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    play(rig, "play_pictures.py", folder)
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in ("menu", "dialog", "panel", "jobs"):
        words = ["-strip", "+dither", "-colors", "255", "-define", "png:compression-level=9"]
        target = IMAGES / f"blender-{name}.png"
        subprocess.run(["convert", str(folder / f"{name}.png"), *words, str(target)], check=True, timeout=60)
        assert target.stat().st_size > 5000


@pytest.mark.screenshots
def test_moving_picture_for_the_documentation(rig, tmp_path) -> None:
    """Taken anew into docs/images/submission.gif; look at it before it is committed."""
    folder = Path(os.environ.get("AFSUBMIT_TEST_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    notes = play(rig, "play_film.py", folder, {"AFSUBMIT_HOME": str(folder / "state")})
    film = [f"file '{folder / name}'\nduration {seconds}\n" for name, seconds in notes["film"]]
    (folder / "film.txt").write_text("".join(film), "utf-8")
    colours = "split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=none:diff_mode=rectangle"
    look = f"scale=960:-1:flags=lanczos,{colours}"
    words = ["-y", "-v", "error", "-f", "concat", "-safe", "0", "-i", str(folder / "film.txt"), "-vf", f"fps=10,{look}"]
    subprocess.run(["ffmpeg", *words, str(IMAGES / "submission.gif")], check=True, timeout=120)
    assert 10 < sum(seconds for _, seconds in notes["film"]) < 40
