"""GeoExport, and classes that a studio names, are outputs as a Write is: frames, files, waits; live and from files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan

from afsubmit.submitter.attempt import SubmissionRequest

ROOT = "Root {\n first_frame 1001\n last_frame 1010\n}\n"
LIMIT = " use_limit true\n first 1003\n last 1005\n"
CLASSES = {"WriteTank": "path", "StudioPublish": "", "ShowExport": "render_to"}
KINDS = [
    pytest.param("GeoExport", "file", id="GeoExport"),
    pytest.param("WriteTank", "path", id="its own knob"),
    pytest.param("StudioPublish", "file", id="the usual knob"),
    pytest.param("ShowExport", "render_to", id="another knob"),
]


@pytest.fixture
def both(open_script, tmp_path, monkeypatch):
    """The script open in Nuke, and read from its file, under a studio's settings that name its classes."""
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "settings.json").write_text(json.dumps({"settings": {"writer_classes": CLASSES}}))
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(tmp_path / "studio"))

    def opened(text: str) -> list[Any]:
        file = tmp_path / "comp.nk"
        file.write_text(ROOT + text)
        return [open_script(ROOT + text, file).host, open_scene(str(file))]

    return opened


def blocks(host: Any, **values: Any) -> list[dict[str, Any]]:
    names = [output.id for output in host.outputs()]
    request = SubmissionRequest(host, NukePlan(), values, names, kept=host.load_settings())
    return [block for job in request.planned(is_local=False).jobs for block in job.document["blocks"]]


@pytest.mark.parametrize(("class_name", "knob"), KINDS)
@pytest.mark.parametrize(
    ("file", "is_whole", "files"),
    [
        pytest.param("/r/it.usd", True, ("/r/it.usd",), id="one file"),
        pytest.param("/r/it.%04d.usd", False, ("/r/it.@####@.usd",), id="a file for each frame"),
        pytest.param("/r/it.####.abc", False, ("/r/it.@####@.abc",), id="hashes"),
    ],
)
def test_writer_has_its_frames_and_files(both, class_name, knob, file, is_whole, files) -> None:
    node = f"{class_name} {{\n {knob} {file}\n{LIMIT} name It\n}}\n"
    for host in both(node):
        (output,) = host.outputs()
        assert (output.id, str(output.frames), output.limit, output.files) == ("It", "1003-1005", (1003, 1005), files)
        assert output.is_whole == is_whole and not [one for one in output.problems if one.level == "error"]
        (block,) = blocks(host)
        span = (block["frame_first"], block["frame_last"], block["frames_per_task"])
        assert span == (1003, 1005, 3 if is_whole else 1)
        assert " -X It -F @#@-@#@ -x " in block["command"]
        assert [block["frame_first"] for block in blocks(host, frames="1004-1010")] == [1004], "cut at its limit"


@pytest.mark.parametrize(("class_name", "knob"), KINDS)
@pytest.mark.parametrize("off", ["disable true", "reading true"])
def test_writer_that_is_off_is_not_listed(both, class_name, knob, off) -> None:
    if (class_name, off) == ("GeoExport", "reading true"):
        return  # Foundry's pages give it no such knob
    for host in both(f"{class_name} {{\n {knob} /r/it.usd\n {off}\n name It\n}}\n"):
        assert list(host.outputs()) == []


@pytest.mark.parametrize(
    ("reader", "knob"),
    [
        ("ReadGeo2", "file"),
        ("GeoImport", "file"),
        ("GeoReference", "file_path"),
        ("GeoReference", "file"),
        ("ShowGeo", "x"),
    ],
)
def test_what_reads_the_geometry_waits_for_all_of_it(both, reader, knob) -> None:
    text = "GeoExport {\n inputs 0\n file /r/it.usd\n name Export\n}\n"
    text += f"{reader} {{\n inputs 0\n {knob} /r/it.usd\n name In\n}}\n"
    text += "ScanlineRender {\n name S\n}\nWrite {\n file /r/w.%04d.exr\n name W\n}\n"
    for host in both(text):
        waits = {block["name"]: block.get("depend_mask", "") for block in blocks(host)}
        assert waits == {"Export": "", "W": "Export"}


def test_inner_nodes_of_a_studio_s_writer_are_its_own(both) -> None:
    for host in both("WriteTank {\n path /r/it.%04d.exr\n name It\n}\nWrite {\n file /r/w.%04d.exr\n name W\n}\n"):
        assert [output.id for output in host.outputs()] == ["It", "W"]


def test_class_that_the_studio_does_not_name_is_none(both) -> None:
    for host in both("WriteOther {\n file /r/it.%04d.exr\n name It\n}\nWrite {\n file /r/w.%04d.exr\n name W\n}\n"):
        assert [output.id for output in host.outputs()] == ["W"]
