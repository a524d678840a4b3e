"""Scene files with anything in them: they are read or refused with a sentence, and reading has an end."""

from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from af_houdini import _scene_file
from af_houdini._hip_parms import Parms, channels
from af_houdini._hip_takes import takes_of
from af_houdini._hscript import expanded, value
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from afsubmit.errors import SceneError
from tests.fakes import hip_file
from tests.fakes.hou_scene import MadeNode, MadeScene, rop

SCENE = MadeScene(
    [
        rop("/obj/g", "geo"),
        rop("/obj/g/sim", "filecache::2.0"),
        rop("/out/a", "ifd", vm_picture="$HIP/`chs('../b/picture')`.$F4.exr", trange="normal"),
        MadeNode("/out/b", "karma", {"picture": '/p/`ch("../a/f1")`.exr'}, {"f1": "ch('../a/f1') + 1"}, ["a"]),
        rop("/out/f", "fetch", source="/out/a"),
        rop("/out/m", "merge", "b", "f"),
    ],
    takes=["Main", "x"],
    take="x",
)
FEW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
SPLICES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=4
)
SIGNS = st.text(alphabet="$F4{}`()\"'\\+-*/%<>=!&|,;:. \n\tab01chsif", max_size=60)


class Nowhere:
    """A place without variables and parameters."""

    frame = 12.0
    nesting = 0

    def variable(self, name: str) -> float | str | None:
        return {"F": 12.0, "OS": "here", "LONG": "a" * 9000}.get(name)

    def function(self, name: str) -> None:
        return None


def spliced(data: bytes, splices: list[tuple[float, int, bytes]]) -> bytes:
    for share, length, put in splices:
        place = int(share * len(data))
        data = data[:place] + put + data[place + length :]
    return data


@pytest.mark.parametrize("ending", [".hip", ".hiplc", ".hipnc"])
@FEW
@given(splices=SPLICES)
def test_a_damaged_file_is_read_or_refused_with_a_sentence(
    tmp_path: Path, ending: str, splices: list[tuple[float, int, bytes]]
) -> None:
    file = tmp_path / "shot.hip"
    file.write_bytes(spliced(hip_file.content(SCENE, str(file), ending), splices))
    with contextlib.suppress(SceneError):
        host = _scene_file.open_scene(str(file))
        assert host.scene().path == file.as_posix()
        assert all(output.id for output in host.outputs())


BODIES = st.text(alphabet="fn12 \t\n[](){}\"\\locks=0$F`'channelsgtxpr=", max_size=200).map(str.encode)


@FEW
@given(parm=BODIES, chn=BODIES, definition=BODIES, takes=st.binary(max_size=80), start=BODIES)
def test_members_of_any_content_are_read_or_refused_with_a_sentence(
    tmp_path: Path, parm: bytes, chn: bytes, definition: bytes, takes: bytes, start: bytes
) -> None:
    file = tmp_path / "shot.hip"
    usual = b'{\nversion 0.8\ntrange\t[ 0\tlocks=0 ]\t(\t"normal"\t)\nf\t[ 0\tlocks=0 ]\t(\t[ f1\t1 ] \t1\t1\t)\n'
    members = [
        (".start", b"fps 24\ntset " + start),
        (".variables", b"set -g ACTIVETAKE = 'a'\nset -g " + start),
        ("out/a.init", b"type = ifd\n"),
        ("out/a.def", b"flags =  lock off\ninputs\n{\n" + definition),
        ("out/a.chn", b"{\n channel f1 {\n" + chn),
        ("out/a.parm", usual + parm),
        (".takes", b"HoudiniTakeFile 1.0\ntake name a kids 1\n" + takes),
    ]
    file.write_bytes(hip_file.archive(members))
    with contextlib.suppress(SceneError):
        _scene_file.open_scene(str(file)).outputs()


@FEW
@example(text="(" * 5000)
@example(text="-" * 5000 + "1")
@example(text="1" + "+1" * 5000)
@example(text="if(" * 300 + "1")
@example(text='"' + "a" * 5000)
@example(text="{" * 3000)
@example(text="{ if(1) " * 300)
@example(text="pow(10,pow(10,10))")
@example(text="strcat(" + ",".join(['"' + "a" * 900 + '"'] * 20) + ")")
@given(text=SIGNS)
def test_any_expression_is_worked_out_or_refused(text: str) -> None:
    for work in (value, expanded):
        with contextlib.suppress(SceneError):
            work(text, Nowhere())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("`{ s = 'aaaaaaaaaaaaa'; " + "s += s; " * 30 + "return strlen(s); }`", id="doubled and doubled"),
        pytest.param(f"`{{ a = '{'a' * 9000}'; return strlen(strreplace(a, 'a', a)); }}`", id="replaced by itself"),
        pytest.param(f"`{{ a = '{'a' * 9000}'; return strlen(strcat({'a, ' * 3000}a)); }}`", id="joined often"),
        pytest.param("`padzero(99999999, 1)``fpadzero(99999999, 99999999, 1)`", id="places without end"),
        pytest.param("$F99999999", id="a frame without end"),
        pytest.param("$F" + "9" * 5000, id="a width of thousands of digits"),
        pytest.param("$LONG" * 3000, id="a long variable, often"),
    ],
)
def test_a_text_that_grows_without_end_is_refused_before_it_fills_the_memory(text: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(SceneError):
            expanded(text, Nowhere())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


@FEW
@given(text=SIGNS, data=st.binary(max_size=200))
def test_any_text_is_read_as_parameters_channels_and_takes_or_refused(text: str, data: bytes) -> None:
    for read in (Parms, channels):
        with contextlib.suppress(SceneError):
            read("{\nversion 0.8\n" + text)
    takes_of(b"HoudiniTakeFile 1.0\ntake name a kids 2\n" + data)


def test_parameters_that_ask_each_other_in_a_ring_have_an_end(tmp_path: Path) -> None:
    ring = [
        MadeNode(f"/out/r{place}", "ifd", {"vm_picture": f"`chs('../r{(place + 1) % 9}/vm_picture')`", "f": (1, 2, 1),
                                          "trange": "normal"}, {"f2": f"ch('../r{(place + 1) % 9}/f2')"})
        for place in range(9)
    ]  # fmt: skip
    many = "+".join(["ch('../a{}/f1')"] * 900)
    bomb = [
        MadeNode(
            f"/out/a{place}",
            "ifd",
            {"f": (1, 2, 1), "trange": "normal", "vm_picture": "/p/a.$F4.exr"},
            {"f1": many.replace("{}", str(place + 1))},
        )
        for place in range(30)
    ]
    host = _scene_file.open_scene(str(hip_file.written(tmp_path / "shot.hip", MadeScene([*ring, *bomb]))))
    assert len(host.outputs()) == 39
    assert all(output.problems for output in host.outputs())


@pytest.mark.parametrize("ending", [".hip", ".hipnc"])
def test_what_is_huge_and_not_asked_for_costs_no_memory(tmp_path: Path, ending: str) -> None:
    file = hip_file.written(tmp_path / f"shot{ending}", SCENE, between=bytes(range(256)) * 400_000)
    tracemalloc.start()
    try:
        _scene_file.open_scene(str(file))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000
