"""`hython -m afsubmit submit`: Houdini itself opens the scene, with the words of every other terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afsubmit.cli.main import main
from tests.fakes.hou import Habits
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeScene, rop


@pytest.fixture
def hython(open_scene, tmp_path):
    """A session of hython with nothing open, and a scene on the disk."""
    nodes = [
        rop("/out/beauty", "ifd", trange="normal", f=(1, 9, 2), vm_picture="$HIP/`chs('name')`.$F4.exr", name="b"),
        rop("/out/cache", "geometry", trange="normal", f=(1, 3, 1), sopoutput="$JOB/c.$F4.bgeo.sc"),
    ]
    path = tmp_path / "shot.hip"
    path.write_bytes(data_of(MadeScene(nodes, variables={"JOB": tmp_path.as_posix()}), str(path), {}))
    return open_scene(path="", habits=Habits(is_gui=False)).fake, str(path)


def planned(*words: str, capsys) -> dict:
    assert main(["submit", *words, "--server", "farm:51000", "--dry-run", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_scene_is_opened_by_houdini_and_read_live(hython, capsys, tmp_path) -> None:
    fake, path = hython
    said = planned(path, capsys=capsys)
    assert fake.path == Path(path).as_posix()
    blocks = {block["name"]: block for job in said["jobs"] for block in job["blocks"]}
    assert set(blocks) == {"/out/beauty", "/out/cache"}
    assert blocks["/out/beauty"]["files"] == [f"{tmp_path.as_posix()}/b.@####@.exr"]
    assert blocks["/out/beauty"]["frames_inc"] == 2


def test_warning_of_the_load_is_told(hython, capsys) -> None:
    fake, path = hython
    fake.load_warning = "Incomplete asset definition: studio::rig::2.0"
    said = planned(path, capsys=capsys)
    assert any("studio::rig::2.0" in problem["message"] for problem in said["problems"])


def test_what_houdini_cannot_open_is_a_sentence(hython, capsys, tmp_path) -> None:
    (tmp_path / "broken.hip").write_bytes(b"nonsense")
    assert main(["submit", str(tmp_path / "broken.hip"), "--server", "farm:51000", "--dry-run"]) == 1
    said = capsys.readouterr()
    assert "broken.hip" in said.err + said.out
    assert "Traceback" not in said.err
