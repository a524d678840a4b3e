"""The worker inside Houdini on the farm: the files it writes, under which names, in how many calls, how it ends."""

from __future__ import annotations

import importlib
import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.local.output import OutputParser
from tests.fakes.hou import FakeHou, Habits
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeNode, MadeScene, rop

PICTURE = "$HIP/render/$HIPNAME.$F4.exr"
NODES = (
    rop("/out/a", "ifd", vm_picture=PICTURE, trange="off"),
    rop("/out/sim", "geometry", sopoutput="$HIP/geo/s.$F.bgeo.sc", initsim="on"),
    rop("/out/abc", "alembic", filename="$HIP/a.abc"),
    rop("/out/before", "ifd", "a", vm_picture="$HIP/b.$F4.exr"),
    rop("/obj/geo1", "geo"),
    rop("/obj/geo1/cache", "filecache::2.0", basename="smoke", basedir="$HIP/geo"),
    rop("/obj/geo1/rop", "rop_geometry", sopoutput="$HIP/geo/r.$F.bgeo.sc"),
    rop("/stage/usd", "usd_rop", lopoutput="$HIP/usd/u.$F4.usd"),
    rop("/out/ifd", "ifd", vm_picture=PICTURE, soho_outputmode="on", soho_diskfile="$HIP/i.$F4.ifd"),
    rop("/out/gl", "opengl", picture="$HIP/gl.$F4.png"),
    rop("/out/job", "ifd", vm_picture="$JOB/j.$F4.exr"),
)


class Farm:
    """A machine of the farm: it has the copy, and knows the artist's name for it from the command line only."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.copy = folder / "copies" / "shot v001.af-jimmy-0badcafe.hip"
        self.hip = folder / "shot v001.hip"
        self.copy.parent.mkdir()
        monkeypatch.delenv("JOB", raising=False)
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)

    def has(self, *nodes: MadeNode, habits: Habits | None = None, **scene: Any) -> FakeHou:
        """Puts the copy there; the session that will open it."""
        made = MadeScene([*nodes], **scene)
        self.copy.write_bytes(data_of(made, str(self.hip), {}))
        habits = habits or Habits(is_gui=False)
        self.fake = FakeHou(MadeScene(), "", habits)
        self.monkeypatch.setitem(sys.modules, "hou", self.fake.module)
        self.monkeypatch.delitem(sys.modules, "af_houdini._worker", raising=False)
        return self.fake

    def words(self, *words: str) -> list[str]:
        return [*words, f"hip={self.hip.as_posix()}", f"scene={self.copy.as_posix()}"]

    def run(self, *words: str) -> int:
        """What the worker ends with."""
        module = importlib.import_module("af_houdini._worker")
        code: int = module.main(self.words(*words))
        return code

    def files(self) -> list[str]:
        there = (path for path in self.folder.rglob("*.*") if path.is_file() and path != self.copy)
        return sorted(path.relative_to(self.folder).as_posix() for path in there)


@pytest.fixture
def farm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Farm:
    return Farm(tmp_path, monkeypatch)


@pytest.mark.parametrize("follows", [True, False], ids=["variables follow the name", "variables stay"])
def test_exactly_the_frames_are_written_under_the_artists_name(farm: Farm, follows: bool) -> None:
    fake = farm.has(*NODES, habits=Habits(is_gui=False, variables_follow_name=follows))
    before = farm.copy.read_bytes()
    assert farm.run("node=/out/a", "frames=-5..-1x2,7,10..12") == 0
    names = ("-005", "-003", "-001", "0007", "0010", "0011", "0012")
    assert farm.files() == sorted(f"render/shot v001.{name}.exr" for name in names)
    assert [call for _, call, _ in fake.rendered] == [(-5, -1, 2), (7, 7, 1), (10, 12, 1)]
    assert farm.copy.read_bytes() == before, "it never saves"


@pytest.mark.parametrize(
    ("node", "files"),
    [
        pytest.param("/out/sim", [f"geo/s.{frame}.bgeo.sc" for frame in range(1, 6)], id="a simulation"),
        pytest.param("/out/abc", ["a.abc"], id="an archive"),
        pytest.param(
            "/obj/geo1/cache",
            [f"geo/smoke/v1/smoke_v1.{frame:04d}.bgeo.sc" for frame in range(1, 6)],
            id="a file cache",
        ),
        pytest.param("/out/ifd", [f"i.{frame:04d}.ifd" for frame in range(1, 6)], id="an export"),
    ],
)
def test_all_frames_of_a_run_are_one_call(farm: Farm, node: str, files: list[str]) -> None:
    fake = farm.has(*NODES)
    assert farm.run(f"node={node}", "frames=1..5") == 0
    assert farm.files() == sorted(files)
    inner = f"{node}/render" if "cache" in node else node
    assert fake.rendered == [(inner, (1, 5, 1), True)]


def test_what_is_before_a_rop_is_not_rendered_with_it(farm: Farm) -> None:
    farm.has(*NODES)
    assert farm.run("node=/out/before", "frames=3") == 0
    assert farm.files() == ["b.0003.exr"]


@pytest.mark.parametrize("renders", [True, False], ids=["render", "Save to Disk"])
def test_rop_of_lops_writes_its_frames(farm: Farm, renders: bool) -> None:
    farm.has(*NODES, habits=Habits(is_gui=False, lops_render=renders))
    assert farm.run("node=/stage/usd", "frames=3..7x2") == 0
    assert farm.files() == ["usd/u.0003.usd", "usd/u.0005.usd", "usd/u.0007.usd"]


@pytest.mark.parametrize("renders", [True, False], ids=["render", "Save to Disk"])
@pytest.mark.parametrize(
    ("node", "name"), [("rop", "geo/r.3.bgeo.sc"), ("cache", "geo/smoke/v1/smoke_v1.0003.bgeo.sc")]
)
def test_rop_of_geometry_writes_its_frames(farm: Farm, node: str, name: str, renders: bool) -> None:
    farm.has(*NODES, habits=Habits(is_gui=False, sops_render=renders))
    assert farm.run(f"node=/obj/geo1/{node}", "frames=3") == 0
    assert farm.files() == [name]


def test_progress_and_pictures_are_told_as_the_farm_reads_them(farm: Farm, capsys: Any) -> None:
    farm.has(*NODES)
    farm.run("node=/out/a", "frames=1..4")
    text = capsys.readouterr().out
    parser = OutputParser(4)
    parser.feed(text)
    assert (parser.percent, parser.frames_done, parser.verdict) == (100, 3, 0)
    assert text.count("@IMAGE@") == 4 and f"@IMAGE@{farm.folder.as_posix()}/render/shot v001.0004.exr\n" in text


def test_renderer_is_told_to_tell_its_progress(farm: Farm) -> None:
    fake = farm.has(*NODES)
    farm.run("node=/out/a", "frames=1")
    node = fake.made.node("/out/a")
    assert node is not None and (node.parms["vm_alfprogress"], node.parms["trange"]) == ("on", "normal")


def test_strict_range_refuses_nothing(farm: Farm) -> None:
    farm.has(rop("/out/a", "ifd", vm_picture=PICTURE, trange="on", f=(1, 10, 1)))
    assert farm.run("node=/out/a", "frames=20") == 0


@pytest.mark.parametrize(("trange", "code"), [("normal", 0), ("on", 1)])
def test_locked_parameter_is_a_warning(farm: Farm, trange: str, code: int, capsys: Any) -> None:
    fake = farm.has(rop("/out/a", "ifd", vm_picture=PICTURE, trange=trange, f=(1, 10, 1)))
    fake.locked_parms.update(("/out/a/trange", "/out/a/vm_alfprogress"))
    assert farm.run("node=/out/a", "frames=20") == code
    assert "WARNING: /out/a/vm_alfprogress cannot be set" in capsys.readouterr().out


def test_take_is_set_before_anything_is_asked(farm: Farm) -> None:
    fake = farm.has(*NODES, takes=["Main", "light blue"])
    assert farm.run("node=/out/a", "frames=1", "take=light blue") == 0
    assert fake.made.take == "light blue"


@pytest.mark.parametrize("kept", ["/artists/job", "", None])
def test_job_is_the_one_of_the_environment(farm: Farm, kept: str | None) -> None:
    farm.has(*NODES, variables={} if kept is None else {"JOB": kept})
    farm.monkeypatch.setenv("JOB", str(farm.folder / "job"))
    assert farm.run("node=/out/job", "frames=1") == 0
    assert farm.files() == ["job/j.0001.exr"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["node=/out/gone", "frames=1"], "no node /out/gone", id="a node that is gone"),
        pytest.param(["node=/out/a", "frames=1", "take=Blue"], "no take Blue", id="an unknown take"),
        pytest.param(["node=/out/a"], "lacks frames", id="no frames"),
        pytest.param(["node=/out/a", "frames=1-5"], "no frame and no range", id="another way to write frames"),
        pytest.param(["node=/out/a", "frames=5..1"], "no frame and no range", id="frames backwards"),
        pytest.param(["node=/out/a", "frames=1..5x0"], "no frame and no range", id="a step of nothing"),
        pytest.param(["node=/obj/geo1", "frames=1"], "neither be rendered nor executed", id="no ROP"),
        pytest.param(
            ["node=/out/gl", "frames=1"], "this machine has none",
            id="OpenGL without a display", marks=pytest.mark.posix("a machine without a screen"),
        ),
        pytest.param(["node=/out/a", "frames=1", "wedge=/out/none"], "no wedge", id="a wedge that is gone"),
        pytest.param(["node=/out/a", "frames=1", "control=/x", "slice=1"], "no node /x", id="no control node"),
        pytest.param(["node=/out/a", "frames=1", "control=/out/sim", "slice=1"], "TRACKER_ADDRESS", id="no tracker"),
    ],
)  # fmt: skip
def test_what_cannot_be_rendered_ends_with_1_and_a_sentence(
    farm: Farm, words: list[str], said: str, capsys: Any
) -> None:
    farm.has(*NODES)
    assert farm.run(*words) == 1
    text = capsys.readouterr().out
    assert said in text and "ERROR: " in text and "Traceback" not in text
    assert farm.files() == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        pytest.param(lambda fake: setattr(fake, "fails_at", 3), "OperationFailed: Error while rendering", id="raises"),
        pytest.param(lambda fake: setattr(fake, "writes_nothing", True), "did not write 5 of 5", id="writes nothing"),
    ],
)
def test_render_that_fails_ends_with_1(farm: Farm, trouble: Callable[[FakeHou], None], said: str, capsys: Any) -> None:
    trouble(farm.has(*NODES))
    assert farm.run("node=/out/a", "frames=1..5") == 1
    assert said in capsys.readouterr().out


def test_file_from_before_and_an_empty_one_do_not_count(farm: Farm, capsys: Any) -> None:
    fake = farm.has(*NODES)
    fake.writes_nothing = True
    for frame, data in ((1, b"old"), (2, b"")):
        path = farm.folder / "render" / f"shot v001.{frame:04d}.exr"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert farm.run("node=/out/a", "frames=1..3") == 1
    text = capsys.readouterr().out
    for words in ("0001.exr (it is the one from before)", "0002.exr (it is empty)", "0003.exr (it is not there)"):
        assert words in text


def test_file_that_was_there_is_written_again(farm: Farm) -> None:
    farm.has(*NODES)
    assert farm.run("node=/out/a", "frames=1") == 0
    farm.has(*NODES)
    assert farm.run("node=/out/a", "frames=1") == 0


def test_errors_inside_a_file_cache_are_told(farm: Farm, capsys: Any) -> None:
    fake = farm.has(*NODES)
    fake.complaints["/obj/geo1/cache/render"] = ["No space left"]
    fake.writes_nothing = True
    assert farm.run("node=/obj/geo1/cache", "frames=1") == 1
    assert "Error: /obj/geo1/cache/render: No space left" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_opengl_renders_where_there_is_a_display(farm: Farm, name: str) -> None:
    farm.has(*NODES, habits=Habits(is_gui=True))
    farm.monkeypatch.setenv(name, ":0")
    assert farm.run("node=/out/gl", "frames=1") == 0
    assert farm.files() == ["gl.0001.png"]


def test_variation_of_a_wedge_is_applied_before_anything_is_asked(farm: Farm) -> None:
    fake = farm.has(*NODES, rop("/out/w", "wedge", driver="/out/a"))
    applied: list[Any] = []

    class Script:
        def getwedges(self, node: Any) -> tuple[list[str], list[Any], str]:
            return ["thin", "thick"], [], ""

        def setenvvariable(self, name: str, value: str) -> None:
            applied.append((name, value))

        def applyspecificwedge(self, node: Any, wedge: str) -> None:
            applied.append((node.path(), wedge, list(fake.rendered)))

    fake.hda_modules["/out/w"] = Script()
    assert farm.run("node=/out/a", "frames=1", "wedge=/out/w", "wedgenum=1") == 0
    assert applied == [("WEDGENUM", "1"), ("/out/w", "thick", [])]
    assert farm.run("node=/out/a", "frames=1", "wedge=/out/w", "wedgenum=2") == 1


def test_slice_is_told_where_the_tracker_is(farm: Farm) -> None:
    control = rop("/obj/control", "control", visaddress="localhost", port=8000)
    slices = rop("/out/slices", "geometry", sopoutput="$HIP/s$SLICE.$F.bgeo.sc", initsim="on")
    fake = farm.has(control, slices, variables={"SLICE": "0"})
    farm.monkeypatch.setenv("TRACKER_ADDRESS", "pc07")
    farm.monkeypatch.setenv("TRACKER_PORT", "4711")
    assert farm.run("node=/out/slices", "frames=1..2", "control=/obj/control", "slice=3") == 0
    assert farm.files() == ["s3.1.bgeo.sc", "s3.2.bgeo.sc"]
    node = fake.made.node("/obj/control")
    assert node is not None and node.parms == {"visaddress": "pc07", "port": 4711}


@pytest.mark.parametrize(("complaint", "code"), [(None, 0), ("Work item failed", 1)])
def test_top_network_is_cooked_to_its_end(farm: Farm, complaint: str | None, code: int) -> None:
    fake = farm.has(
        rop("/out/tops", "topnet"), rop("/out/tops/one", "genericgenerator"), rop("/out/tops/last", "ropfetch")
    )
    if complaint:
        fake.complaints["/out/tops/last"] = [complaint]
    assert farm.run("node=/out/tops", "frames=1", "cook=1") == code
    assert fake.cooked == [("/out/tops/last", True)]


def test_top_network_among_objects_is_cooked_too(farm: Farm) -> None:
    fake = farm.has(rop("/obj/tops", "topnet"), rop("/obj/tops/one", "localscheduler"), rop("/obj/tops/a", "ropfetch"))
    assert farm.run("node=/obj/tops", "frames=1", "cook=1") == 0
    assert fake.cooked == [("/obj/tops/a", True)]


def test_empty_top_network_ends_with_1(farm: Farm) -> None:
    farm.has(rop("/out/tops", "topnet"))
    assert farm.run("node=/out/tops", "frames=1", "cook=1") == 1


def test_warnings_at_loading_are_told_and_fail_nothing(farm: Farm, capsys: Any) -> None:
    farm.has(*NODES).load_warning = "incomplete asset definition"
    assert farm.run("node=/out/a", "frames=1") == 0


@pytest.mark.parametrize("data", [None, b"", b"no scene at all"])
def test_scene_that_cannot_be_loaded_ends_with_1(farm: Farm, data: bytes | None, capsys: Any) -> None:
    farm.has(*NODES)
    farm.copy.unlink()
    if data is not None:
        farm.copy.write_bytes(data)
    assert farm.run("node=/out/a", "frames=1") == 1
    assert "ERROR: OperationFailed: Unable to" in capsys.readouterr().out


def test_folder_that_cannot_be_made_is_told(farm: Farm, capsys: Any) -> None:
    farm.has(*NODES)
    (farm.folder / "render").write_text("in the way")
    assert farm.run("node=/out/a", "frames=1") == 1
    assert "cannot be made" in capsys.readouterr().out


@pytest.mark.parametrize(("frames", "code"), [("1", 0), ("never", 1)])
def test_started_as_a_script_it_ends_houdini_with_the_code(farm: Farm, frames: str, code: int) -> None:
    farm.has(*NODES)
    from af_houdini.plan import WORKER_FILE

    farm.monkeypatch.setattr(sys, "argv", [WORKER_FILE, *farm.words("node=/out/a", f"frames={frames}")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(WORKER_FILE, run_name="__main__")
    assert ended.value.code == code


def test_of_several_displays_those_that_are_files_are_looked_for(farm: Farm) -> None:
    parms: dict[str, Any] = {"ri_displays": 3}
    for place, (file, device) in enumerate([("x", "it"), ("b", "openexr"), ("c", "tiff")]):
        parms |= {f"ri_display_{place}": f"$HIP/{file}.$F4.exr", f"ri_device_{place}": device}
    node = rop("/out/r", "ris", **parms)
    farm.has(node)
    assert farm.run("node=/out/r", "frames=1..2") == 0
    assert farm.files() == ["b.0001.exr", "b.0002.exr", "c.0001.exr", "c.0002.exr"]
    fake = farm.has(node)
    fake.writes_nothing = True
    assert farm.run("node=/out/r", "frames=1..2") == 1


def test_its_tables_are_those_of_the_planner(farm: Farm) -> None:
    farm.has(*NODES)
    from af_houdini import _rops

    worker = importlib.import_module("af_houdini._worker")
    parms = {name: row.parm for name, row in _rops.ROPS.items() if row.parm != _rops.DISPLAYS}
    assert worker.FILES == parms
    assert (worker.PICTURES, worker.WINDOWS) == (_rops.PICTURES, _rops.ROPS["ris"].devices)
    assert set(worker.DISPLAYS) == {name for name, row in _rops.ROPS.items() if row.parm == _rops.DISPLAYS}
    exports = {name: (row.export.tick, row.export.parm) for name, row in _rops.ROPS.items() if row.export}
    assert exports == {**worker.EXPORTS, **worker.EXPORT_MODES}
    assert {name for name, row in _rops.ROPS.items() if row.export and row.export.modes} == set(worker.EXPORT_MODES)
    assert worker.USD_RENDERS == _rops.USD_RENDERS
    progress = {name: value for row in _rops.ROPS.values() for name, value in row.progress.items()}
    assert {name: str(value) for name, value in worker.PROGRESS.items()} == progress
    assert os.sep == "/" or worker.FILES
