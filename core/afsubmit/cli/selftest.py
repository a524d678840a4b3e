"""`afsubmit selftest`: an application of this machine, without a window, held to everything that the tests hold to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..counted import counted
from ..errors import AfError
from ..studio import hosts
from ..typed import TYPE_CHECKING, Any
from .exits import DONE, NOT_DONE

if TYPE_CHECKING:
    import argparse

    from ..selftest.checks import Check
    from ..studio.host_file import Application

INSIDE_SECONDS = 900.0
RENDER_SECONDS = 600.0
STRANGE = ("AFSUBMIT_", "CGRU_", "AF_")
SIGNS = {True: " ", False: "!", None: "?"}
RESULT_FORM = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit selftest` takes."""
    names = [name for name, application in hosts.found().items() if application.selftest]
    parser.add_argument("host", metavar="APPLICATION", choices=names, help=" or ".join(names))
    parser.add_argument("--program", metavar="PATH", help="this program; else every one that is found")
    parser.add_argument("--json", metavar="FILE", help="keep what was found, without names, for a report")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 1 when something was not kept."""
    from . import applications

    application = hosts.named(arguments.host)
    programs = [arguments.program] if arguments.program else applications.found()[application.name]
    if not programs:
        raise AfError(f"No {application.title} was found on this machine; name its program with --program.")
    programs = [shutil.which(program) or program for program in programs]  # a bare name is one on PATH
    results = [_of_program(application, _started(application, program)) for program in programs]
    for result in results:
        _show(application, result)
    if arguments.json:
        _keep(arguments.json, results)
    return DONE if all(check["is_kept"] is not False for result in results for check in result["checks"]) else NOT_DONE


def _started(application: Application, program: str) -> str:
    """The program that runs the checks: this one, or another that lies beside it."""
    from ..submission.planning.standalone import beside

    name = application.selftest.get("program", "")
    if name and program.endswith(".app"):
        return os.path.join(program, application.selftest.get("bundle", name))
    return beside(os.path.abspath(program), name) if name else program


def _of_program(application: Application, program: str) -> dict[str, Any]:
    """What was found of one program; everything happens in a folder that is removed again."""
    from datetime import datetime, timezone

    from .. import __version__

    with tempfile.TemporaryDirectory(prefix="afsubmit-selftest-") as place:
        folder = Path(os.path.realpath(place))
        environ = _environment(application, program, folder)
        said = _inside(application, program, folder, environ)
        is_renderer = not application.selftest.get("program")  # else the one that renders lies beside it, on the PATH
        executable = ("--executable", os.path.abspath(program)) if is_renderer else ()
        rows = [*said["checks"], _rendered(str(said["scene"]), executable, environ)._asdict()]
    today = datetime.now(timezone.utc).date().isoformat()
    told = {"form": RESULT_FORM, "host": application.name, "version": str(said["version"]), "afsubmit": __version__}
    return {**told, "system": sys.platform, "date": today, "checks": rows}


def _environment(application: Application, program: str, folder: Path) -> dict[str, str]:
    """This process's environment with nothing of ours, the farm's or the user's; `program` first on the PATH."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STRANGE)}
    own = {name: str(folder / "own") for name in ("AFSUBMIT_HOME", "AFSUBMIT_STUDIO", "XDG_CONFIG_HOME", "APPDATA")}
    os.mkdir(folder / "own", 0o700)
    path = os.pathsep.join([os.path.dirname(os.path.abspath(program)), kept.get("PATH", "")])
    said = {name: text.format(folder=folder) for name, text in application.selftest.get("environment", {}).items()}
    return {**kept, **own, "PATH": path, "AFSUBMIT_SELFTEST": str(folder), **said}


def _inside(application: Application, program: str, folder: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Put the plugin into `folder`, start the application with it, and read what it wrote there.

    Raises:
        AfError: it could not be started, did not end, or wrote nothing; with the last line that it printed.
    """
    from ..install import recipe, tree

    tree.write(folder / application.selftest["target"], recipe.of(application).files())
    command = [program, *application.selftest["words"]]
    try:
        done = subprocess.run(
            command, env=dict(environ), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=INSIDE_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AfError(f"{program} could not be run: {error}") from error
    try:
        said = json.loads((folder / "said.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        last = done.stdout.decode("utf-8", "replace").strip().splitlines()[-3:]
        raise AfError(f"{program} ran nothing of the test (exit code {done.returncode}): {' / '.join(last)}") from error
    return dict(said)


def _rendered(scene: str, executable: Sequence[str], environ: Mapping[str, str]) -> Check:
    """Whether the farm of this machine renders one frame of the scene, in a farm of the test's own."""
    from ..local.launch import command_line
    from ..selftest.checks import Check

    def command(*words: str) -> subprocess.CompletedProcess[bytes]:
        line = command_line(sys.executable, list(words))
        return subprocess.run(
            line, env=dict(environ), capture_output=True, timeout=RENDER_SECONDS, cwd=environ["AFSUBMIT_HOME"]
        )

    name, kind = "one frame is rendered by the farm of this machine", "render"
    before = set(_files(scene))
    try:
        done = command("submit", scene, "--frames", "1", "--local", "--wait", *executable)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(name, kind, False, type(error).__name__, str(error))
    finally:
        command("farm", "--stop")
    made = [path for path in set(_files(scene)) - before if "0001." in os.path.basename(path)]
    if done.returncode == 0 and made and all(map(os.path.getsize, made)):
        return Check(name, kind, True)
    text = done.stderr.decode("utf-8", "replace").strip()
    return Check(name, kind, False, f"exit code {done.returncode}, {counted(len(made), 'file')}", text)


def _files(scene: str) -> Iterator[str]:
    for place, _, names in os.walk(os.path.dirname(scene)):
        yield from (os.path.join(place, name) for name in names)


def _show(application: Application, result: Mapping[str, Any]) -> None:
    print(f"{application.title} {result['version']}, afsubmit {result['afsubmit']}, {result['system']}")
    for check in result["checks"]:
        print(f"{SIGNS[check['is_kept']]} {check['kind']:8}  {check['name']}")
        for line in filter(None, (check["where"], check["text"])):
            print(f"  {'':8}    {line}")
    kept = sum(check["is_kept"] is True for check in result["checks"])
    print(f"{kept} of {len(result['checks'])} kept")


def _keep(path: str, results: list[dict[str, Any]]) -> None:
    """Write the file for a report: what errors said themselves, which may name people and paths, stays out."""
    for result in results:
        result["checks"] = [{key: one[key] for key in ("name", "kind", "is_kept", "where")} for one in result["checks"]]
    try:
        Path(path).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise AfError(f"{path} cannot be written: {error.strerror}.") from error
