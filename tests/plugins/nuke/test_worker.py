"""The worker inside Nuke: what it renders, what it says, and that nobody ever sees half a file."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.fakes.nuke import Habits

SCRIPT = """\
Root {
 first_frame 1
 last_frame 10
 views "left #ff0000
right #00ff00"
}
Write {
 file "FOLDER/%V/a b.%04d.exr"
 name Write1
}
Write {
 file "FOLDER/both.####.exr"
 file_type exr
 name Both
}
Write {
 file "FOLDER/review.mov"
 views left
 name Movie
}
"""


@pytest.fixture
def work(open_script, tmp_path, monkeypatch):
    """Runs the worker with words, on a script that it has to open itself."""

    def run(*words: str, script: str = "", habits: Habits | None = None, fails_at: int | None = None, **constants):
        path = tmp_path / "snap shot.nk"
        path.write_text((script or SCRIPT).replace("FOLDER", tmp_path.as_posix()), "utf-8")
        session = open_script("Root {\n}\n", "", habits)
        session.fake.fails_at = fails_at
        monkeypatch.delitem(sys.modules, "af_nuke._worker", raising=False)
        worker = importlib.import_module("af_nuke._worker")
        for name, value in {"nuke": session.fake.module, **constants}.items():
            monkeypatch.setattr(worker, name, value)
        return worker.main([*words, f"script={path}"]), session.fake

    return run


def files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix in (".exr", ".mov")
    )


@pytest.mark.parametrize(
    "habits", [Habits(), Habits(puts_frames_in=False)], ids=["frames put in", "technical notation"]
)
@pytest.mark.parametrize("local", ["0", "1"], ids=["straight", "through a local file"])
def test_exactly_the_frames_and_views_are_written(work, tmp_path, local: str, habits: Habits, capsys) -> None:
    code, _ = work("node=Write1", "frames=-5..-1x2,7", f"local={local}", habits=habits)
    assert code == 0
    frames = ("-001", "-003", "-005", "0007")
    assert files(tmp_path) == sorted(f"{view}/a b.{frame}.exr" for view in ("left", "right") for frame in frames)
    assert "Frame 7 (4 of 4)" in capsys.readouterr().out


def test_views_that_share_a_file_are_rendered_into_it_together(work, tmp_path) -> None:
    code, fake = work("node=Both", "frames=3", "local=1")
    assert code == 0
    assert files(tmp_path) == ["both.0003.exr"]
    assert fake.executed == [("Both", 3, 3, 1, ["left", "right"])]


def test_movie_is_rendered_in_one_go(work, tmp_path) -> None:
    code, fake = work("node=Movie", "frames=1..10", "views=left", "whole=1", "local=1")
    assert code == 0
    assert files(tmp_path) == ["review.mov"]
    assert fake.executed == [("Movie", 1, 10, 1, ["left"])]


def test_failed_frame_ends_the_task_and_leaves_no_part(work, tmp_path, capsys) -> None:
    code, _ = work("node=Write1", "views=left", "frames=1..5", "local=1", fails_at=3)
    assert code == 1
    assert files(tmp_path) == ["left/a b.0001.exr", "left/a b.0002.exr"]
    assert not list(tmp_path.rglob("*.part"))
    assert "Node execution error" in capsys.readouterr().out, "the farm's parser knows these words"


def test_task_that_goes_on_renders_the_rest_and_fails_all_the_same(work, tmp_path, capsys) -> None:
    code, _ = work("node=Write1", "views=left", "frames=1..4", "continue=1", fails_at=2)
    assert code == 1
    assert files(tmp_path) == [f"left/a b.000{frame}.exr" for frame in (1, 3, 4)]
    assert "These frames failed: 2" in capsys.readouterr().out


def test_old_file_stays_whole_until_the_new_one_is(work, tmp_path) -> None:
    (tmp_path / "left").mkdir()
    old = tmp_path / "left" / "a b.0003.exr"
    old.write_bytes(b"yesterday")
    code, _ = work("node=Write1", "views=left", "frames=3", "local=1", fails_at=3)
    assert code == 1
    assert old.read_bytes() == b"yesterday"


def test_whole_file_comes_into_place_in_one_step(work, tmp_path, monkeypatch) -> None:
    (tmp_path / "left").mkdir()
    final = tmp_path / "left" / "a b.0003.exr"
    final.write_bytes(b"yesterday")
    seen = []
    real = shutil.copyfile

    def slow(source: str, target: str) -> None:
        assert Path(target) != final, "it would be seen half written"
        real(source, target)
        seen.append(final.read_bytes())

    monkeypatch.setattr(shutil, "copyfile", slow)
    code, _ = work("node=Write1", "views=left", "frames=3", "local=1")
    assert (code, seen, final.read_bytes()) == (0, [b"yesterday"], b"pixels")


@pytest.mark.parametrize(
    ("is_windows", "refused", "code"),
    [
        pytest.param(True, 2, 0, id="for a moment"),
        pytest.param(True, 99, 1, id="always"),
        pytest.param(False, 1, 1, id="elsewhere it is no matter of time"),
    ],
)
def test_file_that_somebody_looks_at_is_replaced_when_windows_lets_it(
    work, tmp_path, monkeypatch, is_windows: bool, refused: int, code: int
) -> None:
    real, tries = os.replace, []

    def replace(source: str, target: str) -> None:
        tries.append(target)
        if len(tries) <= refused:
            raise PermissionError(13, "somebody has it open", target)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    words = ("node=Write1", "views=left", "frames=3", "local=1")
    assert work(*words, IS_WINDOWS=is_windows, PAUSES=5, PAUSE_SECONDS=0)[0] == code
    assert files(tmp_path) == ["left/a b.0003.exr"] * (not code)
    assert len(tries) == (min(refused, 5) + 1 if is_windows else 1)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["node=Nobody", "frames=1"], "no node Nobody", id="a node that is not there"),
        pytest.param(["node=Write1", "frames=1..x"], "'1..x' is no frame", id="frames that are none"),
        pytest.param(["node=Write1"], "lacks frames", id="no frames"),
        pytest.param(["node=Write1", "frames=1", "views=middle"], "no view middle", id="a view that is not there"),
    ],
)
def test_nonsense_ends_with_a_sentence_and_one(work, words, sentence, capsys) -> None:
    code, _ = work(*words)
    assert code == 1
    assert sentence in capsys.readouterr().out
