"""Scripts that would never come to an end: each is a sentence, or read all the same."""

from __future__ import annotations

import pytest
from af_nuke._scene_file import open_scene
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.errors import SceneError
from tests.plugins.nuke.test_unknown import GOOD, ROOT, A, B, said, scene_of

DEEP = 3000


def many_knobs() -> str:
    """Thirty knobs, each of which asks the next one ten times."""
    lines = "".join(f" addUserKnob {{7 k{n}}}\n k{n} {{{{{'+'.join([f'k{n + 1}'] * 10)}}}}}\n" for n in range(15))
    limit = " use_limit true\n first {{k0}}\n last 1\n file /r/a.%04d.exr\n name W\n"
    return f"Write {{\n addUserKnob {{7 k15}}\n k15 1\n{lines}{limit}}}\n"


@pytest.mark.parametrize("knob", ["first_frame", "last_frame"])
@pytest.mark.parametrize("number", ["9" * 400, f"-{'9' * 400}", f"{{{{{'9' * 400}-{'9' * 400}}}}}"])
def test_project_range_beyond_all_frames_is_a_sentence(tmp_path, knob, number) -> None:
    (output,) = scene_of(tmp_path, f"Root {{\n {knob} {number}\n}}\n{GOOD}").outputs()
    assert f"The {knob} of the project cannot be worked out" in output.unknown_frames
    assert len(output.unknown_frames) < 500


def test_groups_without_an_end_are_a_sentence(tmp_path) -> None:
    text = "Group {\n name G\n}\n" * DEEP + GOOD + "end_group\n" * DEEP
    with pytest.raises(SceneError, match="more than 200 groups within each other"):
        scene_of(tmp_path, text)


@pytest.mark.parametrize("knob", ["first", "last"])
@pytest.mark.parametrize("number", ["9" * 400, f"-{'9' * 400}", f"{{{{{'9' * 400}-{'9' * 400}}}}}"])
def test_limit_beyond_all_frames_is_a_sentence(tmp_path, knob, number) -> None:
    text = f"{ROOT}Write {{\n file /r/a.%04d.exr\n use_limit true\n first 1\n last 2\n {knob} {number}\n name W\n}}\n"
    assert "error W:" in said(scene_of(tmp_path, text))


def test_clones_of_clones_are_read(tmp_path) -> None:
    clone = "set C [stack 0]\nclone $C {\n xpos 1\n}\n"
    (output,) = scene_of(tmp_path, ROOT + GOOD + clone * DEEP).outputs()
    assert output.id == "Good"


def test_knobs_that_ask_each_other_without_end_are_a_sentence(tmp_path) -> None:
    assert "error W: Its frame range cannot be worked out" in said(scene_of(tmp_path, ROOT + many_knobs()))


@pytest.mark.parametrize("length", [1, 2, 40])
def test_precomps_that_name_each_other_are_told(tmp_path, length) -> None:
    for number in range(length):
        following = tmp_path / f"p{(number + 1) % length}.nk"
        text = f"{ROOT}{A}Precomp {{\n inputs 0\n file {following}\n name P\n}}\n{B}"
        (tmp_path / f"p{number}.nk").write_text(text, "utf-8")
    host = open_scene(str(tmp_path / "p0.nk"))
    assert "warning B: Whether it reads what another output writes is not known: P: " in said(host)


PARTS = [
    *("Group {\n name G\n}\n", "LiveGroup {\n published true\n}\n", "LiveGroup {\n}\n", "end_group\n", GOOD),
    *("push 0\n", "set C [stack 0]\n", "clone $C {\n}\n", "Precomp {\n file x.nk\n}\n", "MyTool {\n}\n"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=40))
def test_any_order_of_groups_ends_in_an_answer(tmp_path_factory, parts) -> None:
    host = scene_of(tmp_path_factory.getbasetemp(), ROOT + "".join(parts))
    assert [output.id for output in host.outputs()] or "error outputs:" in said(host)
