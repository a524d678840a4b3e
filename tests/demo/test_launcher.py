"""The launcher over the bpy wheel: what it does without Blender, and with one that it renders as Blender does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.blender_launcher import frames_of, write_wrapper


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        pytest.param("7", [7], id="one frame"),
        pytest.param("1,3,5..7", [1, 3, 5, 6, 7], id="frames and a range"),
        pytest.param("+2", [12], id="a plus counts from the scene's start"),
        pytest.param("-5", [15], id="a minus counts from the scene's end"),
        pytest.param("3..1", [], id="reversed: nothing"),
        pytest.param("1.5", [], id="no whole number: nothing"),
        pytest.param("", [], id="empty: nothing"),
    ],
)
def test_frames_are_what_blender_renders(text: str, frames: list[int]) -> None:
    assert frames_of(text, 10, 20) == frames


def test_wrapper_passes_words_on_as_they_are_when_they_hold_blanks_and_quotes(tmp_path: Path) -> None:
    """The wrapper's interpreter has no bpy here: the launcher says so and ends with 1, and never hangs."""
    wrapper = write_wrapper(tmp_path / "a folder", sys.executable)
    done = subprocess.run([str(wrapper), "-b", "it's a scene.blend"], capture_output=True, text=True, timeout=60)
    assert wrapper.name.startswith("blender")
    assert done.returncode == 1
    assert "bpy" in done.stderr


@pytest.mark.blender
def test_arguments_are_carried_out_in_their_order(tmp_path: Path) -> None:
    """An output after -a comes too late for it, as in Blender."""
    blender = os.environ["AFSUBMIT_TEST_BLENDER"]
    scene = tmp_path / "scene.blend"
    build = (
        "import bpy; bpy.ops.wm.read_homefile(use_factory_startup=True); s = bpy.context.scene; "
        "s.render.engine = 'CYCLES'; s.cycles.samples = 1; s.cycles.use_denoising = False; "
        "s.render.resolution_x = s.render.resolution_y = 16; "
        f"bpy.ops.wm.save_as_mainfile(filepath={str(scene)!r})"
    )
    run = [blender, "-b", "--factory-startup"]
    subprocess.run([*run, "--python-exit-code", "3", "--python-expr", build], check=True, timeout=120)
    early, late = tmp_path / "early" / "a_####", tmp_path / "late" / "a_####"
    words = ["-o", str(early), "-s", "2", "-e", "6", "-j", "2", "-a", "-o", str(late)]
    subprocess.run([*run, str(scene), *words], check=True, timeout=120)
    assert sorted(path.name for path in early.parent.iterdir()) == ["a_0002.png", "a_0004.png", "a_0006.png"]
    assert not late.parent.exists()


@pytest.mark.blender
@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["--python-expr", "raise ValueError(1)"], 0, id="a Python error"),
        pytest.param(
            ["--python-exit-code", "7", "--python-expr", "raise ValueError(1)"], 7, id="asked for a code first"
        ),
        pytest.param(["--python-expr", "raise SystemExit(3)"], 3, id="a script that exits"),
        pytest.param(["no-such-file.blend", "-a"], 1, id="no such file"),
    ],
)
def test_exit_code_is_blenders(tmp_path: Path, words: list[str], code: int) -> None:
    blender = os.environ["AFSUBMIT_TEST_BLENDER"]
    done = subprocess.run([blender, "-b", "--factory-startup", *words], cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode == code
