"""Every command of this project. `nox` runs all the tests, `nox -s demo` the main job, `nox -l` lists the rest.

A session whose interpreter, Blender or server is not on this machine says so in one line that starts with "not run:"
and the session `summary` repeats those lines at the end; it fails when a session did, or nothing at all was tested.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # nox runs this file from elsewhere
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every process that a test starts would compile what it imports

from demo.blender_launcher import write_wrapper
from tests.sessions import archives, release, site
from tests.sessions.runs import PYTHONS, failed, install, interpreter, not_run, note, ran, session_of, skip
from tests.sessions.windows_tests import WINDOWS_TESTS
from tests.windows import run as windows

QT_PAIRS = {
    "3.9": "PySide2==5.15.2.1",
    "3.10": "PySide2==5.15.2.1",
    "3.11": "PySide6-Essentials==6.5.3",
    "3.13": "PySide6-Essentials==6.8.3",
}
"""Python -> the Qt binding that applications with this Python bring along."""
BLENDER_MODULES = {"4.5": "3.11", "5.2": "3.13"}  # version of the wheel bpy -> the only Python it fits
HOUDINI_STUBS = {"19.5": "19.5.1", "20.5": "20.5.487.0", "21.0": "21.0.512.0"}
"""Version of Houdini -> of its published type stubs (types-houdini)."""

ANYWHERE = "not blender and not server and not screenshots and not qt"
PLAIN = f"{ANYWHERE} and not windows"
"""The tests that every Python can run alone."""

WHOLE = ("3.9", "3.13")
"""The oldest and the newest Python run every plain test, those between all but the applications'."""
PLUGINS = "tests/plugins"

WORKERS = "3"
"""Processes of the plain tests: more than half of their time is spent waiting for what they started."""

BY_FILE = ("-n", "2", "--dist", "loadfile")
"""Two processes for tests that share what a file of them has begun: a window, an application."""

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "uv|virtualenv" if shutil.which("uv") else "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = [
    "lint",
    "types",
    *(f"tests-{version}" for version in PYTHONS),
    "qt-3.9",
    "qt-3.13",
    *(f"blender-{version}" for version in BLENDER_MODULES),
    "blender-app",
    "windows-3.11",
    "build",
    "qt-screenshots",  # after build, which empties dist
    "site",
    "demo",
    "summary",
]


@session_of("lint", None)
def lint(session: nox.Session) -> None:
    """Layout, style and the floor of Python 3.9, for every file."""
    install(session, "ruff>=0.17,<0.18", "vermin")
    session.run("ruff", "format", "--check", "--diff", ".", silent=False)
    session.run("ruff", "check", ".")
    session.run(
        "vermin", "--quiet", "--no-tips", "-t=3.9-", "--violations", "--eval-annotations", "core", "plugins", "pyz"
    )


@session_of("types", None)
def types(session: nox.Session) -> None:
    """The core and the plugins under mypy's strict rules, as Python 3.9 sees them, with their stubs."""
    install(session, "mypy<2", "types-nuke==13.2.8.0", "types-maya-strict==2025.0.6")
    session.run("mypy")
    session.run("mypy", "--config-file", "tests/fakes/nuke.mypy.ini")
    session.run("mypy", "--config-file", "tests/fakes/maya.mypy.ini")
    install(session, "--no-deps", "pymel==1.5.0")  # for its tables of commands: it is not imported
    session.run("python", "tests/fakes/maya_commands.py")
    for version, stubs in HOUDINI_STUBS.items():
        install(session, f"types-houdini=={stubs}")
        session.run("mypy", "--config-file", "tests/fakes/houdini.mypy.ini")
        session.run("python", "tests/fakes/hou_stubs.py", version)
    session.run("python", "tests/fakes/blender_types.py")
    if importlib.util.find_spec("_tkinter"):
        session.run("python", "tests/fakes/nuke_stubs.py")
    else:
        note("not run: the names of the fake Nuke (this Python has no tkinter: Debian's python3-tk)")


def _tests(session: nox.Session) -> None:
    version = session.name.partition("-")[2]
    install(session, "pytest<9" if version == "3.9" else "pytest", "pytest-xdist", "hypothesis", "fileseq")
    left_out = [] if version in WHOLE else [f"--ignore={PLUGINS}"]
    if left_out:
        note(f"not run: {PLUGINS} under {version} ({', '.join(WHOLE)} run them)")
    session.run("python", "-m", "pytest", "-m", PLAIN, "-q", "-n", WORKERS, *left_out, *session.posargs)


for _version in PYTHONS:
    _tests.__doc__ = f"All tests that need no Blender and no server, under Python {_version}."
    session_of(f"tests-{_version}", _version)(_tests)


def _windows(session: nox.Session) -> None:
    version = session.name.partition("-")[2]
    for program in ("wine", "wineserver", "x86_64-w64-mingw32-gcc"):
        if not shutil.which(program):
            skip(session, session.name, f"no {program} on PATH")
    folder = Path(session.create_tmp()).resolve() / "windows"
    if (folder / "wheels").exists() or not (folder / "py" / "stand_in.exe").exists():  # the wheels go when all is there
        shutil.rmtree(folder, ignore_errors=True)
        install(session, "pip")
        packages = ("pytest", "pytest-xdist", "hypothesis", "fileseq", "colorama")
        session.run("python", "tests/windows/assemble.py", str(folder), version, *packages)
    counted = folder / "not_run.txt"
    counted.unlink(missing_ok=True)
    words = ("-m", "pytest", "-p", "no:cacheprovider", "-m", ANYWHERE, "-q", "-n", WORKERS)
    environment = {"AFSUBMIT_TEST_NOT_RUN": str(counted)}
    tests = session.posargs or WINDOWS_TESTS[version]
    session.run("python", "tests/windows/run.py", str(folder), *words, *tests, env=environment)
    if counted.exists():
        note(f"not run: {session.name}: {counted.read_text(encoding='utf-8')}")
    for line in windows.notes(folder):
        note(f"{session.name}: {line}")


for _version in WINDOWS_TESTS:
    _windows.__doc__ = f"The tests that are proven on Windows, under CPython {_version} for Windows and Wine."
    session_of(f"windows-{_version}", _version)(_windows)


def _qt(session: nox.Session) -> None:
    version = session.name.partition("-")[2]
    install(session, QT_PAIRS[version], "pytest<9" if version == "3.9" else "pytest", "pytest-xdist", "hypothesis")
    environment = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    chosen = "qt and not screenshots"
    missing = [program for program in ("ffmpeg", "oiiotool") if not shutil.which(program)]
    if missing:
        chosen += " and not converters"
        note(f"not run: {session.name}: pictures made by real programs (no {' and no '.join(missing)} on PATH)")
    session.run("python", "-m", "pytest", "-m", chosen, "-q", *BY_FILE, *session.posargs, env=environment)


for _version, _binding in QT_PAIRS.items():
    _qt.__doc__ = f"The windows under Python {_version} with {_binding}, driven by mouse and keys, without a screen."
    session_of(f"qt-{_version}", _version)(_qt)


@session_of("qt-screenshots", "3.13")
def qt_screenshots(session: nox.Session) -> None:
    """Pictures of the windows in dist/windows: light, dark, large, long, mirrored (-- docs: those of docs/images)."""
    install(session, QT_PAIRS["3.13"])
    folder = HERE / "dist" / "windows"
    for name, words, scale in (
        ("", "light", "1"),
        ("", "dark", "1"),
        ("200", "dark", "2"),
        ("long", "light long", "1"),
        ("mirrored", "dark mirrored", "1"),
    ):
        environment = {"QT_SCALE_FACTOR": scale}
        arguments = [str(folder / name), *words.split(), *session.posargs]
        session.run("python", "tests/qt/shots.py", *arguments, env=environment)
    if "docs" in session.posargs:
        for name in (
            *("dialog-light", "dialog-dark", "dialog-sheet-dark", "jobs-dark", "log-dark", "monitor-dark"),
            *("houdini-dialog-dark", "maya-dialog-dark", "nuke-dialog-dark"),
        ):
            shrink(folder / f"{name}.png", HERE / "docs" / "images" / f"{name}.png")


def shrink(picture: Path, target: Path) -> None:
    """Keep a picture with few colours, where ImageMagick is here to choose them."""
    program = shutil.which("magick") or shutil.which("convert")
    if program:
        subprocess.run(
            [program, picture, "-dither", "None", "-colors", "128", "-strip", target], check=True, timeout=60
        )
    else:
        shutil.copy(picture, target)


def _blender_module(session: nox.Session) -> None:
    version = session.name.partition("-")[2]
    install(session, f"bpy=={version}.*", "pytest", "pytest-xdist", "hypothesis")
    _blender_tests(session, wrapper(session, Path(session.create_tmp())), *BY_FILE)


for _version, _python in BLENDER_MODULES.items():
    _blender_module.__doc__ = f"The Blender room inside the bpy wheel {_version}."
    session_of(f"blender-{_version}", _python)(_blender_module)


@session_of("blender-app", None)
def blender_app(session: nox.Session) -> None:
    """The Blender room on the Blender application found on PATH."""
    blender = shutil.which("blender")
    if not blender:
        skip(session, "blender-app", "no blender on PATH")
    install(session, "pytest", "pytest-xdist", "hypothesis")
    _blender_tests(session, blender, *BY_FILE)


def _blender_tests(session: nox.Session, blender: str, *words: str) -> None:
    """Run what is marked blender; its tests start `blender` and, where the wheel is installed, import bpy too."""
    environment = {"AFSUBMIT_TEST_BLENDER": blender}
    chosen = ("-m", "blender and not screenshots", "-q", *words)
    session.run("python", "-m", "pytest", *chosen, *session.posargs, env=environment)


def wrapper(session: nox.Session, folder: Path) -> str:
    """The path of an executable `blender` over the bpy wheel of the session's environment."""
    python = Path(session.bin) / ("python.exe" if os.name == "nt" else "python")
    return str(write_wrapper(folder.resolve(), str(python.absolute())))


@session_of("build", None)
def build(session: nox.Session) -> None:
    """The wheel, the one file and the Blender zip, each installed or checked as its users would."""
    archives.make_all(session)


def _demo_python() -> tuple[str | None, str]:
    """The Python and the bpy version that the demo uses when there is no application."""
    for module, python in BLENDER_MODULES.items():
        if interpreter(python):
            return python, module
    return None, ""


def _has_blender_of_its_own() -> bool:
    return bool(shutil.which("blender")) or "--blender" in sys.argv


@session_of("site", None)
def site_of_pages(session: nox.Session) -> None:
    """The pages as a site in dist/site, with a search; a link that leads nowhere fails."""
    install(session, "mkdocs-material>=9.5,<10")
    _make_site(session)


def _make_site(session: nox.Session) -> None:
    site.assemble(HERE / "build" / "site")
    environment = {"NO_MKDOCS_2_WARNING": "1"}
    session.run("mkdocs", "build", "--quiet", "--strict", "--config-file", "docs/site.yml", env=environment)


@session_of("demo", None if _has_blender_of_its_own() else _demo_python()[0])
def demo(session: nox.Session) -> None:
    """The main job: a real Blender submits a scene and a farm here renders it (-- --json, --blender, --keep)."""
    arguments = list(session.posargs)
    if not _has_blender_of_its_own():
        module = _demo_python()[1]
        if not module:
            session.error(
                "The demo needs a real Blender: install Blender 3.4 or newer so that `blender` is on PATH, or Python "
                "3.11 or 3.13, for which Blender's Python module can be installed by itself."
            )
        install(session, f"bpy=={module}.*")
        arguments += ["--blender", wrapper(session, Path(session.create_tmp()))]
    archive = archives.blender_zip(session)
    environment = {"PYTHONPATH": str(HERE / "core")}
    session.run("python", "-m", "demo", "--add-on", str(archive.resolve()), *arguments, env=environment)


@session_of("bench", None)
def bench(session: nox.Session) -> None:
    """The figures the project promises, in one table."""
    binding = QT_PAIRS.get("{}.{}".format(*sys.version_info[:2]))
    install(session, "pytest", *([binding] if binding else []))  # the scenes measured are those of the tests
    if shutil.which("blender"):
        archives.blender_zip(session)
    session.run("python", "tests/bench/run.py", *session.posargs)


@session_of("fuzz", None)
def fuzz(session: nox.Session) -> None:
    """A hundred thousand mutated requests at the client's gate, some minutes; AFSUBMIT_TEST_MUTANTS=n makes n."""
    install(session, "pytest", "hypothesis")
    environment = {"AFSUBMIT_TEST_MUTANTS": os.environ.get("AFSUBMIT_TEST_MUTANTS", "100000")}
    session.run("python", "-m", "pytest", "-q", "-s", "tests/fuzz", *session.posargs, env=environment)


@session_of("fuzz-readers", "3.11")
def fuzz_readers(session: nox.Session) -> None:
    """Looks for scene files on which a reader breaks, guided by coverage: ten minutes each, or -- SECONDS [NAME …]."""
    seconds, *names = session.posargs or ["600"]
    install(session, "atheris", "pytest", "hypothesis", "fileseq")
    for name in names or ("nuke", "maya", "houdini", "blender"):
        corpus, found = (HERE / "build" / "fuzz" / name / part for part in ("corpus", "found"))
        words = (f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=2000")
        session.run("python", "tests/fuzz/readers.py", name, str(corpus), str(found), *words)


@session_of("survival", None)
def survival(session: nox.Session) -> None:
    """The farm killed a hundred times at random, also with ten thousand jobs; AFSUBMIT_TEST_FARM_DEATHS=n makes n."""
    install(session, "pytest", "hypothesis")
    environment = {"AFSUBMIT_TEST_FARM_DEATHS": os.environ.get("AFSUBMIT_TEST_FARM_DEATHS", "100")}
    environment["AFSUBMIT_TEST_FARM_JOBS"] = os.environ.get("AFSUBMIT_TEST_FARM_JOBS", "10000")
    files = [f"tests/core/local/test_{name}.py" for name in ("survival", "fault_matrix")]
    session.run("python", "-m", "pytest", "-q", *files, *session.posargs, env=environment)


@session_of("server", None)
def server(session: nox.Session) -> None:
    """The tests against a real Afanasy server, named by AFSUBMIT_TEST_SERVER=host:port."""
    if not os.environ.get("AFSUBMIT_TEST_SERVER"):
        skip(session, "server", "AFSUBMIT_TEST_SERVER=host:port names no server")
    install(session, "pytest", "hypothesis")
    session.run("python", "-m", "pytest", "-m", "server", "-q", *session.posargs)


@session_of("screenshots", None)
def screenshots(session: nox.Session) -> None:
    """The pictures of docs/images, taken of a real Blender on a virtual screen."""
    for program in ("blender", "Xvfb", "xdotool", "import"):
        if not shutil.which(program):
            skip(session, "screenshots", f"no {program} on PATH")
    install(session, "pytest")
    session.run("python", "-m", "pytest", "-m", "screenshots", "-q", *session.posargs)


@session_of("release", None)
def release_files(session: nox.Session) -> None:
    """All that is released, in dist with checksums, out of a commit without changes: checked before and after."""
    release.ensure_ready(session)
    install(session, "pytest", "hypothesis", "mkdocs-material>=9.5,<10")
    session.run("python", "-m", "pytest", "-q", "tests/rules", "tests/core/cli/test_verified.py")
    blender = shutil.which("blender")
    if blender:
        words = ("selftest", "blender", "--program", blender)
        session.run("python", "-m", "afsubmit", *words, env={"PYTHONPATH": str(HERE / "core")})
    else:
        note("not run: the self-test in Blender (no blender on PATH)")
    archives.make_all(session)
    _make_site(session)
    release.pack_site()
    release.ensure_clean(session)
    release.sum_up(session)


@nox.session(name="summary", python=None, venv_backend="none")
def summary(session: nox.Session) -> None:
    """What was tested in this run and what was not; fails when nothing was, or when a session before it failed."""
    for line in not_run:
        print(line)
    print(f"ran: {', '.join(ran) or 'nothing'}", flush=True)
    if failed:
        session.error(f"failed: {', '.join(failed)}")
    if not any(name.startswith(("tests-", "blender-")) for name in ran):
        session.error("No tests ran: there is no Python 3.9 to 3.13 and no Blender here.")
