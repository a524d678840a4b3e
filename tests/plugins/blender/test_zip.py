"""The zip that an artist installs."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import afsubmit

BLENDER = Path(__file__).resolve().parents[3] / "plugins" / "blender"


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_zip", BLENDER / "build_zip.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build


def test_zip_holds_one_folder_with_the_core_in_it_and_nothing_compiled(build, tmp_path) -> None:
    names = zipfile.ZipFile(build(tmp_path)).namelist()
    assert {name.partition("/")[0] for name in names} == {"afanasy"}
    assert {"afanasy/__init__.py", "afanasy/blender_manifest.toml", "afanasy/afsubmit/wire/client.py"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_zip_built_twice_has_the_same_bytes(build, tmp_path) -> None:
    assert build(tmp_path / "a").read_bytes() == build(tmp_path / "b").read_bytes()


def test_version_is_the_same_in_manifest_table_and_core() -> None:
    manifest = (BLENDER / "afanasy" / "blender_manifest.toml").read_text("utf-8")
    table = (BLENDER / "afanasy" / "__init__.py").read_text("utf-8")
    numbers = re.search(r'"version": \((\d+), (\d+), (\d+)\)', table)
    assert f'\nversion = "{afsubmit.__version__}"\n' in manifest
    assert ".".join(numbers.groups()) == afsubmit.__version__


def test_core_in_the_zip_knows_the_application_that_carries_it(build, tmp_path) -> None:
    zipfile.ZipFile(build(tmp_path)).extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from afanasy.afsubmit.studio import hosts\n"
        "print(*hosts.found(), hosts.named('blender').package)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["blender", str(tmp_path / "afanasy")], done.stderr
