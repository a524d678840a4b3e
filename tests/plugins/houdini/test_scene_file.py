"""A scene without Houdini: from the file to a job with its copy, as `afsubmit submit shot.hip` does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from af_houdini._scene_file import open_scene
from af_houdini.plan import HoudiniPlan

from afsubmit.errors import SceneError
from afsubmit.submission.settings import scene_text
from afsubmit.submission.settings.values import Settings
from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from tests.fakes import hip_file
from tests.fakes.farm_server import FarmServer
from tests.fakes.hou_scene import MadeNode, MadeScene, rop

PROJECT = Path(__file__).resolve().parents[3]
SCENE = MadeScene(
    [
        rop("/out/cache", "geometry", trange="normal", f=(1001, 1010, 1), sopoutput="$HIP/geo/$OS.$F4.bgeo.sc"),
        rop(
            "/out/beauty", "ifd", "cache", trange="normal", f=(1001, 1010, 1), vm_picture="$HIP/r/$HIPNAME.$OS.$F4.exr"
        ),
    ],
    variables={"JOB": "/shows/one"},
)


@pytest.fixture
def farm(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarmServer]:
    with FarmServer() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


@pytest.mark.parametrize("ending", [".hip", ".hiplc", ".hipnc"])
def test_a_scene_is_sent_with_a_copy_of_its_very_bytes(
    farm: FarmServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setenv("CGRU_PATHSMAP", f'[["{tmp_path.as_posix()}", "/farm/show"]]')
    path = hip_file.written(tmp_path / f"shot{ending}", SCENE, between=b"\0\xffgeometry" * 999)
    before = path.read_bytes(), path.stat()
    request = SubmissionRequest(open_scene(str(path)), HoudiniPlan(), {"snapshot_folder": str(tmp_path / "copies")})
    work = Background(SubmissionAttempt(request))
    assert work.finish(), work.outcome().text
    (job,) = farm.jobs.values()
    cache, beauty = job["blocks"]
    assert cache["files"] == ["/farm/show/geo/cache.@####@.bgeo.sc"]
    assert beauty["files"] == ["/farm/show/r/shot.beauty.@####@.exr"]
    assert (beauty["frame_first"], beauty["frame_last"]) == (1001, 1010)
    (copy,) = (tmp_path / "copies").glob(f"*{ending}")
    assert copy.suffix == ending
    assert copy.read_bytes() == path.read_bytes() == before[0]
    assert path.stat().st_mtime_ns == before[1].st_mtime_ns
    assert f"hip=/farm/show/shot{ending}" in beauty["command"]
    assert f"scene=/farm/show/copies/{copy.name}" in beauty["command"]


def test_the_settings_kept_in_the_file_count_and_the_file_is_not_written(tmp_path: Path) -> None:
    kept = {"priority": 77, "rop_types": {"studio_render": "out_file"}}
    made = MadeScene(
        [rop("/out/s", "studio_render", trange="normal", f=(1, 2, 1), out_file="/p/s.$F4.exr")],
        user_data={"___Version___": "20.5.278", scene_text.NAME: scene_text.encode(kept)},
    )
    path = hip_file.written(tmp_path / "shot.hip", made)
    host = open_scene(str(path))
    assert host.load_settings() == kept
    assert [output.files for output in host.outputs()] == [("/p/s.@####@.exr",)]
    data = path.read_bytes()
    host.store_settings({"priority": 5})
    assert path.read_bytes() == data


def test_a_studio_s_own_types_are_listed_as_soon_as_they_are_named(tmp_path: Path) -> None:
    made = MadeScene([rop("/out/s", "ns::studio_render::2.0", trange="normal", f=(1, 2, 1), out_file="/p/s.$F4.exr")])
    host = open_scene(str(hip_file.written(tmp_path / "shot.hip", made)))
    (before,) = host.outputs()
    assert not before.files
    settings = Settings({"rop_types": {"studio_render": "out_file"}})
    host.take_settings(settings)
    (after,) = host.outputs()
    assert after.files == ("/p/s.@####@.exr",)


def test_the_scene_says_whose_it_is(tmp_path: Path) -> None:
    made = MadeScene([rop("/out/m", "ifd", vm_picture="/p/m.$F4.exr")], first=5, last=9, fps=25, version="19.5.368")
    state = open_scene(str(hip_file.written(tmp_path / "my shot.hiplc", made))).scene()
    assert (state.host, state.host_version, state.name, state.fps) == ("houdini", "19.5.368", "my shot", 25)
    assert list(state.frames) == [5, 6, 7, 8, 9]
    assert state.is_modified is False


def test_from_the_terminal_a_scene_is_shown_as_the_jobs_it_would_become(tmp_path: Path) -> None:
    path = hip_file.written(tmp_path / "shot.hip", SCENE)
    words = [sys.executable, "-m", "afsubmit", "submit", str(path), "--dry-run", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "core"), "AFSUBMIT_HOME": str(tmp_path / "state")}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    (job,) = said["jobs"]
    blocks = job["document"]["blocks"] if "document" in job else job["blocks"]
    assert [block["name"] for block in blocks] == ["/out/cache", "/out/beauty"]
    assert [path.name for path in tmp_path.iterdir() if path.name != "state"] == ["shot.hip"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("a.hip", b"", "is empty", id="an empty file"),
        pytest.param("a.hip", b"\x7fELF\0\0\0binary", "no scene of Houdini", id="another file"),
        pytest.param("a.hip", b"opcf /out\nopadd ifd mantra1\n", "text mode", id="text"),
        pytest.param(
            "a.hipnc", hip_file.content(SCENE, "/a.hipnc", ".hipnc")[:-60], "before its own end", id="cut short"
        ),
        pytest.param("a.hip", hip_file.content(SCENE, "/a.hip")[:2500], "cut short", id="cut short in a member"),
        pytest.param("a.hip", None, "cannot be read", id="not there"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SceneError, match=words) as caught:
        open_scene(str(path))
    assert name in str(caught.value)


SAID = {
    "no ROPs": (MadeScene([rop("/obj/g", "geo")]), "outputs", "no ROP"),
    "all bypassed": (MadeScene([MadeNode("/out/a", "ifd", is_bypassed=True)]), "outputs", "bypassed"),
    "no file": (MadeScene([rop("/out/a", "ifd", vm_picture="")]), "/out/a", "names no file"),
    "a window": (MadeScene([rop("/out/a", "ifd", vm_picture="ip")]), "outputs", "window"),
    "no parameter": (MadeScene([rop("/out/a", "channel", trange="off", f=(1, 1, 1))]), "/out/a", "no parameter"),
    "one file for all frames": (
        MadeScene([rop("/out/a", "ifd", vm_picture="/p/a.exr", trange="normal", f=(1, 9, 1))]), "/out/a", "one file"),
    "fractions": (MadeScene([rop("/out/a", "ifd", vm_picture="/p/$F4.exr", trange="normal", f=(1.5, 9, 1))]),
                  "/out/a", "whole frames"),
    "no increment": (MadeScene([rop("/out/a", "ifd", vm_picture="/p/$F4.exr", trange="normal", f=(1, 9, 0))]),
                     "/out/a", "above zero"),
    "reversed": (MadeScene([rop("/out/a", "ifd", vm_picture="/p/$F4.exr", trange="normal", f=(9, 1, 1))]),
                 "/out/a", "ends before"),
    "millions": (MadeScene([rop("/out/a", "ifd", vm_picture="/p/$F4.exr", trange="normal", f=(1, 1e7, 1))]),
                 "/out/a", "more than"),
    "a sign is left": (MadeScene([rop("/out/a", "ifd", vm_picture="$NOBODY_SET_THIS/$F4.exr")]), "/out/a", "variable"),
    "an expression that only Houdini knows": (
        MadeScene([rop("/out/a", "ifd", vm_picture="/p/`rand($F)`.exr")]), "/out/a", "rand($F)"),
    "Python": (MadeScene([MadeNode("/out/a", "ifd", {"vm_picture": "/p/$F4.exr", "trange": "normal", "f": (1, 2, 1)},
                                   {"f1": "python:int(hou.frame())"})]), "/out/a", "Python"),
    "a broken expression": (MadeScene([MadeNode("/out/a", "ifd", {"trange": "normal", "vm_picture": "/p/$F4.exr",
                                                                  "f": (1, 2, 1)}, {"f2": "ch('../gone/f2')"})]),
                            "/out/a", "gone"),
    "an unknown type": (MadeScene([rop("/out/a", "nobody::render", trange="off", f=(1, 1, 1))]), "/out/a", "unknown"),
    "a ring of fetches": (MadeScene([rop("/out/a", "fetch", source="/out/b"), rop("/out/b", "fetch", source="/out/a"),
                                     rop("/out/m", "ifd", "a", vm_picture="/p/$F4.exr")]), "", "/out/b"),
    "a fetch of what is gone": (MadeScene([rop("/out/a", "fetch", source="/out/gone"),
                                           rop("/out/m", "ifd", "a", vm_picture="/p/$F4.exr")]), "", "/out/gone"),
    "an apprentice's": (MadeScene([rop("/out/a", "ifd", vm_picture="/p/$F4.exr")]), "scene", "Apprentice"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "where", "words"), [pytest.param(*case, id=name) for name, case in SAID.items()])
def test_what_is_wrong_is_a_problem_with_a_place(tmp_path: Path, made: MadeScene, where: str, words: str) -> None:
    host = open_scene(str(hip_file.written(tmp_path / "shot.hipnc", made)))
    told = [*host.scene().problems, *(problem for output in host.outputs() for problem in output.problems)]
    fitting = [one for one in told if words in one.message and (not where or one.where == where)]
    assert fitting, told
    assert all(problem.fix for problem in fitting)


@pytest.mark.parametrize("name", ["$SF", "${SF}", "$SF4", "$ST"])
def test_frame_of_a_simulation_only_houdini_knows_and_nobody_says_that_it_is_not_set(tmp_path: Path, name: str) -> None:
    node = rop("/out/d", "dop", trange="normal", f=(1, 10, 1), dopoutput=f"/s/$OS.{name}.sim")
    path = hip_file.written(tmp_path / "a.hip", MadeScene([node]))
    (output,) = open_scene(str(path)).outputs()
    assert (str(output.frames), output.files, output.is_whole) == ("1-10", (), True)
    told = [(problem.level, problem.message) for problem in output.problems if problem.level != "info"]
    assert [level for level, _ in told] == ["warning"] and "only Houdini knows $S" in told[0][1]
