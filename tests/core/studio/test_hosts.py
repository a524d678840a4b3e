"""The plugins that are found: what their `host.json` may say, whose counts, whose is not trusted, and how they load."""

from __future__ import annotations

import copy
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import SceneError, SettingsError
from afsubmit.studio import host_file, hosts

SMALL = {"name": "paint", "title": "Paint", "package": "af_paint", "endings": [".paint"]}
WHOLE: dict[str, Any] = {
    **SMALL,
    "programs": {"names": "paint", "linux": ["/opt/paint"]},
    "install": {
        "home": {"linux": ["{HOME}/.paint"]},
        "targets": [{"path": "afsubmit-paint"}],
        "core": "core/afsubmit",
        "next": "Start Paint.",
    },
}


def plugin(folder: Path, said: Any = SMALL, files: dict[str, str] | None = None) -> Path:
    """A plugin in `folder`, of a `host.json` and the files of its package."""
    package = folder / "af_paint"
    package.mkdir(parents=True)
    (folder / "host.json").write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
    for name, text in {"__init__.py": "", **(files or {})}.items():
        (package / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let AFSUBMIT_PLUGINS name these folders."""

    def name(*folders: Path) -> None:
        monkeypatch.setenv(hosts.VARIABLE, os.pathsep.join(map(str, folders)))

    monkeypatch.delitem(sys.modules, "afsubmit_plugin_paint", raising=False)
    yield name
    for module in [one for one in sys.modules if one.startswith("afsubmit_plugin_paint")]:
        del sys.modules[module]


def changed(place: str, value: Any) -> dict[str, Any]:
    """WHOLE with another value at a place ("install.next"); None takes it away."""
    said = copy.deepcopy(WHOLE)
    inner = said
    *path, last = place.split(".")
    for key in path:
        inner = inner[key]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return said


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param("{", "host.json:1:2: Expecting property name", id="no JSON"),
        pytest.param("[]", "must hold one object", id="a list"),
        pytest.param("", "host.json:1:1: Expecting value", id="an empty file"),
        pytest.param("[" * 9000 + "]" * 9000, "nested too deeply", id="nested without end"),
        pytest.param({}, "name is missing", id="an empty object"),
        pytest.param(changed("endings", None), "endings is missing", id="without endings"),
        pytest.param(changed("endings", ".paint"), "endings must be a list", id="one ending that is no list"),
        pytest.param(changed("endings", []), "endings must be a list with something in it", id="no ending"),
        pytest.param(changed("endings", ["paint"]), "endings[0] is 'paint'", id="an ending without its dot"),
        pytest.param(changed("name", "../paint"), "name is '../paint'", id="a name that is a path"),
        pytest.param(changed("name", 5), "name must be a text", id="a name that is a number"),
        pytest.param(changed("package", "a/b"), "package is 'a/b'", id="a package that is a path"),
        pytest.param(changed("titel", "Paint"), "titel is not known; known are name, title", id="a misspelled key"),
        pytest.param(changed("programs.names", "("), "programs.names is no regular expression", id="a broken pattern"),
        pytest.param(
            changed("programs.linux", "/opt"), "programs.linux must be a list", id="programs that are no list"
        ),
        pytest.param(changed("install", []), "install must be an object", id="an install part that is a list"),
        pytest.param(changed("install.next", None), "install.next is missing", id="an install part without its end"),
        pytest.param(
            changed("install.targets", [{}]), "install.targets[0].path is missing", id="a target without path"
        ),
        pytest.param(
            changed("install.versions", {"oldest": "new"}), "install.versions.oldest is 'new'", id="no version"
        ),
        pytest.param(
            changed("install.blocks", {"init": "x"}), "install.blocks.init must be a list", id="a block as text"
        ),
    ],
)
def test_wrong_host_json_is_a_sentence_that_names_the_place_and_stops_no_other(tmp_path, use, said, sentence) -> None:
    use(plugin(tmp_path / "one", said))
    (problem,) = hosts.problems()
    assert str(tmp_path / "one" / "host.json") in problem.message
    assert sentence in problem.message
    assert {"nuke", "blender"} <= set(hosts.found()), "those that came with the core"
    with pytest.raises(SceneError, match="no plugin for paint") as raised:
        hosts.named("paint")
    assert problem.message in str(raised.value)


def test_wrong_host_json_that_came_with_the_core_is_an_error(tmp_path, monkeypatch) -> None:
    plugin(tmp_path / "plugins" / "paint", changed("title", None))
    monkeypatch.setattr(hosts, "CORE", str(tmp_path / "core" / "afsubmit"))
    hosts._found.cache_clear()
    with pytest.raises(SettingsError, match="title is missing"):
        hosts.found()
    hosts._found.cache_clear()


def test_every_host_json_of_ours_has_the_shape_and_the_whole_one_of_these_tests_too() -> None:
    assert list(host_file.faults(WHOLE, host_file.SHAPE)) == []
    assert {"nuke", "blender", "maya", "houdini"} <= set(hosts.found())


def test_folder_may_be_a_plugin_or_hold_some(tmp_path, use) -> None:
    plugin(tmp_path / "all" / "paint")
    use(tmp_path / "all")
    assert hosts.of_file("a/B.PAINT").name == "paint"
    use(tmp_path / "all" / "paint")
    assert hosts.named("paint").package == str(tmp_path / "all" / "paint" / "af_paint")
    assert hosts.problems() == []


def test_folder_without_a_plugin_is_told(tmp_path, use) -> None:
    use(tmp_path / "away")
    (problem,) = hosts.problems()
    assert f"{tmp_path / 'away'} holds no host.json" in problem.message


def test_of_two_plugins_of_one_name_the_first_named_counts_and_a_studio_s_before_ours(tmp_path, use) -> None:
    first, second = plugin(tmp_path / "1"), plugin(tmp_path / "2", {**SMALL, "title": "Other"})
    use(first, second)
    assert hosts.named("paint").title == "Paint"
    use(second, first)
    assert hosts.named("paint").title == "Other"
    use(plugin(tmp_path / "3", {**SMALL, "name": "nuke"}))
    assert hosts.named("nuke").title == "Paint"


def test_plugin_that_carries_the_core_counts_before_all(tmp_path, use, monkeypatch) -> None:
    carrying = plugin(tmp_path / "installed", {**SMALL, "title": "Carried"})
    monkeypatch.setattr(hosts, "CORE", str(carrying / "core" / "afsubmit"))
    use(plugin(tmp_path / "studio"))
    hosts._found.cache_clear()
    assert {name: one.title for name, one in hosts.found().items()} == {"paint": "Carried"}
    hosts._found.cache_clear()


@pytest.mark.posix("Python sees no owners there")
@pytest.mark.parametrize("open_one", ["host.json", "af_paint", "af_paint/plan.py", "."])
def test_plugin_that_others_can_write_is_not_run(tmp_path, use, open_one: str) -> None:
    folder = plugin(tmp_path / "one", files={"plan.py": "raise SystemExit('it ran')"})
    (folder / open_one).chmod((folder / open_one).stat().st_mode | 0o002)
    use(folder)
    (problem,) = hosts.problems()
    assert "everybody can write it" in problem.message
    assert "chmod go-w" in problem.message
    with pytest.raises(SceneError, match="no plugin for paint"):
        hosts.module("paint", "plan")


def test_module_is_one_of_the_package_and_loads_what_lies_beside_it(tmp_path, use) -> None:
    use(plugin(tmp_path, files={"plan.py": "from .words import WORD", "words.py": "WORD = 'here'"}))
    assert hosts.module("paint", "plan").WORD == "here"
    assert "af_paint" not in sys.modules, "nothing that an application imports is taken by its name"


def test_package_of_another_folder_is_loaded_anew(tmp_path, use) -> None:
    for name in ("1", "2"):
        use(plugin(tmp_path / name, files={"plan.py": f"PLACE = '{name}'"}))
        assert hosts.module("paint", "plan").PLACE == name


def test_package_that_failed_to_load_is_not_taken_for_loaded(tmp_path, use) -> None:
    use(plugin(tmp_path, files={"__init__.py": "import away_from_here", "plan.py": ""}))
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            hosts.module("paint", "plan")


@pytest.mark.parametrize("lacks", ["plan.py", "__init__.py"])
def test_file_that_is_not_there_is_a_sentence(tmp_path, use, lacks: str) -> None:
    folder = plugin(tmp_path, files={"plan.py": ""})
    (folder / "af_paint" / lacks).unlink()
    use(folder)
    with pytest.raises(SceneError, match="af_paint"):
        hosts.module("paint", "plan")
