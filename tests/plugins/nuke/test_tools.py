"""What the farm needs beside the script is told: colours, plug-in folders, gizmos; live and from a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from af_nuke import _paths
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan

from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings

ROOT = "Root {\n first_frame 1\n last_frame 9\n}\n"
WRITE = "Write {\n file /r/w.%04d.exr\n name W\n}\n"
CUSTOM = 'Root {{\n colorManagement OCIO\n OCIO_config custom\n customOCIOConfigPath "{}"\n}}\n'
STAMP = Stamp(1_700_000_000, "0badcafe")


class Place:
    """A home, a show beside it, and a script that is open in Nuke and read from its file."""

    def __init__(self, tmp_path: Path, open_script: Any) -> None:
        self.home, self.show, self._open = tmp_path / "home", tmp_path / "show", open_script
        self.extra: list[str] = []
        self.home.mkdir()
        self.show.mkdir()

    def hosts(self, text: str, folder: Path | None = None, **settings: Any) -> list[Any]:
        file = (folder or self.show) / "comp.nk"
        file.write_text(text)
        session = self._open(text, file)
        session.fake.plugin_folders += self.extra
        hosts = [session.host, open_scene(str(file))]
        for host in hosts:
            host.take_settings(Settings(settings))
        return hosts

    def told(self, host: Any, **target: Any) -> list[str]:
        words = {"host_plan": NukePlan(), "stamp": STAMP, "target": Target("jimmy", "pc01", **target)}
        found = plan(host.scene(), host.outputs(), Settings({}), **words)
        return [f"{one.level}: {one.message} {one.fix}" for one in found.problems]


@pytest.fixture
def place(tmp_path, open_script, monkeypatch) -> Place:
    made = Place(tmp_path, open_script)
    monkeypatch.setenv("HOME", str(made.home))
    monkeypatch.setenv("USERPROFILE", str(made.home))
    return made


def gizmo(folder: Path, name: str = "ShowGlow.gizmo") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("Gizmo {\n}\n")
    return folder / name


@pytest.mark.parametrize("is_in_home", [True, False], ids=["in the home", "in the show"])
@pytest.mark.parametrize("by", ["variable", "project", "chosen for the job"])
def test_colour_configuration_when_it_lies_in_the_home_then_told(place, monkeypatch, by, is_in_home) -> None:
    config = f"{(place.home if is_in_home else place.show).as_posix()}/ocio/config.ocio"
    if by == "variable":
        monkeypatch.setenv("OCIO", config)
    settings = {"environment": {"OCIO": config}} if by == "chosen for the job" else {}
    text = (CUSTOM.format(config) if by == "project" else ROOT) + WRITE
    for host in place.hosts(text, **settings):
        assert host.scene().sources == {"OCIO config": [config]}
        told = [one for one in place.told(host) if "colour" in one]
        assert [one.partition(":")[0] for one in told] == ["warning"] * is_in_home
        assert all(config in one and "Put it into a folder that the farm sees" in one for one in told)
        assert not [one for one in place.told(host, is_local=True) if "colour" in one], "this machine has it"


def test_variable_goes_before_the_configuration_of_the_project(place, monkeypatch) -> None:
    monkeypatch.setenv("OCIO", "/studio/config.ocio")
    for host in place.hosts(CUSTOM.format(f"{place.home.as_posix()}/c.ocio") + WRITE):
        assert host.scene().sources == {"OCIO config": ["/studio/config.ocio"]}
        assert not [one for one in place.told(host) if "colour" in one]


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        pytest.param("ocio://default", False, id="built in"),
        pytest.param("config.ocio", True, id="relative"),
        pytest.param("/studio/c.ocio", False, id="whole"),
        pytest.param("", False, id="none"),
    ],
)
def test_configuration_that_begins_at_no_root_is_told(place, monkeypatch, value, is_told) -> None:
    monkeypatch.setenv("OCIO", value)
    for host in place.hosts(ROOT + WRITE):
        assert bool([one for one in place.told(host) if "begins at no root" in one]) == is_told


def test_configuration_of_nuke_itself_is_no_file_of_the_project(place) -> None:
    text = CUSTOM.format("/p/c.ocio").replace("OCIO_config custom", "OCIO_config aces_1.2") + WRITE
    assert [host.scene().sources for host in place.hosts(text)] == [{}, {}]


def test_variables_that_do_not_go_along_are_not_looked_at(place, monkeypatch) -> None:
    monkeypatch.setenv("OCIO", f"{place.home.as_posix()}/c.ocio")
    monkeypatch.setenv("NUKE_PATH", str(place.home))
    for host in place.hosts(ROOT + WRITE, same_environment=False):
        assert (host.scene().sources, host.scene().farm_problems) == ({}, ())


def test_folders_of_nuke_path_when_one_is_in_the_home_then_told_and_those_that_are_there_are_sources(
    place, monkeypatch
) -> None:
    folders = [place.show / "nuke", place.home / "tools"]
    for folder in folders:
        folder.mkdir()
    listed = [*map(str, folders), str(place.show / "away")]
    monkeypatch.setenv("NUKE_PATH", os.pathsep.join(listed))
    for host in place.hosts(ROOT + WRITE):
        assert host.scene().sources == {"NUKE_PATH": listed[:2]}
        (told,) = [one for one in place.told(host) if one.startswith("warning: NUKE_PATH")]
        assert listed[1] in told and listed[0] not in told
    for host in place.hosts(ROOT + WRITE, place.home):
        assert not [one for one in place.told(host) if one.startswith("warning: NUKE_PATH")], "the farm sees the home"


GLOW = "Read {\n inputs 0\n file /p/a.exr\n name R\n}\nShowGlow {\n name Glow1\n}\n"


@pytest.mark.parametrize("ending", [".gizmo", ".so", ".dll", ".dylib"])
@pytest.mark.parametrize("class_name", ["ShowGlow", "ShowGlow.gizmo"])
def test_gizmo_of_the_artist_s_own_folder_is_told_with_its_nodes(place, ending, class_name) -> None:
    file = gizmo(place.home / ".nuke", f"ShowGlow{ending}")
    for host in place.hosts(ROOT + GLOW.replace("ShowGlow", class_name) + WRITE):
        (told,) = [one for one in place.told(host) if "Glow1" in one and "own folder" in one]
        assert told.startswith("warning: ShowGlow (Glow1)") and file.as_posix() in told and "NUKE_PATH" in told
        assert host.scene().sources["gizmo ShowGlow"] == [file.as_posix()]
        assert not [one for one in place.told(host, is_local=True) if "own folder" in one]


def test_gizmo_that_a_folder_of_nuke_path_has_is_not_told(place, monkeypatch) -> None:
    gizmo(place.show / "nuke" / "gizmos")
    gizmo(place.show / "nuke")
    monkeypatch.setenv("NUKE_PATH", str(place.show / "nuke"))
    for host in place.hosts(ROOT + GLOW + WRITE):
        assert not host.scene().farm_problems
        assert host.scene().sources["gizmo ShowGlow"] == [f"{(place.show / 'nuke').as_posix()}/ShowGlow.gizmo"]


def test_gizmo_of_a_folder_below_one_of_nuke_path_is_not_told(place, monkeypatch) -> None:
    gizmo(place.show / "nuke" / "gizmos")
    monkeypatch.setenv("NUKE_PATH", str(place.show / "nuke"))
    place.extra = [str(place.show / "nuke" / "gizmos")]
    live = place.hosts(ROOT + GLOW + WRITE)[0]
    assert not live.scene().farm_problems and "gizmo ShowGlow" in live.scene().sources


def test_gizmo_that_only_an_init_py_knows_is_noted(place, monkeypatch) -> None:
    file = gizmo(place.show / "elsewhere")
    monkeypatch.setenv("NUKE_PATH", str(place.show))
    place.extra = [str(file.parent)]
    live = place.hosts(ROOT + GLOW + WRITE)[0]
    assert not live.scene().farm_problems, "it lies below"
    monkeypatch.setenv("NUKE_PATH", str(place.show / "nuke"))
    live = place.hosts(ROOT + GLOW + WRITE)[0]
    (told,) = live.scene().farm_problems
    assert told.level == "info" and "init.py" in told.message and file.as_posix() in told.message


def test_nuke_s_own_gizmos_are_not_told(place) -> None:
    gizmo(place.home / "Nuke15" / "plugins")
    live = place.hosts(ROOT + GLOW + WRITE)[0]
    import nuke

    nuke.EXE_PATH = f"{place.home.as_posix()}/Nuke15/Nuke15.1"
    place_of = live.scene
    place.extra = []
    nuke.pluginPath = lambda: [str(place.home / "Nuke15" / "plugins")]
    assert (place_of().sources, place_of().farm_problems) == ({}, ())


def test_configuration_outside_of_the_path_map_is_noted(place, monkeypatch) -> None:
    monkeypatch.setenv("OCIO", "/elsewhere/config.ocio")
    path_map = PathMap([("/r", "/farm/r"), (str(place.show), "/farm/show")])
    for host in place.hosts(ROOT + WRITE):
        (told,) = [one for one in place.told(host, path_map=path_map) if "stand in no path map" in one]
        assert "/elsewhere/config.ocio" in told and "same names" in told


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("/a/b/c", "/a/b", True),
        ("/a/bc", "/a/b", False),
        ("/a/b", "/a/b/", True),
        ("/a/b/../c", "/a/b", False),
        ("/A/b/c", "/a/b", False),
        ("c:\\Users\\Jim\\x", "C:/users/jim", True),
        ("//Server/Jim/x", "\\\\server\\jim", True),
        ("/a", "", False),
        ("", "/a", False),
    ],
)
def test_path_below_a_folder(path, folder, expected) -> None:
    assert _paths.is_below(path, folder) == expected
