"""The open scene in Maya: what is told of it, its copy with XGen's files, and the session after anything that fails."""

from __future__ import annotations

import shlex

import pytest
from af_maya.plan import MayaPlan

from afsubmit.errors import SceneError
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes import stand_in
from tests.fakes.maya import Habits
from tests.plugins.maya.scenes import CAMERAS, FURRY, GLOBALS, HEAD, LAYERS, MANAGER, OWN, palettes


def host_of():
    from af_maya._host import MayaHost

    return MayaHost()


def test_scene_that_was_never_saved_has_no_path_and_no_sidecars(open_scene) -> None:
    open_scene(FURRY, path="")
    state = host_of().scene()
    assert (state.path, state.name, dict(state.sidecars)) == ("", "untitled", {})


def test_export_hook_of_another_tool_that_raises_is_a_sentence_and_the_session_stays(open_scene, monkeypatch) -> None:
    session = open_scene(LAYERS)
    host, before = host_of(), session.state()

    def raising(path: str, kind: str) -> str:
        session.fake.time, session.fake.is_modified = 5.0, True
        raise RuntimeError("of a colleague's hook")

    monkeypatch.setattr(session.fake, "_export", raising)
    with pytest.raises(SceneError, match="colleague's hook"), host.unchanged():
        host.save_snapshot(str(session.path.with_name("copy.ma")))
    assert session.state() == before


def test_settings_mark_the_scene_as_changed_when_they_are_others_only(open_scene) -> None:
    fake = open_scene(LAYERS).fake
    host = host_of()
    host.store_settings({})
    assert not fake.is_modified and dict(host.load_settings()) == {}
    host.store_settings({"priority": 7})
    assert fake.is_modified
    fake.is_modified = False
    host.store_settings({"priority": 7})
    assert dict(host.load_settings()) == {"priority": 7} and not fake.is_modified


def test_settings_survive_save_as(open_scene, tmp_path) -> None:
    fake = open_scene(LAYERS).fake
    host_of().store_settings({"job_name": 'été "x" \\ [a]'})
    fake.save(str(tmp_path / "other.ma"))
    open_scene((tmp_path / "other.ma").read_text("utf-8"), path=tmp_path / "other.ma")
    assert dict(host_of().load_settings()) == {"job_name": 'été "x" \\ [a]'}


def test_twelve_palettes_are_thirty_six_sidecars(open_scene) -> None:
    names = [f"fur{number}" for number in range(11)] + ["ns:fur"]
    session = open_scene(HEAD + CAMERAS + MANAGER + palettes(*names) + GLOBALS + OWN)
    for name in names[:-1]:
        session.path.with_name(f"{session.path.stem}__{name}.xgen").write_text(name, "utf-8")
    state = host_of().scene()
    assert len(state.sidecars) == 36
    assert state.sidecars["__fur0.xgen"] == session.path.with_name(f"{session.path.stem}__fur0.xgen").as_posix()
    assert state.sidecars["__ns__fur.abc"] == state.sidecars["__fur0.xgd"] == "", "Maya may still write it"
    (missing,) = [problem for problem in state.problems if "XGen" in problem.message]
    assert missing.where == "ns:fur" and "__ns__fur.xgen" in missing.message


@pytest.mark.parametrize("writes", [False, True], ids=["Maya writes none", "Maya writes them with a copy"])
def test_copy_names_the_files_of_xgen_beside_it(open_scene, writes) -> None:
    text = FURRY.replace('"fur";\n', '"fur";\n\tsetAttr ".xfn" -type "string" "shot v001__fur.xgen";\n')
    session = open_scene(text, habits=Habits(export_writes_xgen=writes))
    host, copy = host_of(), session.path.with_name("copy.ma")
    with host.unchanged():
        host.save_snapshot(str(copy))
    assert '"copy__fur.xgen"' in copy.read_text("utf-8")
    assert '"shot v001__fur.xgen"' in session.path.read_text("utf-8"), "the artist's own is only read"
    assert copy.with_name("copy__fur.xgen").exists() is writes


def test_maya_s_own_python_runs_the_local_farm(open_scene, tmp_path, monkeypatch) -> None:
    open_scene(LAYERS)
    mayapy = stand_in.write(tmp_path / "bin", "mayapy", "-s")
    monkeypatch.setenv("MAYA_LOCATION", str(tmp_path))
    assert host_of().python() == mayapy


@pytest.mark.parametrize("name", ["Render", "Render.exe"])
def test_farm_of_this_machine_starts_the_render_beside_the_running_maya(
    name, open_scene, tmp_path, monkeypatch
) -> None:
    open_scene(LAYERS)
    (tmp_path / "bin").mkdir()
    for each in ("maya", "maya.exe", "mayapy", name):
        (tmp_path / "bin" / each).touch()
    monkeypatch.setenv("MAYA_LOCATION", str(tmp_path))
    host = host_of()
    render, here = str(tmp_path / "bin" / name), Target("jimmy", "pc01", "posix", is_local=True)
    made = plan(host.scene(), host.outputs(), Settings({}), host_plan=MayaPlan(), stamp=Stamp(1, "0bad"), target=here)
    assert [shlex.split(block["command"])[:2] for job in made.jobs for block in job.document["blocks"]] == [
        [render, "-r"] for _ in host.outputs()
    ]


def test_where_no_render_lies_the_one_on_the_path_is_meant(open_scene, tmp_path, monkeypatch) -> None:
    open_scene(LAYERS)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "maya").touch()
    monkeypatch.setenv("MAYA_LOCATION", str(tmp_path))
    assert host_of().scene().application == ""
