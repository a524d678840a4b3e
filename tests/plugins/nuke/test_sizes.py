"""Proxy mode and pictures of another size than the project's are told, live and from the file alike."""

from __future__ import annotations

import pytest
from af_nuke._scene_file import open_scene

from tests.fakes.nuke_nodes import Node

ROOT = 'Root {{\n first_frame 1\n last_frame 9\n format "1920 1080 0 0 1920 1080 1 HD_1080"\n proxy {}\n}}\n'
FULL = " file /r/w.%04d.exr\n"
SOURCE = 'Read {\n inputs 0\n file /p/a.%04d.exr\n format "4096 2160 0 0 4096 2160 1 4K_DCP"\n name R\n}\n'
HALF = 'Reformat {\n format "960 540 0 0 960 540 1 half"\n name F\n}\n'


def said(open_script, tmp_path, text: str, proxy: str = "false") -> list[list[str]]:
    """What is said of each write node by Nuke, and by the file."""
    script = ROOT.format(proxy) + text
    (tmp_path / "comp.nk").write_text(script)
    session = open_script(script, tmp_path / "comp.nk")
    hosts = (session.host, open_scene(str(tmp_path / "comp.nk")))
    return [
        [f"{one.level} {output.name}: {one.message}" for output in host.outputs() for one in output.problems]
        for host in hosts
    ]


SMALL = "small pictures get its full-size names"
SAME = "its proxy file has the name of its full-size file"


@pytest.mark.parametrize(
    ("write", "wanted"),
    [
        pytest.param(f"Write {{\n{FULL} name W\n}}\n", SMALL, id="no proxy file"),
        pytest.param(f'Write {{\n{FULL} proxy "  "\n name W\n}}\n', SMALL, id="an empty one"),
        pytest.param(f"DeepWrite {{\n{FULL} name W\n}}\n", SMALL, id="deep"),
        pytest.param(f"Write {{\n{FULL} proxy /r/w.%04d.exr\n name W\n}}\n", SAME, id="the same name"),
        pytest.param(f"Write {{\n{FULL} proxy /r/p.%04d.exr\n name W\n}}\n", "", id="its own name"),
        pytest.param("WriteGeo {\n file /r/g.abc\n name W\n}\n", "", id="geometry"),
        pytest.param("GeoExport {\n file /r/g.usd\n name W\n}\n", "", id="geometry of the new system"),
    ],
)
def test_write_in_proxy_mode_is_told_when_its_proxies_have_no_name_of_their_own(open_script, tmp_path, write, wanted):
    for found in said(open_script, tmp_path, write, "true"):
        assert [one for one in found if wanted in one] == [one for one in found if one.startswith("warning")]
        assert len(found) == bool(wanted)
    for found in said(open_script, tmp_path, write):
        assert not [one for one in found if "proxy" in one]


WRITE = f"Write {{\n{FULL} name W\n}}\n"
OTHER = "info W: It writes {}; the format of the project is 1920x1080."


@pytest.mark.parametrize(
    ("nodes", "size"),
    [
        pytest.param("", "", id="nothing connected"),
        pytest.param(SOURCE, "4096x2160", id="a Read"),
        pytest.param(SOURCE + "Grade {\n name G\n}\nBlur {\n name B\n}\n", "4096x2160", id="behind nodes that keep it"),
        pytest.param(SOURCE + HALF, "960x540", id="a Reformat"),
        pytest.param(SOURCE + HALF.replace("name F", "name F\n disable true"), "4096x2160", id="one that is off"),
        pytest.param(SOURCE + "Reformat {\n name F\n}\n", "", id="one to the project's format"),
        pytest.param("Constant {\n inputs 0\n name C\n}\n", "", id="a source of the project's format"),
        pytest.param(
            'ColorBars {\n inputs 0\n format "100 50 0 0 100 50 1 x"\n name C\n}\n', "100x50", id="of its own"
        ),
        pytest.param("WriteGeo {\n file /r/g.abc\n name X\n}\n", "", id="geometry"),
    ],
)
def test_picture_of_another_size_than_the_project_is_noted(open_script, tmp_path, nodes, size) -> None:
    for found in said(open_script, tmp_path, nodes + WRITE):
        assert [one for one in found if "It writes" in one] == ([OTHER.format(size)] if size else [])
    for found in said(open_script, tmp_path, nodes + WRITE.replace(" name W", " proxy /r/p.%04d.exr\n name W"), "true"):
        assert not [one for one in found if "It writes" in one]


@pytest.mark.parametrize(
    "nodes",
    [
        pytest.param(SOURCE + "Reformat {\n type scale\n scale 0.5\n name F\n}\n", id="scaled"),
        pytest.param(SOURCE + "Group {\n name G\n}\nInput {\n inputs 0\n name I\n}\nend_group\n", id="a group"),
        pytest.param(SOURCE + "ShowGlow {\n name G\n}\n", id="a gizmo"),
        pytest.param(SOURCE + HALF.replace("name F", "name F\n disable {{$gui}}"), id="off for some"),
        pytest.param(SOURCE.replace("4096 2160 0 0", "none"), id="a Read that does not say it"),
    ],
)
def test_what_only_nuke_knows_is_not_said_without_it(open_script, tmp_path, nodes) -> None:
    file = tmp_path / "comp.nk"
    file.write_text(ROOT.format("false") + nodes + WRITE)
    (output,) = open_scene(str(file)).outputs()
    assert not [one for one in output.problems if "It writes" in one.message]


@pytest.mark.parametrize("error", [RuntimeError("an error above"), ValueError("no frame"), None], ids=repr)
def test_node_that_cannot_say_its_size_is_sent_all_the_same(open_script, tmp_path, monkeypatch, error) -> None:
    def width(_: Node) -> int:
        if error:
            raise error
        return 0

    monkeypatch.setattr(Node, "width", width)
    script = ROOT.format("false") + SOURCE + WRITE
    (output,) = open_script(script, tmp_path / "comp.nk").host.outputs()
    assert (output.id, [one for one in output.problems if "It writes" in one.message]) == ("W", [])
