"""`afsubmit selftest`: an application of this machine, without a window, held to everything that the tests hold to."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from .. import __version__
from ..errors import AfError
from ..selftest.checks import ANSWER, RENDER, SYSTEM, Check
from ..studio import hosts
from ..typed import TYPE_CHECKING, Any
from . import selftest_run
from .exits import DONE, NOT_DONE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Iterator
    from typing import Union

    from ..studio.host_file import Application
    from .selftest_run import Heading

    Told = Generator[Union[Heading, Check], None, None]
    Test = tuple[str, Told]

SIGNS = {True: " ", False: "!", None: "?"}
RESULT_FORM = 1
SEEN = {
    "contract": "It does what every application must.",
    "failure": "Nothing is lost, and nothing is left behind.",
    RENDER: "The frame is there.",
    SYSTEM: "It is as it should be.",
}
"""What is said of a check that was kept."""
WINDOWS = "windows"
"""Beside the applications, on Windows: the system itself."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit selftest` takes."""
    names = [name for name, application in hosts.found().items() if application.selftest]
    names += [WINDOWS] if os.name == "nt" else []
    parser.add_argument("host", metavar="APPLICATION", choices=names, help=" or ".join(names))
    parser.add_argument("--program", metavar="PATH", help="this program; else every one that is found")
    parser.add_argument("--json", metavar="FILE", help="keep what was found, without names, for a report")
    help_of_lines = "print a line of JSON for each check, for a program that shows them; ends when its input is closed"
    parser.add_argument("--json-lines", action="store_true", help=help_of_lines)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 1 when something was not kept."""
    is_ended = _end_of_input() if arguments.json_lines else bool
    show = _show_line if arguments.json_lines else _show
    tests = _of_windows(is_ended) if arguments.host == WINDOWS else _of_programs(arguments, is_ended)
    results = [_kept(arguments.host, title, found, show) for title, found in tests]
    if arguments.json:
        _keep(arguments.json, results)
    if arguments.json_lines:
        _print({"report": results})
    return DONE if all(check["is_kept"] is not False for result in results for check in result["checks"]) else NOT_DONE


def _started(application: Application, program: str) -> str:
    """The program that runs the checks: this one, or another that lies beside it."""
    from ..submission.planning.standalone import beside

    name = application.selftest.get("program", "")
    if name and program.endswith(".app"):
        return os.path.join(program, application.selftest.get("bundle", name))
    return beside(os.path.abspath(program), name) if name else program


def _of_programs(arguments: argparse.Namespace, is_ended: Callable[[], bool]) -> Iterator[Test]:
    """The tests of an application's programs, each begun when the one before is over."""
    from . import applications

    application = hosts.named(arguments.host)
    programs = [arguments.program] if arguments.program else applications.found()[application.name]
    if not programs:
        raise AfError(f"No {application.title} was found on this machine; name its program with --program.")
    programs = [shutil.which(program) or program for program in programs]  # a bare name is one on PATH
    for program in programs:
        yield application.title, selftest_run.told(application, _started(application, program), is_ended)


def _of_windows(is_ended: Callable[[], bool]) -> Iterator[Test]:
    from . import selftest_windows

    yield selftest_windows.TITLE, selftest_windows.told(is_ended)


def _kept(name: str, title: str, told: Told, show: Callable[[str, Heading | Check], None]) -> dict[str, Any]:
    """What was found of one program, each shown as it comes; without the texts of errors, which may name people."""
    rows: list[dict[str, Any]] = []
    about: dict[str, Any] = {}
    with contextlib.closing(told) as found:
        for one in found:
            show(title, one)
            if isinstance(one, Check):
                rows.append({key: value for key, value in one._asdict().items() if key != "text"})
            else:
                about = {"version": one.version, "afsubmit": __version__, "system": one.system, "date": one.date}
    if show is _show:
        print(f"{sum(row['is_kept'] is True for row in rows)} of {len(rows)} kept")
    return {"form": RESULT_FORM, "host": name, **about, "checks": rows}


def _show(title: str, one: Heading | Check) -> None:
    if not isinstance(one, Check):
        print(one.said(title))
        return
    print(f"{SIGNS[one.is_kept]} {one.kind:8}  {one.name}")
    for line in filter(None, (one.where, one.text)):
        print(f"  {'':8}    {line}", flush=True)


def _show_line(title: str, one: Heading | Check) -> None:
    if not isinstance(one, Check):
        _print({"heading": one.said(title), "is_stand_in": one.is_stand_in, "count": one.checks})
        return
    result = {True: "answered" if one.kind == ANSWER else "kept", False: "not kept", None: "not answered"}[one.is_kept]
    name, row = one.name[:1].upper() + one.name[1:], {"is_kept": one.is_kept, "result": result.capitalize()}
    _print({"name": name, **row, "sentence": _sentence(one)})


def _sentence(check: Check) -> str:
    """What was seen; the answer of a question, the line that was not kept and what the error said."""
    if check.is_kept and check.kind != ANSWER:
        return SEEN[check.kind]
    text = ": ".join(filter(None, (check.where, check.text)))
    return text[:1].upper() + text[1:] + ("." if check.is_kept else "")


def _print(what: Mapping[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def _end_of_input() -> Callable[[], bool]:
    """Whether standard input has been closed: by who shows the lines, or with it."""
    ended = threading.Event()

    def wait() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended.is_set


def _keep(path: str, results: list[dict[str, Any]]) -> None:
    """Write the file for a report."""
    try:
        Path(path).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise AfError(f"{path} cannot be written: {error.strerror}.") from error
