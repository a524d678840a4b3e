"""The wheel, the one file and the Blender zip: made in dist, and each tried as its users would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import nox

from tests.fakes import blend_file
from tests.sessions.runs import PYTHONS, install, interpreter, note

HERE = Path(__file__).resolve().parents[2]


def make_all(session: nox.Session) -> None:
    """Make them in dist, which is emptied first, and try each."""
    install(session, "build", "hatchling", "virtualenv")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--no-isolation", "--wheel", "--outdir", "dist", ".", silent=True)
    wheel = next(Path("dist").glob("*.whl"))
    session.log(f"{wheel}: {wheel.stat().st_size // 1024} KiB")
    _try_wheel(session, wheel)
    _one_file(session)
    archive = blender_zip(session)
    session.log(f"{archive}: {archive.stat().st_size // 1024} KiB")
    _validate_extension(session, archive)


def _try_wheel(session: nox.Session, wheel: Path) -> None:
    fresh = Path(session.create_tmp()) / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    session.run("python", "-m", "virtualenv", "--quiet", str(fresh))
    scripts = fresh / ("Scripts" if os.name == "nt" else "bin")
    session.run(str(scripts / "python"), "-m", "pip", "install", "--quiet", "--no-index", str(wheel), external=True)
    for module in ("af", "afcommon", "afnetwork", "afsubmit", "afsubmit_plugins.blender"):
        session.run(str(scripts / "python"), "-I", "-c", f"import {module}", external=True)
    session.run(str(scripts / "afsubmit"), "--version", external=True)
    session.run(str(scripts / "afcmd"), "help", external=True, silent=True)
    _try_plugins(session, scripts)
    install(session, "mypy<2")
    installed = ("--config-file=", "--strict", "--python-executable", str(scripts / "python"))
    session.run("mypy", *installed, "tests/typing/script.py")


def _try_plugins(session: nox.Session, scripts: Path) -> None:
    """The wheel's own plugins read a scene, where no application is to be found."""
    scene = blend_file.write(Path(session.create_tmp()).resolve() / "shot.blend")
    words = ("submit", str(scene), "--dry-run", "--server", "farm:51000")
    session.run(str(scripts / "afsubmit"), *words, external=True, silent=True, env={"PATH": str(scripts)})


def _one_file(session: nox.Session) -> None:
    """Make afsubmit.pyz, twice the same, and install from it in an empty home with every Python found."""
    for folder in ("dist", session.create_tmp()):
        session.run("python", "pyz/build_pyz.py", folder, silent=True)
    archive = Path("dist/afsubmit.pyz").resolve()
    if archive.read_bytes() != (Path(session.create_tmp()) / archive.name).read_bytes():
        session.error("afsubmit.pyz has other bytes when it is built again.")
    session.log(f"{archive.name}: {archive.stat().st_size // 1024} KiB")
    for version in filter(interpreter, PYTHONS):
        home = Path(session.create_tmp()).resolve() / f"home-{version}"
        shutil.rmtree(home, ignore_errors=True)
        for name in ("maya/2025", "houdini20.5", ".config/blender/4.5"):
            (home / name).mkdir(parents=True)
        names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "AFSUBMIT_HOME")
        environment = {**dict.fromkeys(names, str(home)), "XDG_CONFIG_HOME": str(home / ".config")}
        hosts = ("nuke", "maya", "houdini") if os.name == "nt" else ("nuke", "maya", "houdini", "blender")
        for words in (["install", *hosts], ["install", *hosts, "--uninstall"], ["farm", "--help"]):
            session.run(interpreter(version), str(archive), *words, external=True, silent=True, env=environment)


def blender_zip(session: nox.Session) -> Path:
    """Build the zip that an artist installs, the core carried inside; returns its path."""
    output = session.run("python", "plugins/blender/build_zip.py", "dist", silent=True)
    return Path(output.strip().splitlines()[-1])


def _validate_extension(session: nox.Session, archive: Path) -> None:
    blender = shutil.which("blender")
    if blender and _application_version(blender) >= (4, 2):
        command = [blender, "--command", "extension", "validate", str(archive)]
        session.run(*command, external=True)
        return
    checker = next(HERE.glob(".nox/blender-*/**/bl_pkg/cli/blender_ext.py"), None)
    if checker:
        session.run("python", str(checker), "validate", str(archive))
        return
    note("not run: extension validate (no Blender 4.2 or newer on PATH, no bpy wheel installed by a session before)")


def _application_version(blender: str) -> tuple[int, int]:
    """Major and minor version that the application reports; (0, 0) if it reports none."""
    answer = subprocess.run([blender, "--version"], capture_output=True, text=True, timeout=60)
    found = re.search(r"Blender (\d+)\.(\d+)", answer.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def version_here() -> str:
    """The version that the core says."""
    text = (HERE / "core" / "afsubmit" / "__init__.py").read_text("utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]
