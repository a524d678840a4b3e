"""Places of applications as their data says: folders by version in every fashion, and files that name the plugin."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import AfError
from afsubmit.install import places, recipe, tree
from afsubmit.studio import hosts

MODULES: dict[str, Any] = {
    "home": {
        "linux": ["{PAINT_APP_DIR}/{version}", "{HOME}/paint/{version}"],
        "darwin": ["{HOME}/Library/Preferences/Paint/{version}"],
        "win32": ["{DOCUMENTS}/paint/{version}"],
    },
    "versions": {"oldest": "2022", "answer": "paint(\\d{4})"},
    "targets": [{"path": "afsubmit-paint"}],
    "core": "core/afsubmit",
    "written": {"modules/afsubmit.mod": ["+ [PAINTVERSION:{version}] afsubmit {release} {target}", "", "scripts: ."]},
    "next": "Start Paint.",
}
"""A folder for each year, and a module file that names the plugin's."""
PACKAGES: dict[str, Any] = {
    "home": {
        "linux": ["{PAINT_PREF_DIR}", "{HOME}/paint{version}"],
        "darwin": ["{PAINT_PREF_DIR}", "{HOME}/Library/Preferences/paint/{version}"],
        "win32": ["{PAINT_PREF_DIR}", "{DOCUMENTS}/paint{version}"],
    },
    "versions": {"oldest": "19.5", "answer": "paint(\\d+\\.\\d+)\\.", "word": "__PVER__"},
    "targets": [{"path": "afsubmit-paint"}],
    "core": "core/afsubmit",
    "written": {
        "packages/afanasy.json": {
            "path": "{target}",
            "env": [{"PAINT": ["{target}", {"method": "prepend"}]}],
            "on": True,
        }
    },
    "next": "Start Paint.",
}
"""A folder that holds its version in its name, and a package file in JSON."""


@pytest.mark.parametrize(
    ("said", "platform", "environ", "place"),
    [
        pytest.param(MODULES, "linux", {}, "/h/paint/2025", id="a folder by year"),
        pytest.param(MODULES, "linux", {"PAINT_APP_DIR": "/p/q"}, "/p/q/2025", id="moved by a variable"),
        pytest.param(MODULES, "darwin", {}, "/h/Library/Preferences/Paint/2025", id="macOS"),
        pytest.param(MODULES, "freebsd", {}, "/h/paint/2025", id="a system nobody described: as Linux"),
        pytest.param(PACKAGES, "linux", {}, "/h/paint2025", id="the version in the folder's name"),
        pytest.param(PACKAGES, "linux", {"PAINT_PREF_DIR": "/p/x__PVER__y"}, "/p/x2025y", id="a word for the version"),
        pytest.param(
            PACKAGES, "linux", {"PAINT_PREF_DIR": "/p/x"}, "/h/paint2025", id="a variable that lacks the word"
        ),
        pytest.param(PACKAGES, "win32", {"USERPROFILE": "/u"}, "/u/Documents/paint2025", id="Windows"),
    ],
)
def test_folder_of_a_version_is_where_the_data_says(said, platform, environ, place) -> None:
    home = places.home(said, "Paint", {"HOME": "/h", **environ}, platform)
    assert home.of("2025") == Path(place)


def test_home_that_no_variable_says_is_a_sentence() -> None:
    with pytest.raises(AfError, match="Where Paint keeps the user's settings is not known here; say it with --folder"):
        places.home({"home": {"linux": ["{NOWHERE}/x"]}}, "Paint", {}, "linux")


@pytest.mark.parametrize(
    ("said", "names", "versions"),
    [
        pytest.param(MODULES, ["2024", "2022", "2019", "scripts", "2025.1", "20x5"], ["2022", "2024"], id="years"),
        pytest.param(PACKAGES, ["paint20.5", "paint9.0", "paint20", "20.5", "paint21.0.old"], ["20.5"], id="in names"),
    ],
)
def test_versions_are_those_with_a_folder(tmp_path, said, names, versions) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    (tmp_path / "2026").write_text("a file")
    home = places.home_in(said, tmp_path, "linux")
    assert sorted(one for one in home.versions() if places.is_known(said, one)) == versions


def test_programs_that_are_not_asked_say_their_version_by_their_path() -> None:
    assert places.of_programs(MODULES, ["/usr/autodesk/paint2025/bin/paint", "/opt/paint2019/bin/p"]) == ["2025"]
    assert places.of_programs(PACKAGES, ["/opt/paint20.5.332/bin/p", "/usr/bin/p"]) == ["20.5"]


@pytest.mark.posix("a program of POSIX in an application of macOS")
def test_application_of_macos_is_asked_by_the_program_in_its_bundle(tmp_path) -> None:
    for name, said in (("Blender.app", "Blender 4.5.3 LTS"), ("Blender 3.3.app", "Blender 3.3.1"), ("gone.app", "")):
        program = tmp_path / "Applications" / name / "Contents" / "MacOS" / "Blender"
        program.parent.mkdir(parents=True)
        if said:
            program.write_text(f"#!/bin/sh\necho '{said}'\n")
            program.chmod(0o755)
    programs = sorted(map(str, (tmp_path / "Applications").iterdir()))
    assert places.of_programs(hosts.named("blender").install, programs) == ["4.5"]


@pytest.mark.parametrize(
    ("name", "environ", "place"),
    [
        pytest.param("nuke", {}, ".nuke", id="Nuke"),
        pytest.param("maya", {}, "Library/Preferences/Autodesk/maya/2025", id="Maya"),
        pytest.param("houdini", {}, "Library/Preferences/houdini/2025", id="Houdini"),
        pytest.param("blender", {}, "Library/Application Support/Blender/2025", id="Blender"),
        pytest.param("maya", {"MAYA_APP_DIR": "/Volumes/p/maya"}, "/Volumes/p/maya/2025", id="Maya, moved"),
    ],
)
def test_plugin_goes_where_the_application_of_macos_looks(name, environ, place) -> None:
    home = places.home(hosts.named(name).install, name, {"HOME": "/Users/a b é", **environ}, "darwin")
    assert home.of("2025") == Path("/Users/a b é") / place


def paint(folder: Path, said: dict[str, Any]) -> recipe.Recipe:
    (folder / "plugin").mkdir(exist_ok=True)
    (folder / "plugin" / "door.py").write_text("x = 1\n")
    return recipe.Recipe("paint", "Paint", folder / "plugin", said)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.posix("the folders are those of Linux")
@pytest.mark.parametrize(
    ("said", "folders", "written"),
    [
        pytest.param(MODULES, ["2024", "2025"], "modules/afsubmit.mod", id="modules"),
        pytest.param(PACKAGES, ["paint19.5", "paint20.5"], "packages/afanasy.json", id="packages"),
    ],
)
def test_every_version_gets_plugin_and_file_and_uninstall_takes_exactly_these(tmp_path, said, folders, written) -> None:
    home = tmp_path / 'a "home" été'
    for name in folders:
        (home / name / "mine").mkdir(parents=True)
        (home / name / "mine" / "a.txt").write_text("mine")
    before = contents(home)
    one = paint(tmp_path, said)
    told = list(recipe.install(one, home, "", list))
    for name in folders:
        text = (home / name / written).read_text("utf-8")
        target = home / name / "afsubmit-paint"
        assert (target / "door.py").is_file()
        assert (target / "core" / "afsubmit" / "__init__.py").is_file()
        if written.endswith(".json"):
            said_there = json.loads(text)
            assert (said_there["path"], said_there["on"]) == (target.as_posix(), True)
            assert said_there["env"][0]["PAINT"][0] == target.as_posix()
        else:
            assert text.splitlines()[0].startswith(f"+ [PAINTVERSION:{name}] afsubmit ")
            assert text.splitlines()[0].endswith(f" {target.as_posix()}")
        assert os.listdir((home / name / written).parent) == [Path(written).name], "whatever lies there may be read"
        assert any(f"wrote {home / name / written}." in line for line in told)
    once = contents(home)
    list(recipe.install(one, home, "", list))
    assert contents(home) == once
    list(recipe.uninstall(one, home, ""))
    assert contents(home) == before
    assert "there was no plugin" in " ".join(recipe.uninstall(one, home, ""))


def test_file_of_somebody_else_is_kept_and_nothing_is_installed(tmp_path) -> None:
    theirs = tmp_path / "2025" / "modules" / "afsubmit.mod"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    before = contents(tmp_path / "2025")
    one = paint(tmp_path, MODULES)
    with pytest.raises(AfError, match="was not put there by"):
        list(recipe.install(one, tmp_path, "2025", list))
    list(recipe.uninstall(one, tmp_path, "2025"))
    assert contents(tmp_path / "2025") == before


def test_file_that_a_newer_plugin_needs_no_more_goes(tmp_path) -> None:
    one = paint(tmp_path, MODULES)
    list(recipe.install(one, tmp_path, "2025", list))
    newer = {**MODULES, "written": {"modules/other.mod": ["+ {target}"]}}
    list(recipe.install(paint(tmp_path, newer), tmp_path, "2025", list))
    assert os.listdir(tmp_path / "2025" / "modules") == ["other.mod"]


@pytest.mark.posix("no such names there")
def test_folder_whose_name_would_end_a_line_is_refused(tmp_path) -> None:
    home = tmp_path / "a\nb"
    with pytest.raises(AfError, match="control character"):
        list(recipe.install(paint(tmp_path, MODULES), home, "2025", list))
    assert not home.exists()


def test_file_that_cannot_be_written_is_a_sentence_and_uninstall_still_works(tmp_path) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "modules").write_text("a file")
    one = paint(tmp_path, MODULES)
    with pytest.raises(AfError, match=r"afsubmit\.mod cannot be written"):
        list(recipe.install(one, tmp_path, "2025", list))
    assert not list((tmp_path / "2025" / "afsubmit-paint").glob("*.part"))
    list(recipe.uninstall(one, tmp_path, "2025"))
    assert contents(tmp_path / "2025") == {"modules": b"a file"}
    assert tree.written_by(tmp_path / "2025" / "afsubmit-paint") == []
