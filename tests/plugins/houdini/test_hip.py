"""The container of a scene file: what is found in it, whichever licence wrote it, and what is no whole scene."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from af_houdini._hip import Archive
from af_houdini._hip_parms import Parms, channels

from afsubmit.errors import SceneError
from tests.fakes import hip_file
from tests.fakes.hou_scene import MadeNode, MadeScene, rop

ENDINGS = (".hip", ".hiplc", ".hipnc")


@pytest.fixture(params=ENDINGS)
def ending(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def members(tmp_path: Path, data: bytes) -> Archive:
    file = tmp_path / "some.hip"
    file.write_bytes(data)
    return Archive(str(file))


def test_each_member_is_found_whichever_licence_wrote_the_file(tmp_path: Path, ending: str) -> None:
    text = "ü " * 5000
    data = hip_file.archive(
        [(".start", b"fps 24\n"), ("out/a.b.parm", text.encode()), ("obj/x.data", b"\0" * 9)], ending
    )
    with members(tmp_path, data) as archive:
        assert (archive.text("out/a.b.parm"), archive.text(".start")) == (text, "fps 24\n")
        assert archive.text("nothing.parm") == ""
        assert archive.licence == {".hip": "", ".hiplc": "indie", ".hipnc": "apprentice"}[ending]


def test_the_first_member_of_a_name_counts(tmp_path: Path, ending: str) -> None:
    data = hip_file.archive([("out/a.init", b"type = ifd\n"), ("out/a.init", b"type = karma\n")], ending)
    with members(tmp_path, data) as archive:
        assert archive.text("out/a.init") == "type = ifd\n"


@pytest.mark.parametrize("place", [4194303, 4194304 - 20, 4194304 - 4130, 4194304 * 2])
def test_a_seal_is_found_wherever_a_block_of_reading_ends(tmp_path: Path, place: int) -> None:
    first = hip_file.archive([("obj/x.data", b"")], ".hipnc")
    start = len(first) - len(hip_file.archive([], ".hipnc"))
    filled = hip_file.archive([("obj/x.data", b"G" * (place - start)), ("out/a.init", b"type = ifd\n")], ".hipnc")
    with members(tmp_path, filled) as archive:
        assert archive.text("out/a.init") == "type = ifd\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "empty", id="nothing in it"),
        pytest.param(b"\x7fELF\0\0\0" * 20, "no scene of Houdini", id="another kind of file"),
        pytest.param(b"opcf /\nopadd geo x\n" * 20, "text mode", id="text"),
        pytest.param(b"070707 is how it begins, and no more", "no scene of Houdini", id="a beginning only"),
    ],
)
def test_what_is_no_scene_is_told(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(SceneError, match=sentence):
        members(tmp_path, data)


def test_a_file_that_was_cut_short_is_told_at_every_byte(tmp_path: Path, ending: str) -> None:
    data = hip_file.content(MadeScene([rop("/out/m", "ifd")]), "/show/shot.hip", ending)
    for size in range(0, len(data), 97):
        with pytest.raises(SceneError, match=r"some\.hip"):
            members(tmp_path, data[:size])


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.hip", tmp_path):
        with pytest.raises(SceneError, match="cannot be read"):
            Archive(str(path))


VALUES = (
    "plain", "two words", "", 'a "quoted" word', "back\\slash", "\\", "over\nthree\n\tlines", ")", "(", "[", "]", "[ x",
    "{", "}", "`chs(\"../a\")`", "trailing ", "ünïcode", "$HIP/x.$F4.exr", "a\tb", ") \n}", "\"", "'", "#", "--",
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_text_is_read_as_it_was_written(value: str) -> None:
    node = MadeNode("/out/x", "unknown", {"before": 1, "text": value, "pair": (value, 2), "after": "there"})
    found = Parms(hip_file._parameters(node.values(), {}))
    assert list(found.names()) == ["before", "text", "pair", "after"]
    assert [_values(found, name) for name in found.names()] == [["1"], [value], [value, "2"], ["there"]]


def _values(found: Parms, name: str) -> Sequence[str]:
    parm = found.get(name)
    assert parm is not None
    return list(parm.values)


def test_a_value_with_a_channel_says_whose_and_its_number_is_nobody_s() -> None:
    text = hip_file._parameters({"f": (1, 2, 3), "t": "x"}, {"f1": "$FSTART", "f3": "ch('a b')"})
    parm = Parms(text).get("f")
    assert parm is not None
    assert parm.channels == ("f1", "", "f3")
    node = MadeNode("/out/x", "unknown", channels={"f1": "$FSTART", "f3": "ch('a b')", "k": "python:hou.frame()\n"})
    found = channels(hip_file._channels(node))
    assert [(found[name].segments[0].expression, found[name].segments[0].language) for name in ("f1", "f3", "k")] == [
        ("$FSTART", "hscript"),
        ("ch('a b')", "hscript"),
        ("hou.frame()\n", "python"),
    ]


def test_keys_are_read_with_their_times_and_options() -> None:
    text = (
        "{\n    channel a {\n      lefttype = extend\n      start = 0.5\n      default = 1\n"
        "      segment { length = 1 value = 1 3 slope = 0 2 accel = 0 0 expr = linear() }\n"
        "      segment { options = {\t autoslope  ai ao } length = 0 value = 3 3 expr = bezier() }\n    }\n  }\n"
    )
    channel = channels(text)["a"]
    assert channel.start == 0.5
    assert [(one.length, one.values, one.expression) for one in channel.segments] == [
        (1.0, (1.0, 3.0), "linear()"),
        (0.0, (3.0, 3.0), "bezier()"),
    ]


@pytest.mark.parametrize("text", ["{\nversion 0.8\nf\t[ 0\tlocks=0 ]\t(\t1", "nonsense", "{", "{\nversion 0.8\nf\n}\n"])
def test_parameters_that_are_none_are_told(text: str) -> None:
    with pytest.raises(SceneError, match="parameters"):
        Parms(text)


@pytest.mark.parametrize(
    "text", ["{\n channel f1 {", "{ channel", "x", "channel f1 {", "{ channel a { segment { length = x } } }", "{ f }"]
)
def test_channels_that_are_none_are_told(text: str) -> None:
    with pytest.raises(SceneError, match="channels"):
        channels(text)


def test_channels_are_read_without_braces_around_them() -> None:
    (name,) = channels("channel f1 { segment { length = 0 value = 1 1 expr = $FEND } }")
    assert name == "f1"
