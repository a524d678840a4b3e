"""A studio's slate stands before the write nodes of the copy, read by Tcl itself; nothing else is another in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from af_nuke import _slate
from af_nuke._scene_file import open_scene
from af_nuke._script import Script
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.errors import SceneError
from afsubmit.submission.settings.values import Settings
from tests.fakes.nuke import FakeNuke

ASKED = ("shot", "version", "artist", "node", "frame")
TEMPLATE = """\
set cut_paste_input [stack 0]
version 15.1 v2
push $cut_paste_input
Crop {
 box {0 0 1920 1080}
 name Crop1
}
Text2 {
 message "MESSAGE"
 name Text1
}
set N7 [stack 0]
Read {
 inputs 0
 file /studio/logo.png
 name Logo
}
push $N7
Merge2 {
 inputs 2
 name Over
}
""".replace("MESSAGE", " ".join(f"\\[value parent.{field}]" for field in ASKED))
SCRIPT = """\
Root {
 first_frame 1
 last_frame 9
}
Read {
 inputs 0
 file /p/a.%04d.exr
 name Read1
}
set N1 [stack 0]
Grade {
 name Text1
}
set N2 [stack 0]
Write {
 file /r/a.%04d.exr
 name Write1
}
set C9 [stack 0]
push $N1
Merge2 {
 inputs 2
 name Merge1
}
Group {
 name G
}
 Input {
  inputs 0
  name Input1
 }
 Write {
  file "/r/\\[file tail \\[value root.name]].%04d.exr"
  use_limit true
  first 3
  last 5
  name Write1
 }
 Output {
  name Output1
 }
end_group
Write { file /r/c.mov name Movie }
push $N2
Write {
 file /r/d.%04d.exr
 name afsubmit_slate1
}
push 0
Write {
 file /r/alone.%04d.exr
 name Alone
}
push $N2
DeepWrite {
 file /r/deep.%04d.exr
 name Deep
}
push $N1
WriteGeo {
 file /r/g.abc
 name Geo
}
"""
FED = ["Write1", "G.Write1", "Movie", "afsubmit_slate1"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "studio").mkdir(mode=0o755)
    template = tmp_path / "studio" / "slate.nk"
    template.write_text(TEMPLATE)
    template.chmod(0o644)
    (tmp_path / "sh010_comp_v003.nk").write_text(SCRIPT)
    return tmp_path


def hosts(place: Path, open_script: Any, **values: Any) -> list[Any]:
    file = place / "sh010_comp_v003.nk"
    session = open_script(SCRIPT, file)
    found = [session.host, open_scene(str(file))]
    for host in found:
        host.take_settings(Settings({"slate": str(place / "studio" / "slate.nk"), **values}))
    return found


def copied(host: Any, place: Path) -> Any:
    """The copy as Nuke's own language reads it."""
    path = place / "copy.nk"
    path.touch()
    host.save_snapshot(str(path))
    return FakeNuke(path.read_text(), str(path)).script


def is_slate(made: Any) -> bool:
    return made.class_name == "Group" and made.values["name"].startswith("afsubmit_slate")


def wired(script: Any) -> dict[str, list[str]]:
    """Node -> the nodes that it is connected to, without those of the slates and their groups."""
    slates = {made.full_name: made for made in script.nodes if is_slate(made)}

    def passed(made: Any) -> str:
        while made is not None and made.full_name in slates:
            made = made.inputs[0]
        return made.full_name if made is not None else ""

    inside = tuple(f"{name}." for name in slates)
    nodes = [made for made in script.nodes if made.full_name not in slates and not made.full_name.startswith(inside)]
    return {made.full_name: [passed(one) for one in made.inputs] for made in nodes}


def behind_slates(script: Any) -> list[str]:
    return [one.full_name for one in script.nodes if one.inputs and one.inputs[0] and is_slate(one.inputs[0])]


def shown(script: Any, node: str, frame: int) -> str:
    """The text burnt into what `node` writes."""
    made = next(one for one in script.nodes if one.full_name == node)
    text = next(one for one in script.nodes if one.group is made.inputs[0] and one.values["name"] == "Text1")
    return str(script.carried_out(text, "message", frame))


def test_copy_has_the_slate_before_each_write_of_pictures_and_the_session_nothing(
    place, open_script, monkeypatch
) -> None:
    monkeypatch.setenv("AFSUBMIT_USER_NAME", "jimmy")
    plain = FakeNuke(SCRIPT, "x.nk").script
    for host in hosts(place, open_script):
        script = copied(host, place)
        assert behind_slates(script) == FED
        assert wired(script) == wired(plain)
        assert shown(script, "Write1", 7) == "sh010_comp v003 jimmy Write1 7"
        assert shown(script, "G.Write1", 4) == "sh010_comp v003 jimmy G.Write1 4"
        groups = [one for one in script.nodes if is_slate(one)]
        assert [(one.values["first"], one.values["last"]) for one in groups] == [
            ("1", "9"),
            ("3", "5"),
            ("1", "9"),
            ("1", "9"),
        ]
        names = [one.full_name for one in script.nodes]
        assert len(set(names)) == len(names)
    assert (place / "sh010_comp_v003.nk").read_text() == SCRIPT


def test_only_the_nodes_that_are_named_get_it(place, open_script) -> None:
    for host in hosts(place, open_script, slate_nodes=["G.*", "Movie", "Nobody"]):
        assert behind_slates(copied(host, place)) == ["G.Write1", "Movie"]
        told = [one.message for one in host.scene().problems if one.where == "slate_nodes"]
        assert len(told) == 1 and "Nobody" in told[0]


def test_write_that_nothing_is_connected_to_is_told(place, open_script) -> None:
    for host in hosts(place, open_script):
        told = [(one.level, one.where) for one in host.scene().problems if "It gets no slate" in one.message]
        assert told == [("warning", "Alone")]


VALUES = st.text(st.sampled_from("ab ü$[]{}\"\\;\n#%'`-"), max_size=10)


@given(VALUES, VALUES)
@settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_text_of_a_field_is_shown_as_it_is_and_never_carried_out(client: str, shot: str) -> None:
    template = TEMPLATE.replace("\\[value parent.node]", "\\[value parent.client]")
    common = _slate.fields("/p/x_v1.nk", "me", {"client": client, "shot": shot})
    text = _slate.inserted(Script(SCRIPT), template, {"Write1": ("1", "9")}, (), common)
    assert shown(FakeNuke(text, "x.nk").script, "Write1", 2) == f"{shot} v1 me {client} 2"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sh010_comp_v003", ("sh010_comp", "v003")),
        ("sh010.v12", ("sh010", "v12")),
        ("v2_final_v7 b", ("v2_final", "v7")),
        ("sh010", ("sh010", "")),
        ("dev4lop", ("dev4lop", "")),
    ],
)
def test_shot_and_version_are_those_of_the_script_s_name(name, expected) -> None:
    found = _slate.fields(f"/p/{name}.nk", "", {})
    assert (found["shot"], found["version"]) == expected


BAD = [
    pytest.param("Root {\n}\n" + TEMPLATE, "Root", id="a whole script"),
    pytest.param("Text2 {\n inputs 0\n name T\n}\n", "Connect them", id="not connected"),
    pytest.param("Group {\n name G\n}\n", "a group in it has no end", id="a group without its end"),
    pytest.param("Text2 {\n name T\n}\nend_group\n", "a group in it has no end", id="an end without its group"),
    pytest.param("Text2 {\n name", "whole Nuke script", id="no script"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_template_that_is_no_slate_is_an_error_before_anything_is_sent(place, open_script, text, said) -> None:
    (place / "studio" / "slate.nk").write_text(text)
    for host in hosts(place, open_script):
        (problem,) = [one for one in host.scene().problems if one.where == "slate"]
        assert problem.level == "error" and said in problem.message and "slate.nk" in problem.message
        with pytest.raises(SceneError, match=r"slate\.nk"):
            copied(host, place)


@pytest.mark.parametrize("path", ["/nowhere/slate.nk", "slate.nk"])
def test_template_that_cannot_be_read_is_an_error(place, open_script, path) -> None:
    for host in hosts(place, open_script, slate=path):
        assert [one.level for one in host.scene().problems if one.where == "slate"] == ["error"]


@pytest.mark.posix("modes of files")
@pytest.mark.parametrize("is_folder", [True, False], ids=["its folder", "the file"])
def test_template_that_others_can_write_is_not_used(place, open_script, is_folder) -> None:
    (place / "studio" if is_folder else place / "studio" / "slate.nk").chmod(0o777)
    for host in hosts(place, open_script):
        (problem,) = [one for one in host.scene().problems if one.where == "slate"]
        assert problem.level == "error" and "not to be trusted" in problem.message
        with pytest.raises(SceneError, match="not to be trusted"):
            copied(host, place)


def test_name_for_connections_that_both_set_is_an_error(place, open_script) -> None:
    (place / "studio" / "slate.nk").write_text(TEMPLATE.replace("N7", "N2"))
    for host in hosts(place, open_script):
        with pytest.raises(SceneError, match="both set N2"):
            copied(host, place)


@pytest.mark.parametrize(
    "field", ["name", "two words", "1st", "inputs", "a]b", "onCreate", "knobChanged", "autolabel", "slate"]
)
def test_field_that_cannot_be_a_knob_is_an_error(place, open_script, field) -> None:
    for host in hosts(place, open_script, slate_fields={field: "x"}):
        assert [one.level for one in host.scene().problems if one.where == "slate_fields"] == ["error"]


def test_slate_without_a_copy_is_an_error(place, open_script) -> None:
    for host in hosts(place, open_script, snapshot=False):
        assert [one.level for one in host.scene().problems if one.where == "slate"] == ["error"]


def test_clones_get_it_too() -> None:
    text = SCRIPT + "push $N1\nclone $C9 {\n}\npush $N2\nclone node7 Write {\n file /r/e.exr\n name E\n}\n"
    made = _slate.inserted(Script(text), TEMPLATE, {"Write1": ("", ""), "E": ("", "")}, (), {})
    one, other = [node.inputs[0] for node in Script(made).nodes if node.class_name == "Write" and node.group is None][
        -2:
    ]
    assert one is not None and other is not None
    assert [node.name for node in (one, other)] == ["afsubmit_slate3", "afsubmit_slate4"]
    assert [node.inputs[0].name for node in (one, other)] == ["Read1", "Text1"]
