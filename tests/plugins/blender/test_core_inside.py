"""The add-on and whoever loads it share one core: the one it carries, else the one at the top."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from afsubmit.errors import SceneError
from afsubmit.studio import hosts

PROJECT = Path(__file__).resolve().parents[3]
CORE, PLUGIN = PROJECT / "core", PROJECT / "plugins" / "blender"

LOOK = """
import importlib, json, sys
known, finders = set(sys.modules), list(sys.meta_path)
plan = importlib.import_module("afanasy.plan")
errors = importlib.import_module("afanasy.afsubmit.errors")
scene = importlib.import_module("afanasy.afsubmit.submission.planning.scene")
found = {
    "block": plan.Block.__module__,
    "scene": scene.__file__,
    "copies": sorted(name for name, one in sys.modules.items() if getattr(one, "__file__", "") == errors.__file__),
    "at the top": "afsubmit" in sys.modules,
}
importlib.import_module("afanasy._core").forget("afanasy")
found["left"] = [name for name in set(sys.modules) - known if name.startswith("afanasy.")]
found["finders"] = len(sys.meta_path) - len(finders)
found["names"] = [name for name in vars(sys.modules["afanasy"]) if name in ("plan", "_core", "afsubmit")]
importlib.reload(sys.modules["afanasy"])
found["is anew"] = importlib.import_module("afanasy.plan") is not plan
print(json.dumps(found))
"""


def look(*folders: Path) -> dict:
    """What another Python with these folders on its path says of the add-on."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, env=environment, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("room", ["errors", "document", "document.frames", "submission.planning.scene", "studio.hosts"])
def test_loaded_by_the_command_line_then_its_core_has_a_second_name_and_no_second_copy(room: str) -> None:
    add_on = hosts.module("blender", "plan").__package__
    usual, second = (importlib.import_module(f"{name}.{room}") for name in ("afsubmit", f"{add_on}.afsubmit"))
    assert second is usual
    assert (usual.__name__, usual.__spec__.name) == (f"afsubmit.{room}", f"afsubmit.{room}")


def test_error_of_the_add_on_is_caught_by_its_class(tmp_path: Path) -> None:
    path = tmp_path / "shot.blend"
    path.write_bytes(b"no scene")
    with pytest.raises(SceneError, match=r"no \.blend file"):
        hosts.module("blender", "_scene_file").open_scene(str(path), "")


@pytest.mark.parametrize("is_by_site", [False, True], ids=["alone", "beside a site's own"])
def test_carried_core_is_the_one_that_counts(archive: Path, tmp_path: Path, is_by_site: bool) -> None:
    zipfile.ZipFile(archive).extractall(tmp_path)
    found = look(tmp_path, *([CORE] if is_by_site else []))
    assert found["block"] == "afanasy.afsubmit.document.block"
    assert found["scene"].startswith(str(tmp_path / "afanasy" / "afsubmit"))
    assert (found["copies"], found["at the top"]) == (["afanasy.afsubmit.errors"], False)
    assert (found["left"], found["finders"], found["names"], found["is anew"]) == ([], 0, [], True)


def test_core_at_the_top_serves_an_add_on_that_carries_none_and_nothing_stays_behind() -> None:
    found = look(PLUGIN, CORE)
    assert (found["block"], found["at the top"]) == ("afsubmit.document.block", True)
    assert found["copies"] == ["afanasy.afsubmit.errors", "afsubmit.errors"], "two names of one module"
    assert found["scene"].startswith(str(CORE))
    assert (found["left"], found["finders"], found["names"], found["is anew"]) == ([], 0, [], True)


def test_without_any_core_the_sentence_says_what_is_missing() -> None:
    with pytest.raises(AssertionError, match="No module named 'afsubmit'"):
        look(PLUGIN)
