"""`afsubmit install` on Windows, told no folder: the user's own places, as variables and the registry name them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from afsubmit.cli.main import main
from afsubmit.install import recipe
from afsubmit.studio import hosts, windows_registry

pytestmark = pytest.mark.windows("the registry, and the places that Windows has for a user")

HOSTS = ("nuke", "maya", "houdini", "blender")
USER = "Jörg O'Neil & Söhne (50%) 日本"
OWN = b"import nuke\r\n"


@contextlib.contextmanager
def written(key: str, name: str, value: str) -> Iterator[None]:
    """That text in the user's part of the registry; what stood there before is there again afterwards."""
    import winreg

    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
        before, kind = winreg.QueryValueEx(opened, name)
        winreg.SetValueEx(opened, name, 0, winreg.REG_EXPAND_SZ, value)
        try:
            yield
        finally:
            winreg.SetValueEx(opened, name, 0, kind, before)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def plugins() -> dict[str, list[Path]]:
    """Where `afsubmit doctor` sees the plugins."""
    return {name: [folder for folder, _ in recipe.installed(recipe.of(hosts.named(name)))] for name in HOSTS}


def test_plugins_when_documents_were_moved_then_in_the_users_places_and_out_again(tmp_path, monkeypatch) -> None:
    """One test, since the registry is one for all that runs at the same time."""
    profile = tmp_path / "Users" / USER
    documents, roaming = profile / "OneDrive - Söhne" / "Dokumente", profile / "AppData" / "Roaming"
    monkeypatch.setenv("USERPROFILE", str(profile))
    monkeypatch.setenv("APPDATA", str(roaming))
    monkeypatch.delenv("HOME", raising=False)
    blender, nuke = roaming / "Blender Foundation" / "Blender", profile / ".nuke"
    for place in (documents / "maya" / "2025", documents / "houdini20.5", blender / "4.5", nuke):
        place.mkdir(parents=True)
        (place / "of the artist.txt").write_text("mine")
    (nuke / "init.py").write_bytes(OWN)
    moved = r"%USERPROFILE%\OneDrive - Söhne\Dokumente"
    profile_there = written(windows_registry.PROFILE, "USERPROFILE", str(profile))
    with profile_there, written(windows_registry.DOCUMENTS, "Personal", moved):
        assert windows_registry.documents(str(profile)) == str(documents)
        assert windows_registry.documents(str(tmp_path)) == "", "another user's"
        before = everything(tmp_path)
        assert main(["install", *HOSTS]) == 0
        assert plugins() == {
            "nuke": [nuke / "afsubmit-nuke"],
            "maya": [documents / "maya" / "2025" / "afsubmit-maya" / "scripts"],
            "houdini": [documents / "houdini20.5" / "afsubmit-houdini"],
            "blender": [blender / "4.5" / "extensions" / "user_default" / "afanasy"],
        }
        assert (documents / "maya" / "2025" / "modules" / "afsubmit.mod").is_file()
        package = json.loads((documents / "houdini20.5" / "packages" / "afanasy.json").read_text("utf-8"))
        assert package["hpath"] == (documents / "houdini20.5" / "afsubmit-houdini").as_posix()
        assert (nuke / "init.py").read_bytes().startswith(OWN)
        for folder in (folder for found in plugins().values() for folder in found):
            assert list(folder.rglob("afsubmit/__init__.py")), folder
        assert main(["install", *HOSTS, "--uninstall"]) == 0
        assert everything(tmp_path) == before
