"""`afsubmit doctor`: is everything here that a submission needs, and if not, what to do. Looks, never writes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from ..errors import AfError, FrameError, ServerUnreachableError, SettingsError, sentence
from ..typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse

    from ..studio.configuration import Configuration
    from ..studio.host_file import Application
    from ..wire import Client


class DoctorFinding(NamedTuple):
    """One thing that was looked at: `level` is "good", "warning" or "bad"; `fix` what to do, or ""."""

    name: str
    level: str
    text: str
    fix: str = ""


GOOD, WARNING, BAD = "good", "warning", "bad"
SIGNS = {GOOD: " ", WARNING: "?", BAD: "!"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit doctor` takes."""
    parser.add_argument("--server", metavar="HOST:PORT", default="", help='look at this farm, or "local"')
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 1 when something is bad."""
    found = list(findings(arguments.server))
    is_well = all(one.level != BAD for one in found)
    if arguments.json:
        from .json_text import shown

        print(shown({"is_well": is_well, "findings": [one._asdict() for one in found]}))
        return 0 if is_well else 1
    wide = max(len(one.name) for one in found)
    for one in found:
        print(f"{SIGNS[one.level]} {one.name:{wide}}  {one.text}")
        if one.fix:
            print(f"  {'':{wide}}  {one.fix}")
    return 0 if is_well else 1


def findings(server: str = "") -> Iterator[DoctorFinding]:
    """Everything that is looked at, one after the other."""
    from ..studio import configuration

    yield from _program()
    try:
        loaded = configuration.load({"server": server or None})
    except SettingsError as error:
        yield DoctorFinding("configuration", BAD, str(error), "Correct it; nothing works before.")
        return
    yield from _configuration(loaded)
    yield from _hooks()
    yield from _farm(loaded, server)
    yield from _applications()


def _program() -> Iterator[DoctorFinding]:
    import platform

    from .. import __version__

    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield DoctorFinding("afsubmit", GOOD, f"{__version__} in {folder}")
    yield DoctorFinding("Python", GOOD, f"{platform.python_version()}, {sys.executable}")
    yield DoctorFinding("system", GOOD, platform.platform())


def _configuration(loaded: Configuration) -> Iterator[DoctorFinding]:
    from ..local import farm_folders as farm_folders
    from ..studio import folders, identity
    from ..submission.history import log_file

    name = identity.user_name(loaded)
    fix = "" if name else "Set AFSUBMIT_USER_NAME; the farm takes no job without an owner."
    yield DoctorFinding("user", GOOD if name else BAD, name or "nobody", fix)
    yield DoctorFinding("machine", GOOD, identity.host_name(loaded))
    files = ", ".join(loaded.files) or "no file; defaults and environment"
    yield DoctorFinding("configuration", GOOD, files)
    for problem in loaded.problems:
        yield DoctorFinding("configuration", WARNING, sentence(problem))
    pairs = loaded.value("pathsmap")
    yield DoctorFinding(
        "path map", GOOD, f"{len(pairs)} pair{'' if len(pairs) == 1 else 's'} from {loaded.source('pathsmap')}"
    )
    state = folders.state_folder(loaded.environ)
    problem_text = _why_not_writable(state)
    fix = "Make it writable, or set AFSUBMIT_HOME to a folder that is." if problem_text else ""
    yield DoctorFinding("state folder", WARNING if problem_text else GOOD, f"{state}{problem_text}", fix)
    yield from _trust(loaded)
    yield DoctorFinding("log", GOOD, log_file.path())
    yield DoctorFinding("farm's log", GOOD, farm_folders.log_file(farm_folders.farm_folder(farm_folders.host_name())))


def _trust(loaded: Configuration) -> Iterator[DoctorFinding]:
    """What is not believed, run or written to, since another user could have written it: our own files, and hooks."""
    from ..studio import farm_file, folders, ownership
    from ..submission.hooks import events

    state = folders.state_folder(loaded.environ)
    farm = os.path.dirname(farm_file.path(farm_file.machine_name(), loaded.environ))
    chosen = ownership.distrust(state)
    places = [
        path for folder in (state, os.path.dirname(farm), farm, os.path.join(farm, "bin")) for path in _in(folder)
    ]
    found = ([chosen] if chosen else []) + [problem for path in places if (problem := ownership.refusal(path))]
    hook_files = [path for event in events.EVENTS for path in events.found(event)]
    found += [problem for path in hook_files if (problem := events.distrust(path))]
    for problem in dict.fromkeys(found):
        yield DoctorFinding("not trusted", WARNING, f"{problem.where}: {problem.message}", problem.fix)


def _in(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    except OSError:  # there is none yet
        return []


def _why_not_writable(folder: str) -> str:
    """Why it cannot be written, in brackets; "" when it can, or can be made."""
    there = folder
    while not os.path.exists(there) and os.path.dirname(there) != there:
        there = os.path.dirname(there)
    if not os.path.isdir(there):
        return f" ({there} is not a folder)"
    return "" if os.access(there, os.W_OK) else f" ({there} cannot be written)"


def _hooks() -> Iterator[DoctorFinding]:
    """The studio's and the user's own code, and which of it is not run."""
    from ..submission.hooks import events

    for path in dict.fromkeys(path for event in events.EVENTS for path in events.found(event)):
        problem = events.distrust(path)
        if problem:
            text = f"{path} is not run: {problem.where}: {problem.message}"
            yield DoctorFinding("hook", BAD, text, problem.fix)
        else:
            yield DoctorFinding("hook", GOOD, path)


def _farm(loaded: Configuration, server: str) -> Iterator[DoctorFinding]:
    """Where the farm is, whether it answers, and how many can run something there."""
    from ..api.transport import farm
    from ..studio import server_choice as servers

    try:
        chosen = servers.resolve(loaded)
        where = "the farm on this machine" if chosen.is_local else f"{chosen.host}:{chosen.port}"
        yield DoctorFinding("farm", GOOD, f"{where}, from {chosen.source}")
        yield from _answers(farm(server))
    except SettingsError as error:
        yield DoctorFinding("farm", BAD, str(error))
    except ServerUnreachableError as error:
        reasons = "; ".join(f"{address}: {reason}" for address, reason in error.attempts)
        if error.server == servers.LOCAL:
            fix = "The dialogs and `afsubmit submit` start it, and so does `afsubmit farm`."
            yield DoctorFinding("farm answers", WARNING, "none runs on this machine now", fix)
            return
        fix = "Is it up, and is the address right? afsubmit config shows who says so."
        yield DoctorFinding("farm answers", BAD, f"no ({reasons})", fix)
    except AfError as error:
        yield DoctorFinding("farm answers", BAD, f"no. {error}", "Is it an Afanasy server that listens there?")


def _answers(client: Client) -> Iterator[DoctorFinding]:
    start = time.monotonic()
    client.users()
    milliseconds = 1000 * (time.monotonic() - start)
    try:
        renders = client.renders()
    except FrameError as error:  # the server writes the names of running jobs there as they are
        yield DoctorFinding("farm answers", GOOD, f"in {milliseconds:.1f} ms")
        fix = "A running job has a quote or backslash in its name: delete it, and its owner should call it otherwise."
        yield DoctorFinding("renders", WARNING, str(error), fix)
        return
    engines = sorted({str(render.get("engine")) for render in renders if render.get("engine")})
    version = f", version {', '.join(engines)}" if engines else ""
    yield DoctorFinding("farm answers", GOOD, f"in {milliseconds:.1f} ms{version}")
    online = sum("ONL" in render.words for render in renders)
    fix = "" if online else "Start a render (afrender) on a machine, or no task will ever run."
    yield DoctorFinding("renders", GOOD if online else WARNING, f"{online} of {len(renders)} online", fix)


def _applications() -> Iterator[DoctorFinding]:
    from ..studio import hosts
    from .applications import found

    for problem in hosts.problems():
        yield DoctorFinding(problem.where, WARNING, problem.message)
    for name, programs in found().items():
        yield DoctorFinding(name, GOOD, ", ".join(programs) or "not found on this machine")
        yield from _plugins(hosts.named(name))


def _plugins(application: Application) -> Iterator[DoctorFinding]:
    """Where the user has its plugin, and whether that is as new as this."""
    from .. import __version__
    from ..install import recipe

    if not application.install:
        return
    try:
        for folder, version in recipe.installed(recipe.of(application)):
            level = GOOD if version == __version__ else WARNING
            fix = "" if level == GOOD else f"afsubmit install {application.name} puts {__version__} there."
            yield DoctorFinding("plugin", level, f"version {version} in {folder}", fix)
    except AfError as error:
        yield DoctorFinding("plugin", WARNING, str(error))
